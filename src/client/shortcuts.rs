//! Calls that belong together, sent in one step. Each says what it sends.

#[cfg(feature = "administration")]
mod administration;
#[cfg(feature = "monitoring")]
mod monitoring;
#[cfg(feature = "recording")]
mod recording;
