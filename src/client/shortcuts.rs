//! Methods that combine calls. Each says what it sends.

#[cfg(feature = "administration")]
mod administration;
#[cfg(feature = "monitoring")]
mod monitoring;
#[cfg(feature = "recording")]
mod recording;
