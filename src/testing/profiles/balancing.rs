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
    /// The tags of Scalelite's servers.
    pub(in crate::testing) server_tags: Vec<String>,
}
