//! An operator's settings of a load balancer.

/// What a load balancer changes in a `create` before it forwards the call.
#[derive(Debug, Default)]
pub(in crate::testing) struct Balancing {
    /// Parameters that are set if the request does not set them.
    pub(in crate::testing) defaults: Vec<(String, String)>,
    /// Parameters that replace those of the request.
    pub(in crate::testing) overrides: Vec<(String, String)>,
    /// Names of parameters that are dropped.
    pub(in crate::testing) blocked: Vec<String>,
    /// The names and the secrets of Scalelite's tenants.
    pub(in crate::testing) tenants: Vec<(String, String)>,
    /// The longest duration of a meeting at Scalelite, in minutes.
    pub(in crate::testing) longest_duration_minutes: Option<u32>,
    /// The tags of Scalelite's servers.
    pub(in crate::testing) server_tags: Vec<String>,
}

impl Balancing {
    /// Returns the name and the secret of the tenant whose name is the first label of a host.
    pub(in crate::testing) fn tenant(&self, host: Option<&str>) -> Option<&(String, String)> {
        let label = host?.split(['.', ':']).next()?;
        self.tenants.iter().find(|(name, _)| name == label)
    }
}
