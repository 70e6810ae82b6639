//! The examples that call a server if the environment names one.

use std::env;
use std::process::{Command, Output};

#[allow(
    unreachable_pub,
    reason = "the crate of the example has it at its root"
)]
#[path = "../../examples/custom_call.rs"]
mod custom_call;
#[allow(
    unreachable_pub,
    reason = "the crate of the example has it at its root"
)]
#[path = "../../examples/quickstart.rs"]
mod quickstart;

/// The variable in which the process of an example has its name.
const EXAMPLE: &str = "EXAMPLE";

#[test]
#[ignore = "is started by the others, in a process with an environment of its own"]
fn example() {
    let result = match env::var(EXAMPLE).as_deref() {
        Ok("custom_call") => custom_call::main(),
        Ok("quickstart") => quickstart::main(),
        _ => return,
    };
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Runs an example with one variable in its environment.
fn run(example: &str, name: &str, value: &str) -> Output {
    let this = env::current_exe().expect("the path of this program");
    let mut command = Command::new(this);
    command.args(["--exact", "examples::example", "--ignored", "--nocapture"]);
    command
        .env_clear()
        .env(EXAMPLE, example)
        .env(name, value)
        .output()
        .expect("the example starts")
}

#[test]
fn half_a_server_in_the_environment_is_a_mistake() {
    for example in ["quickstart", "custom_call"] {
        for (name, value) in [
            ("BBB_URL", "https://bbb.example.com/bigbluebutton/"),
            ("BBB_SECRET", "8cd8ef52e8e101574e400365b55e11a6"),
        ] {
            let ran = run(example, name, value);
            assert_eq!(ran.status.code(), Some(101), "{example} with {name}");
            let said = String::from_utf8_lossy(&ran.stderr);
            let message = "\nset both BBB_URL and BBB_SECRET, or neither of them\n";
            assert!(said.contains(message), "{example} with {name}: {said}");
        }
        let ran = run(example, "TZ", "UTC");
        assert!(ran.status.success(), "{example}");
        let shown = String::from_utf8_lossy(&ran.stdout);
        assert!(shown.contains("1 passed"), "{shown}");
    }
}
