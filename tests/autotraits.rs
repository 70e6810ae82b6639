//! Types stay `Send` and `Sync`. A field that changes this fails this test before it breaks users.

#![cfg(feature = "full")]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use bbb_sdk::administration::{Create, CreateForm, Created, Document, Join, Joined, Role};
use bbb_sdk::callbacks::{Delivery, WebhookVerifier};
use bbb_sdk::client::check::Report;
use bbb_sdk::client::{ListStream, Tls};
use bbb_sdk::monitoring::{GetMeetings, Meeting, Meetings};
use bbb_sdk::recording::{GetRecordings, Recording, Recordings};
use bbb_sdk::testing::TestServer;
use bbb_sdk::webhooks::{CreateHook, Hooks};
use bbb_sdk::{
    Body, Checksum, Client, ClientBuilder, Error, ErrorKey, ListReader, Metadata, Query, Request,
    Response, Retry, Secret, Server, Signature, Timestamp,
};

fn threads<T: Send + Sync>() {}
fn owned<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
fn moved<T: Send + std::fmt::Debug>() {}
fn answer<T: Send + Sync + Clone + std::fmt::Debug + PartialEq + 'static>() {}

#[test]
fn everything_crosses_threads() {
    threads::<Client>();
    threads::<ClientBuilder>();
    threads::<Report>();
    threads::<Request>();
    threads::<Response<'_>>();
    threads::<TestServer>();
    owned::<Server>();
    owned::<Query>();
    owned::<Retry>();
    owned::<Tls>();
    owned::<Checksum>();
    owned::<Signature>();
    owned::<WebhookVerifier>();
}

#[test]
fn a_list_that_arrives_can_be_moved() {
    moved::<ListStream<GetRecordings>>();
    moved::<ListReader<GetRecordings>>();
}

#[test]
fn a_call_is_a_value() {
    owned::<Create>();
    owned::<CreateForm>();
    owned::<Join>();
    owned::<GetMeetings>();
    owned::<GetRecordings>();
    owned::<CreateHook>();
    owned::<Document>();
}

#[test]
fn an_answer_can_be_kept_and_compared() {
    answer::<Created>();
    answer::<Joined>();
    answer::<Meetings>();
    answer::<Meeting>();
    answer::<Recordings>();
    answer::<Recording>();
    answer::<Hooks>();
    answer::<Delivery>();
    answer::<Body>();
    answer::<ErrorKey>();
    answer::<Metadata>();
    answer::<Role>();
    answer::<Secret>();
    answer::<Timestamp>();
}

/// `?` requires this of an error in a function that returns a boxed error or `anyhow::Error`.
#[test]
fn the_error_goes_anywhere() {
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    error::<Error>();
}

#[test]
fn what_names_and_pairs_become() {
    fn text(name: impl AsRef<str>) -> String {
        name.as_ref().to_owned()
    }
    assert_eq!(text(Role::Moderator), "MODERATOR");
    assert_eq!(text(ErrorKey::from("aNewKey")), "aNewKey");

    let pairs = [("course", "ph-101"), ("term", "1")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let metadata: Metadata = pairs.clone().into_iter().collect();
    assert_eq!(metadata.into_iter().collect::<Vec<_>>(), pairs);
}

/// A `dbg!` in the `read` of a call must print no password.
#[test]
fn an_element_shows_its_name_alone() {
    let answer =
        "<response><returncode>SUCCESS</returncode><moderatorPW>hidden</moderatorPW></response>";
    let shown = Response::from(answer).xml(|element| Ok(format!("{element:?}")));
    assert_eq!(shown.unwrap(), "Element(response)");
}
