//! Tests with generated values that are the same in every run.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Tries a test with 512 values.
pub(crate) fn for_all<S: Strategy>(values: S, test: impl Fn(S::Value)) {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(512)
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let test = |value| {
        test(value);
        Ok(())
    };
    TestRunner::new_with_rng(config, random)
        .run(&values, test)
        .unwrap();
}
