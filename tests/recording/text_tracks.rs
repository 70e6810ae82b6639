//! The calls for text tracks.

use bbb_sdk::recording::{GetRecordingTextTracks, PutRecordingTextTrack, TrackKind, TrackSource};
use bbb_sdk::{Call, Error, ErrorKey};

use crate::calls::{refuses, sends, sends_all};

#[test]
fn get_text_tracks() {
    sends_all(
        &GetRecordingTextTracks::new("r"),
        "getRecordingTextTracks",
        "recordID=r",
    );
    sends(
        &GetRecordingTextTracks::new("r").param("x", 1),
        "recordID=r&x=1",
    );
    refuses(
        &GetRecordingTextTracks::new(""),
        "parameter `recordID` is required and must not be empty",
    );
    refuses(
        &GetRecordingTextTracks::new(" "),
        "parameter `recordID` is required and must not be blank",
    );
    let read = GetRecordingTextTracks::decode(include_str!(
        "../fixtures/getRecordingTextTracks/bbb-2.2+__three.body.json"
    ))
    .unwrap();
    assert_eq!(read.tracks[1].source, Some(TrackSource::Live));
    assert_eq!(
        read.tracks[1].href.as_ref().unwrap().expose(),
        "https://bbb.example.com/textTrack/x?a=1&b=<2>"
    );
    let none = GetRecordingTextTracks::decode(r#"{"response":{"returncode":"SUCCESS"}}"#).unwrap();
    assert_eq!(none.tracks, []);
}

#[test]
fn refusals_in_both_forms() {
    for text in [
        r#"{"response":{"returncode":"FAILED","messageKey":"checksumError","message":"m"}}"#,
        "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey><message>m</message></response>",
    ] {
        assert_eq!(
            GetRecordingTextTracks::decode(text).unwrap_err().key(),
            Some(&ErrorKey::ChecksumError)
        );
    }
}

#[test]
fn put_text_track() {
    let call = PutRecordingTextTrack::new("r", TrackKind::Captions, "pt_BR", "WEBVTT\n")
        .label("Português");
    sends_all(
        &call,
        "putRecordingTextTrack",
        "recordID=r&kind=captions&lang=pt_BR&label=Portugu%C3%AAs",
    );
    let body = call.body().unwrap().unwrap();
    assert_eq!(
        body.content_type(),
        "multipart/form-data; boundary=bbb-sdk-0."
    );
    assert_eq!(
        std::str::from_utf8(body.bytes()).unwrap(),
        "--bbb-sdk-0.\r\nContent-Disposition: form-data; name=\"file\"; filename=\"track.vtt\"\r\nContent-Type: text/vtt\r\n\r\nWEBVTT\n\r\n--bbb-sdk-0.--\r\n",
    );
    let call = PutRecordingTextTrack::new("r", TrackKind::Subtitles, "de", "--bbb-sdk-0.")
        .file("a \"b\".srt", "application/x-subrip")
        .param("x", 1);
    sends(&call, "recordID=r&kind=subtitles&lang=de&x=1");
    let body = call.body().unwrap().unwrap();
    assert_eq!(
        body.content_type(),
        "multipart/form-data; boundary=bbb-sdk-1."
    );
    assert_eq!(
        std::str::from_utf8(body.bytes()).unwrap(),
        "--bbb-sdk-1.\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.srt\"\r\nContent-Type: application/x-subrip\r\n\r\n--bbb-sdk-0.\r\n--bbb-sdk-1.--\r\n",
    );
}

#[test]
fn what_cannot_be_put() {
    let put = |lang: &str| PutRecordingTextTrack::new("r", TrackKind::Captions, lang, "x");
    refuses(
        &put(""),
        "parameter `lang` is required and must not be empty",
    );
    refuses(
        &put("de").file("a", "text/vtt\r\nx: y"),
        "parameter `file` has a content type with a control character",
    );
}

#[test]
fn a_failed_upload_with_the_code_of_a_success() {
    let read = PutRecordingTextTrack::decode(r#"{"response":{"returncode":"SUCCESS","recordId":"r","messageKey":"upload_text_track_success","message":"m"}}"#).unwrap();
    assert_eq!(
        (read.record_id.as_deref(), read.message_key),
        (Some("r"), Some(ErrorKey::UploadTextTrackSuccess))
    );
    let failed = PutRecordingTextTrack::decode(include_str!(
        "../fixtures/putRecordingTextTrack/bbb-2.2+__documented_failed_with_success_code.body.json"
    ));
    assert!(matches!(
        failed,
        Err(Error::Api {
            key: Some(ErrorKey::UploadTextTrackFailed),
            ..
        })
    ));
}
