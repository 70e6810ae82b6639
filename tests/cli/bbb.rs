//! Runs the program.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, fs};

use bbb_sdk::testing::TestServer;

/// A run of the program, without this machine's environment.
pub(crate) struct Bbb {
    command: Command,
    input: Option<String>,
    /// The folder for the configuration, which is removed at the end.
    home: Home,
}

impl Bbb {
    /// Creates a run without a server.
    pub(crate) fn new<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let home = Home::new();
        let mut command = Command::new(env!("CARGO_BIN_EXE_bbb"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", &home.0)
            .env("TZ", "Europe/Berlin")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let input = None;
        Self {
            command,
            input,
            home,
        }
    }

    /// Creates a run with a server in the environment. The arguments are separated by blanks.
    pub(crate) fn at(server: &TestServer, arguments: &str) -> Self {
        Self::new(arguments.split_whitespace()).server(server)
    }

    /// Sets the server in the environment.
    pub(crate) fn server(self, server: &TestServer) -> Self {
        self.env("BBB_URL", server.url())
            .env("BBB_SECRET", server.secret())
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Does the same as [`Self::config`], and makes the file readable only by its owner.
    #[cfg(unix)]
    pub(crate) fn private_config(self, text: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let run = self.config(text);
        let file = run.home.0.join(".config/bbb/config.toml");
        let set = fs::set_permissions(file, fs::Permissions::from_mode(0o600));
        set.expect("the permissions of a file");
        run
    }

    /// Writes the configuration to its default place.
    pub(crate) fn config(self, text: &str) -> Self {
        let folder = self.home.0.join(".config/bbb");
        fs::create_dir_all(&folder).expect("a folder for the configuration");
        fs::write(folder.join("config.toml"), text).expect("the configuration");
        self
    }

    pub(crate) fn stdout(mut self, to: impl Into<Stdio>) -> Self {
        self.command.stdout(to);
        self
    }

    /// Sets the standard input.
    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.input = Some(text.to_owned());
        self.command.stdin(Stdio::piped());
        self
    }

    /// Runs the program until it ends.
    pub(crate) fn run(self) -> Ran {
        self.start().wait()
    }

    /// Starts the program.
    pub(crate) fn start(mut self) -> Running {
        let mut child = self.command.spawn().expect("the program starts");
        if let (Some(mut stdin), Some(text)) = (child.stdin.take(), self.input) {
            // The program may end without reading its input.
            let _ = stdin.write_all(text.as_bytes());
        }
        Running {
            child,
            _home: self.home,
        }
    }
}

/// The running program.
pub(crate) struct Running {
    pub(crate) child: Child,
    _home: Home,
}

impl Running {
    pub(crate) fn wait(self) -> Ran {
        Ran::from(self.child.wait_with_output().expect("the program ends"))
    }

    /// Sends a signal to the program.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.expect("`kill` is there").success());
    }
}

/// The result of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("the output is text"),
            err: String::from_utf8(output.stderr).expect("the messages are text"),
        }
    }
}

impl Ran {
    /// Asserts the whole standard output, the whole standard error and the exit code.
    #[track_caller]
    pub(crate) fn is(&self, code: i32, out: &str, err: &str) {
        assert_eq!(
            (self.code, &*self.out, &*self.err),
            (Some(code), out, err),
            "exit code, output, messages"
        );
    }
}

/// A folder that is removed at the end.
pub(crate) struct Home(pub(crate) PathBuf);

impl Home {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("bbb-cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for a test");
        Self(path)
    }

    /// Returns the path of a file in the folder, as an argument of the program.
    pub(crate) fn path(&self, name: &str) -> String {
        let path = self.0.join(name).into_os_string().into_string();
        path.expect("a path that is text")
    }

    /// Writes a file into the folder, and returns its path.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("a file");
        path
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Returns the host and the port of a URL. The program calls a server without a name by them.
pub(crate) fn authority(url: &str) -> &str {
    url.split('/').nth(2).expect("a URL with a host")
}

/// A server whose clock stands at 2026-03-01 12:00 UTC.
pub(crate) fn server() -> TestServer {
    let noon = UNIX_EPOCH + Duration::from_secs(1_772_366_400);
    started(noon)
}

pub(crate) fn started(at: SystemTime) -> TestServer {
    let builder = TestServer::builder().starts_at(at);
    builder.start().expect("the built-in server starts")
}
