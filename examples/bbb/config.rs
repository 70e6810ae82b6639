//! Which server: from the environment, or from a file.

use std::path::{Path, PathBuf};
use std::{env, fs};

use bbb_sdk::{Secret, Server};

use crate::TransportProblem;

/// The server to talk to, and its secret.
///
/// The environment wins over the file. A file may be the saved output of `bbb-conf --secret`, or lines like those for
/// the environment.
pub(crate) fn server(file: Option<&Path>) -> Result<(Server, Secret), TransportProblem> {
    let settings = Settings::read(file)?;
    let missing = |name: &str| {
        let places: Vec<String> = default_file()
            .iter()
            .map(|path| format!(" or in {}", path.display()))
            .collect();
        TransportProblem::usage(format!(
            "no {name}: set it in the environment{}; `bbb-conf --secret` on the server prints it",
            places.concat()
        ))
    };
    let address = settings.address.ok_or_else(|| missing("BBB_URL"))?;
    let secret = settings.secret.ok_or_else(|| missing("BBB_SECRET"))?;
    Ok((Server::new(&address, secret.clone())?, secret))
}

#[derive(Default)]
struct Settings {
    address: Option<String>,
    secret: Option<Secret>,
}

impl Settings {
    fn read(file: Option<&Path>) -> Result<Self, TransportProblem> {
        let mut settings = match (file, default_file()) {
            (Some(file), _) => Self::from_file(file)?,
            (None, Some(file)) if file.exists() => Self::from_file(&file)?,
            _ => Self::default(),
        };
        let variable = |name| env::var(name).ok().filter(|text| !text.trim().is_empty());
        settings.address = variable("BBB_URL").or(settings.address);
        settings.secret = variable("BBB_SECRET").map(Secret::from).or(settings.secret);
        Ok(settings)
    }

    fn from_file(file: &Path) -> Result<Self, TransportProblem> {
        let text = fs::read_to_string(file)
            .map_err(|error| TransportProblem::usage(format!("{}: {error}", file.display())))?;
        let mut settings = Self::default();
        for line in text.lines() {
            let Some((name, value)) = line.split_once(['=', ':']) else {
                continue;
            };
            let value = value.trim().trim_matches(['"', '\'']);
            match name.trim() {
                "BBB_URL" | "URL" => settings.address = Some(value.to_owned()),
                "BBB_SECRET" | "Secret" => settings.secret = Some(value.into()),
                _ => {}
            }
        }
        Ok(settings)
    }
}

/// `bbb/config` in the user's folder for such files.
fn default_file() -> Option<PathBuf> {
    let folder = env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".config")))?;
    Some(folder.join("bbb").join("config"))
}
