//! What can be typed.

use std::path::PathBuf;

use bbb_sdk::Checksum;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Looks after a BigBlueButton server.
#[derive(Parser)]
#[command(
    name = "bbb",
    max_term_width = 100,
    after_help = "\
Set-up:
  The server's address and secret come from BBB_URL and BBB_SECRET, or from a file:
  --config FILE, else ~/.config/bbb/config. `bbb-conf --secret` on the server
  prints both, and its saved output is such a file.

Exit codes:
  0  done
  1  the server refused
  2  something typed or set up is wrong; nothing was sent
  3  no answer, or something that is no BigBlueButton answered
  4  the meeting, recording or webhook does not exist
  5  not confirmed; nothing was done"
)]
pub(crate) struct Cli {
    /// A file with the server's address and secret.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Print JSON instead of a table. Passwords are left out.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// How calls of webhooks are signed: before BigBlueButton 3.0 they know sha1 alone.
    #[arg(long, global = true, value_name = "NAME", default_value = "sha256")]
    pub(crate) hooks_checksum: Algorithm,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Is the server there, and is the secret right?
    Check,
    /// Create a meeting.
    Create(Create),
    /// Print a link into a meeting. Nothing is sent.
    Join(Join),
    /// End a meeting and put its users out.
    End {
        /// The meeting's ID.
        id: String,
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// List the meetings.
    Meetings,
    /// Show a meeting and who is in it.
    Info {
        /// The meeting's ID.
        id: String,
    },
    /// List, publish, tag and delete recordings.
    #[command(subcommand, visible_alias = "rec")]
    Recordings(Recordings),
    /// List, register and remove webhooks.
    #[command(subcommand)]
    Hooks(Hooks),
    /// Print the signed URL of any call. Nothing is sent.
    #[command(after_help = "Example:\n  curl \"$(bbb sign getMeetingInfo meetingID=room-1)\"")]
    Sign {
        /// The call's name, such as getMeetings or hooks/list.
        call: String,
        /// Its parameters, not encoded.
        #[arg(value_name = "NAME=VALUE", value_parser = pair)]
        parameters: Vec<Pair>,
    },
}

#[derive(Args)]
pub(crate) struct Create {
    /// The meeting's name.
    pub(crate) name: String,
    /// The meeting's ID; without it, one is made from the name.
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Let it be recorded.
    #[arg(long)]
    pub(crate) record: bool,
    /// End it after so many minutes.
    #[arg(long, value_name = "MINUTES")]
    pub(crate) duration: Option<u32>,
    /// Greet in the chat.
    #[arg(long, value_name = "HTML")]
    pub(crate) welcome: Option<String>,
    /// Metadata; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) meta: Vec<Pair>,
    /// Any other parameter, as BigBlueButton names it; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) param: Vec<Pair>,
}

#[derive(Args)]
pub(crate) struct Join {
    /// The meeting's ID.
    pub(crate) id: String,
    /// The user's name.
    pub(crate) name: String,
    /// Join as a moderator.
    #[arg(long)]
    pub(crate) moderator: bool,
    /// The user's ID in your application.
    #[arg(long)]
    pub(crate) user_id: Option<String>,
    /// Any other parameter, as BigBlueButton names it; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) param: Vec<Pair>,
}

#[derive(Subcommand)]
pub(crate) enum Recordings {
    /// List recordings.
    List {
        /// Of the meeting with this ID; may be given several times.
        #[arg(long, value_name = "ID")]
        meeting: Vec<String>,
        /// In this state: processing, processed, published, unpublished, deleted, any; may be given several times.
        #[arg(long)]
        state: Vec<String>,
        /// With this metadata; may be given several times.
        #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
        meta: Vec<Pair>,
    },
    /// Let everyone with the link see recordings.
    Publish {
        /// The recordings' IDs.
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Take recordings back.
    Unpublish {
        /// The recordings' IDs.
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Change the metadata of recordings.
    Tag {
        /// The recordings' IDs.
        #[arg(required = true)]
        ids: Vec<String>,
        /// Set a value; may be given several times.
        #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
        set: Vec<Pair>,
        /// Remove a value; may be given several times.
        #[arg(long, value_name = "NAME")]
        remove: Vec<String>,
    },
    /// Delete recordings for good.
    Delete {
        /// The recordings' IDs.
        #[arg(required = true)]
        ids: Vec<String>,
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum Hooks {
    /// List webhooks.
    List {
        /// Of the meeting with this ID, and those of all meetings.
        #[arg(long, value_name = "ID")]
        meeting: Option<String>,
    },
    /// Register a webhook.
    Create {
        /// Where events are sent.
        url: String,
        /// For the meeting with this ID alone.
        #[arg(long, value_name = "ID")]
        meeting: Option<String>,
        /// For this event alone, such as meeting-ended; may be given several times.
        #[arg(long, value_name = "EVENT")]
        event: Vec<String>,
        /// Send events as the server has them inside.
        #[arg(long, conflicts_with = "event")]
        raw: bool,
    },
    /// Remove a webhook.
    Destroy {
        /// The webhook's ID.
        id: String,
    },
}

/// An algorithm's name.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Algorithm {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl From<Algorithm> for Checksum {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::SHA1,
            Algorithm::Sha256 => Self::SHA256,
            Algorithm::Sha384 => Self::SHA384,
            Algorithm::Sha512 => Self::SHA512,
        }
    }
}

/// A name and a value.
pub(crate) type Pair = (String, String);

fn pair(text: &str) -> Result<Pair, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("is not NAME=VALUE".to_owned()),
    }
}
