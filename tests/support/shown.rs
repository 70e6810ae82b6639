//! Converts what was read into the form in which it is compared.

use bbb_sdk::administration::{Accepted, Created, Joined};
use bbb_sdk::monitoring::{Attendee, Meeting, Meetings, ServerVersion, Sessions};
use bbb_sdk::recording::{Playback, PreviewImage, Recording, Recordings, TextTracks};
use bbb_sdk::webhooks::{HookCreated, Hooks};
use bbb_sdk::{Metadata, Secret, Timestamp};
use serde_json::{Value, json};

fn secret(secret: Option<&Secret>) -> Option<&str> {
    secret.map(Secret::expose)
}

fn time(time: Option<&Timestamp>) -> Value {
    match time {
        None => Value::Null,
        Some(Timestamp::Millis(millis)) => json!(millis),
        Some(time) => json!(time.to_string()),
    }
}

fn map(map: &Metadata) -> Value {
    map.iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect()
}

pub(crate) fn meetings(answer: &Meetings) -> Value {
    json!({
        "meetings": answer.meetings.iter().map(meeting).collect::<Vec<_>>(),
        "message_key": answer.message_key.as_ref().map(ToString::to_string),
        "message": answer.message,
    })
}

pub(crate) fn meeting(meeting: &Meeting) -> Value {
    json!({
        "name": meeting.name,
        "meeting_id": meeting.meeting_id,
        "internal_meeting_id": meeting.internal_meeting_id,
        "create_time": time(meeting.create_time.as_ref()),
        "create_date": meeting.create_date,
        "voice_bridge": meeting.voice_bridge,
        "dial_number": meeting.dial_number,
        "attendee_password": secret(meeting.attendee_password.as_ref()),
        "moderator_password": secret(meeting.moderator_password.as_ref()),
        "running": meeting.running,
        "duration_minutes": meeting.duration_minutes,
        "has_user_joined": meeting.has_user_joined,
        "recording": meeting.recording,
        "has_been_forcibly_ended": meeting.has_been_forcibly_ended,
        "start_time": time(meeting.start_time.as_ref()),
        "end_time": time(meeting.end_time.as_ref()),
        "participant_count": meeting.participant_count,
        "listener_count": meeting.listener_count,
        "voice_participant_count": meeting.voice_participant_count,
        "video_count": meeting.video_count,
        "max_users": meeting.max_users,
        "moderator_count": meeting.moderator_count,
        "transfer": meeting.transfer,
        "stream": meeting.stream.as_ref().map(|stream| json!([stream.kind, stream.url])),
        "attendees": meeting.attendees.iter().map(attendee).collect::<Vec<_>>(),
        "metadata": map(&meeting.metadata),
        "message_key": meeting.message_key.as_ref().map(ToString::to_string),
        "message": meeting.message,
        "is_breakout": meeting.is_breakout,
        "parent_meeting_id": meeting.parent_meeting_id,
        "sequence": meeting.sequence,
        "free_join": meeting.free_join,
        "breakout_rooms": meeting.breakout_rooms,
        "meeting_token": secret(meeting.meeting_token.as_ref()),
    })
}

fn attendee(attendee: &Attendee) -> Value {
    json!({
        "user_id": attendee.user_id,
        "internal_user_id": attendee.internal_user_id,
        "name": attendee.name,
        "role": attendee.role.as_ref().map(ToString::to_string),
        "is_presenter": attendee.is_presenter,
        "is_listening_only": attendee.is_listening_only,
        "has_joined_voice": attendee.has_joined_voice,
        "has_video": attendee.has_video,
        "video_stream_name": attendee.video_stream_name,
        "client_type": attendee.client_type.as_ref().map(ToString::to_string),
        "customdata": map(&attendee.customdata),
    })
}

pub(crate) fn sessions(answer: &Sessions) -> Value {
    json!({
        "sessions": answer
            .sessions
            .iter()
            .map(|session| json!([session.internal_meeting_id, session.meeting_name, session.user_name]))
            .collect::<Vec<_>>(),
        "message_key": answer.message_key.as_ref().map(ToString::to_string),
    })
}

pub(crate) fn version(version: &ServerVersion) -> Value {
    json!({
        "version": version.version,
        "apiVersion": version.api_version,
        "bbbVersion": version.bbb_version,
        "graphqlWebsocketUrl": version.graphql_websocket_url,
        "graphqlApiUrl": version.graphql_api_url,
        "apiUrl": version.api_url,
        "html5PluginSdkVersion": version.html5_plugin_sdk_version,
        "build": version.build,
    })
}

/// Returns the recordings sorted by their IDs, because servers return them in no particular order.
pub(crate) fn recordings(answer: &Recordings) -> Value {
    let mut recordings: Vec<&Recording> = answer.recordings.iter().collect();
    recordings.sort_by(|a, b| a.record_id.cmp(&b.record_id));
    let page = answer.page.as_ref().map(|page| {
        json!([
            page.offset,
            page.limit,
            page.paged,
            page.unpaged,
            page.empty
        ])
    });
    json!({
        "recordings": recordings.into_iter().map(recording).collect::<Vec<_>>(),
        "damaged": answer.damaged,
        "total": answer.total,
        "page": page,
        "message_key": answer.message_key.as_ref().map(ToString::to_string),
        "message": answer.message,
    })
}

fn recording(recording: &Recording) -> Value {
    let breakout = recording
        .breakout
        .as_ref()
        .map(|breakout| json!([breakout.parent_id, breakout.sequence, breakout.free_join]));
    let callback = recording.callback.as_ref().map(|callback| {
        json!([
            callback.meeting_id,
            callback.attributes,
            time(callback.created_at.as_ref())
        ])
    });
    json!({
        "record_id": recording.record_id,
        "meeting_id": recording.meeting_id,
        "internal_meeting_id": recording.internal_meeting_id,
        "name": recording.name,
        "is_breakout": recording.is_breakout,
        "published": recording.published,
        "state": recording.state.as_ref().map(ToString::to_string),
        "start_time": time(recording.start_time.as_ref()),
        "end_time": time(recording.end_time.as_ref()),
        "deleted_at": time(recording.deleted_at.as_ref()),
        "publish_updated": recording.publish_updated,
        "protected": recording.protected,
        "participants": recording.participants,
        "raw_size_bytes": recording.raw_size_bytes,
        "metadata": map(&recording.metadata),
        "breakout": breakout,
        "breakout_rooms": recording.breakout_rooms,
        "size_bytes": recording.size_bytes,
        "playback": recording.playback.iter().map(playback).collect::<Vec<_>>(),
        "data": recording.data.iter().map(|data| json!([data.kind, data.url])).collect::<Vec<_>>(),
        "callback": callback,
    })
}

fn playback(playback: &Playback) -> Value {
    json!({
        "kind": playback.kind.as_ref().map(ToString::to_string),
        "url": playback.url,
        "processing_time_millis": playback.processing_time_millis,
        "length_minutes": playback.length_minutes,
        "length_millis": playback.length_millis,
        "size_bytes": playback.size_bytes,
        "preview": playback.preview.iter().map(image).collect::<Vec<_>>(),
        "urls": playback.urls.iter().map(|link| json!([link.kind, link.category, link.url])).collect::<Vec<_>>(),
    })
}

fn image(image: &PreviewImage) -> Value {
    json!({
        "url": image.url,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "sequence": image.sequence,
    })
}

pub(crate) fn tracks(answer: &TextTracks) -> Value {
    answer
        .tracks
        .iter()
        .map(|track| {
            json!({
                "href": secret(track.href.as_ref()),
                "kind": track.kind.as_ref().map(ToString::to_string),
                "label": track.label,
                "lang": track.lang,
                "source": track.source.as_ref().map(ToString::to_string),
            })
        })
        .collect()
}

pub(crate) fn hook(hook: &HookCreated) -> Value {
    json!({
        "hook_id": hook.hook_id,
        "permanent": hook.permanent,
        "raw": hook.raw,
        "message_key": hook.message_key.as_ref().map(ToString::to_string),
    })
}

pub(crate) fn created(answer: &Created) -> Value {
    json!({
        "meeting_id": answer.meeting_id,
        "internal_meeting_id": answer.internal_meeting_id,
        "parent_meeting_id": answer.parent_meeting_id,
        "attendee_password": secret(answer.attendee_password.as_ref()),
        "moderator_password": secret(answer.moderator_password.as_ref()),
        "create_time": time(answer.create_time.as_ref()),
        "voice_bridge": answer.voice_bridge,
        "dial_number": answer.dial_number,
        "create_date": answer.create_date,
        "has_user_joined": answer.has_user_joined,
        "duration_minutes": answer.duration_minutes,
        "has_been_forcibly_ended": answer.has_been_forcibly_ended,
        "message_key": answer.message_key.as_ref().map(ToString::to_string),
        "message": answer.message,
    })
}

pub(crate) fn joined(answer: &Joined) -> Value {
    json!({
        "meeting_id": answer.meeting_id,
        "user_id": answer.user_id,
        "auth_token": secret(answer.auth_token.as_ref()),
        "session_token": secret(answer.session_token.as_ref()),
        "guest_status": answer.guest_status.as_ref().map(ToString::to_string),
        "url": secret(answer.url.as_ref()),
        "message_key": answer.message_key.as_ref().map(ToString::to_string),
        "message": answer.message,
    })
}

pub(crate) fn words(answer: &Accepted) -> Value {
    json!([
        answer.message_key.as_ref().map(ToString::to_string),
        answer.message
    ])
}

pub(crate) fn hooks(answer: &Hooks) -> Value {
    answer
        .hooks
        .iter()
        .map(|hook| {
            json!({
                "hook_id": hook.hook_id,
                "callback_url": hook.callback_url,
                "meeting_id": hook.meeting_id,
                "event_ids": hook.event_ids,
                "permanent": hook.permanent,
                "raw": hook.raw,
            })
        })
        .collect()
}
