//! How an operator sets up a load balancer.

/// What a load balancer changes in a `create` before it hands it on.
#[derive(Debug, Default)]
pub(in crate::testing) struct Balancing {
    /// Parameters that are set where the request has none.
    pub(in crate::testing) defaults: Vec<(String, String)>,
    /// Parameters that are set whatever the request has.
    pub(in crate::testing) overrides: Vec<(String, String)>,
    /// Names of parameters that are dropped.
    pub(in crate::testing) blocked: Vec<String>,
    /// The names and the secrets of Scalelite's tenants.
    pub(in crate::testing) tenants: Vec<(String, String)>,
    /// The tags of Scalelite's servers.
    pub(in crate::testing) server_tags: Vec<String>,
}

impl Balancing {
    /// The name and the secret of the tenant that the first label of a host names.
    pub(in crate::testing) fn tenant(&self, host: Option<&str>) -> Option<&(String, String)> {
        let label = host?.split(['.', ':']).next()?;
        self.tenants.iter().find(|(name, _)| name == label)
    }
}
