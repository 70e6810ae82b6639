//! Uses the whole API: `cargo run --example quickstart --features full`.
//!
//! If BBB_URL and BBB_SECRET are set, it calls that server, and otherwise the simulated one. It changes only its own
//! meeting and the recordings of that meeting.

use std::env::{self, VarError};
use std::error::Error;

use bbb_sdk::administration::{Create, End, Join, Role};
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, IsMeetingRunning};
use bbb_sdk::recording::{
    DeleteRecordings, GetRecordings, PublishRecordings, RecordingState, UpdateRecordings,
};
use bbb_sdk::testing::{TestRecording, TestServer};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks};
use bbb_sdk::{Client, ErrorKey, Result, Server};

const MEETING: &str = "quickstart";

// A test runs it as well.
pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    // The simulated server stops when it is dropped.
    let (client, _built_in) = connect()?;
    meeting(&client)?;
    recordings(&client)?;
    webhooks(&client)?;
    Ok(end(&client)?)
}

fn connect() -> Result<(Client, Option<TestServer>), Box<dyn Error>> {
    match (env::var("BBB_URL"), env::var("BBB_SECRET")) {
        (Ok(address), Ok(secret)) => {
            let client = Client::new(Server::new(&address, secret)?);
            println!("Talking to {}", client.server().address());
            return Ok((client, None));
        }
        (Err(VarError::NotPresent), Err(VarError::NotPresent)) => {}
        _ => return Err("set both BBB_URL and BBB_SECRET, or neither of them".into()),
    }
    let built_in = TestServer::start()?;
    built_in.add_recording(TestRecording::new(MEETING).name("Physics of last week"));
    println!("Talking to the built-in server; set BBB_URL and BBB_SECRET for another");
    Ok((Client::new(built_in.server()), Some(built_in)))
}

fn meeting(client: &Client) -> Result<()> {
    heading("A meeting that may be recorded");
    let created = client.send(
        &Create::new(MEETING, "Physics")
            .record(true)
            .duration_minutes(90),
    )?;
    println!("created       {}", created.meeting_id);
    println!(
        "internal ID   {}",
        created.internal_meeting_id.unwrap_or_default()
    );

    heading("A link for each user, which needs no call");
    for (name, role) in [("Ada Lovelace", Role::Moderator), ("李小龙", Role::Viewer)] {
        let link = client
            .server()
            .url(&Join::new(MEETING, name, role.clone()))?;
        println!("{role:<13} {link}");
    }

    heading("What runs");
    let running = client.send(&IsMeetingRunning::new(MEETING))?.running;
    println!("running       {running}: it does once someone has joined");
    for meeting in client.send(&GetMeetings::new())?.meetings {
        println!("on the server {}", meeting.meeting_id);
    }
    let info = client.send(&GetMeetingInfo::new(MEETING))?;
    println!(
        "info          {}, {} users, recorded: {}, {} minutes at most",
        info.name.unwrap_or_default(),
        info.participant_count.unwrap_or_default(),
        info.recording.unwrap_or_default(),
        info.duration_minutes.unwrap_or_default(),
    );
    Ok(())
}

fn recordings(client: &Client) -> Result<()> {
    heading("Recordings");
    let list = GetRecordings::new()
        .meeting_ids([MEETING])
        .states([RecordingState::Any]);
    let found = client.send(&list)?.recordings;
    let Some(recording) = found.first() else {
        println!("none of this meeting");
        return Ok(());
    };
    let id = &recording.record_id;
    println!("found         {id}");
    println!(
        "name          {}",
        recording.original_name().unwrap_or_default()
    );
    for playback in &recording.playback {
        println!(
            "to be seen at {}",
            playback.url.as_deref().unwrap_or_default()
        );
    }

    let hidden = client.send(&PublishRecordings::new([id], false))?;
    println!("published     {}", hidden.published.unwrap_or_default());
    let shown = client.send(&PublishRecordings::new([id], true))?;
    println!("published     {}", shown.published.unwrap_or_default());
    let tagged = client.send(&UpdateRecordings::new([id]).meta("course", "ph-101"))?;
    println!("tagged        {}", tagged.updated.unwrap_or_default());
    let with_tag = client
        .send(&GetRecordings::new().record_ids([id]))?
        .recordings;
    for recording in with_tag {
        println!(
            "course        {}",
            recording.metadata.get("course").unwrap_or_default()
        );
    }
    let deleted = client.send(&DeleteRecordings::new([id]))?;
    println!("deleted       {}", deleted.deleted.unwrap_or_default());
    Ok(())
}

fn webhooks(client: &Client) -> Result<()> {
    heading("Webhooks");
    let hook = CreateHook::new("https://app.example.com/events")
        .meeting_id(MEETING)
        .event_ids(["meeting-ended"]);
    let hook_id = match client.send(&hook) {
        Ok(hook) => hook.hook_id,
        // Webhooks are a separate program, which not every server has.
        Err(error) => {
            println!("not to be had: {error}");
            return Ok(());
        }
    };
    println!("registered    {hook_id}");
    for hook in client.send(&ListHooks::new())?.hooks {
        println!("listed        {}", hook.callback_url.unwrap_or_default());
    }
    let removed = client.send(&DestroyHook::new(&hook_id))?;
    println!("removed       {}", removed.removed.unwrap_or_default());
    Ok(())
}

fn end(client: &Client) -> Result<()> {
    heading("The end, and a call that is refused");
    let ended = client.send(&End::new(MEETING))?;
    println!("ended         {}", ended.message.unwrap_or_default());

    match client.send(&GetMeetingInfo::new("no-such-meeting")) {
        Err(error) if error.key() == Some(&ErrorKey::NotFound) => {
            println!("refused       {error}");
            Ok(())
        }
        Err(error) => Err(error),
        Ok(_) => Ok(()),
    }
}

fn heading(text: &str) {
    println!("\n{text}");
}
