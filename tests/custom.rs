//! Calls that are defined outside the crate: some that servers no longer have, and some that are not meant for programs.
#![cfg(all(feature = "sha1", feature = "json"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use bbb_sdk::client::Client;
use bbb_sdk::error::{ResponseProblem, TransportProblem};
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::{
    Body, Call, Checksum, Error, ErrorKey, NamedCall, Query, Request, Response, Result, Server,
    json,
};
use serde_json::Value;
use std::error::Error as StdError;
use std::fmt;
use std::io::Read;

#[path = "custom/errors.rs"]
mod errors;

fn server() -> Server {
    Server::with_checksum(
        "https://bbb.example.com/bigbluebutton/",
        "secret",
        Checksum::SHA1,
    )
    .unwrap()
}

/// `getDefaultConfigXML`, whose response is another kind of document. Up to 2.3.
struct GetDefaultConfigXml(Query);

impl Call for GetDefaultConfigXml {
    type Output = String;
    const NAME: &'static str = "getDefaultConfigXML";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<String> {
        match response.xml(|_| Ok(())) {
            Err(refusal @ Error::Api { .. }) => Err(refusal),
            _ => Ok(response.text()?.into_owned()),
        }
    }
}

#[test]
fn get_default_config_xml() {
    let url = server().url(&GetDefaultConfigXml(Query::new())).unwrap();
    let checksum = Checksum::SHA1.sign("getDefaultConfigXML", "", "secret");
    assert_eq!(
        url,
        format!(
            "https://bbb.example.com/bigbluebutton/api/getDefaultConfigXML?checksum={}",
            checksum.as_str()
        )
    );
    let settings = "<config><version>VERSION</version></config>";
    assert_eq!(GetDefaultConfigXml::decode(settings).unwrap(), settings);
    let refused = GetDefaultConfigXml::decode(
        "<response><returncode>FAILED</returncode><errors><error key='checksumError' message='m'/></errors></response>",
    );
    assert_eq!(refused.unwrap_err().key(), Some(&ErrorKey::ChecksumError));
}

/// A response that is longer than the piece in which a body is read, and arrives in parts.
fn answers(body: String) -> Client {
    let transport = move |_: &Request, _: &Timeouts| {
        let body = std::io::Cursor::new(body.clone().into_bytes());
        Ok(HttpResponse::new(200, body))
    };
    Client::with_transport(server(), transport)
}

#[test]
fn a_long_response_can_be_read_in_two_forms() {
    let long = "x".repeat(100_000);
    let settings = format!("<config><version>{long}</version></config>");
    let client = answers(settings.clone());
    let read = client.send(&GetDefaultConfigXml(Query::new())).unwrap();
    assert_eq!(read, settings);

    let named = NamedCall::new("any");
    let xml = format!("<response><returncode>SUCCESS</returncode><a>{long}</a></response>");
    let answer = answers(xml.clone()).send(&named).unwrap();
    assert_eq!(answer.text(), xml);
    assert_eq!(answer.xml(|root| root.req::<String>("a")).unwrap(), long);
    let json = format!("{{\"response\":{{\"returncode\":\"SUCCESS\",\"a\":\"{long}\"}}}}");
    let answer = answers(json.clone()).send(&named).unwrap();
    assert_eq!(answer.text(), json);
    let a = answer.json(|json| Ok(json["a"].clone())).unwrap();
    assert_eq!(a, Value::from(long));
}

#[test]
fn a_long_response_that_breaks_off_is_read_in_no_form() {
    let begin = format!("<config><version>{}", "x".repeat(100_000));
    let transport = move |_: &Request, _: &Timeouts| {
        let begin = std::io::Cursor::new(begin.clone().into_bytes());
        let broken = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let mut broken = Some(broken);
        let end = std::iter::from_fn(move || broken.take());
        Ok(HttpResponse::new(200, begin.chain(Broken(Box::new(end)))))
    };
    let client = Client::with_transport(server(), transport);
    let error = client.send(&GetDefaultConfigXml(Query::new())).unwrap_err();
    let Error::Response { problem, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(problem, ResponseProblem::CutOff);
}

/// A reader that returns each error once, and then the end.
struct Broken(Box<dyn Iterator<Item = std::io::Error> + Send>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.next().map_or(Ok(0), Err)
    }
}

/// `setConfigXML`, whose parameters are in a form, which is signed. Up to 2.3.
struct SetConfigXml {
    query: Query,
    form: String,
}

impl SetConfigXml {
    fn new(meeting_id: &str, settings: &str, secret: &str) -> Self {
        // The parameters are sorted by name.
        let mut parameters = Query::new();
        parameters
            .set("configXML", settings)
            .set("meetingID", meeting_id);
        let checksum = Checksum::SHA1.sign(Self::NAME, parameters.as_str(), secret);
        Self {
            query: Query::new(),
            form: format!("{}&checksum={}", parameters.as_str(), checksum.as_str()),
        }
    }
}

impl Call for SetConfigXml {
    type Output = String;
    const NAME: &'static str = "setConfigXML";
    const SIGNED: bool = false;

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    fn body(&self) -> Result<Option<Body>> {
        Ok(Some(Body::new(
            "application/x-www-form-urlencoded",
            self.form.as_str(),
        )))
    }

    fn read(response: &Response<'_>) -> Result<String> {
        response.xml(|answer| answer.req("configToken"))
    }
}

#[test]
fn set_config_xml() {
    let request = server()
        .request(&SetConfigXml::new("room 1", "<config/>", "secret"))
        .unwrap();
    assert_eq!(
        request.url(),
        "https://bbb.example.com/bigbluebutton/api/setConfigXML"
    );
    let signed = "configXML=%3Cconfig%2F%3E&meetingID=room%201";
    let checksum = Checksum::SHA1.sign("setConfigXML", signed, "secret");
    assert_eq!(
        std::str::from_utf8(request.body().unwrap().bytes()).unwrap(),
        format!("{signed}&checksum={}", checksum.as_str())
    );
    let answer =
        "<response><returncode>SUCCESS</returncode><configToken>ct</configToken></response>";
    assert_eq!(SetConfigXml::decode(answer).unwrap(), "ct");
}

/// `feedback`, which sends and returns JSON in a user's session. Alphas of 3.0.
struct Feedback {
    query: Query,
    json: String,
}

impl Call for Feedback {
    type Output = String;
    const NAME: &'static str = "feedback";
    const SIGNED: bool = false;

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    fn body(&self) -> Result<Option<Body>> {
        Ok(Some(Body::new("application/json", self.json.as_str())))
    }

    /// The response has no `returncode`, so the call reads the whole document.
    fn read(response: &Response<'_>) -> Result<String> {
        let text = response.text()?;
        let answer = serde_json::from_str::<Value>(&text).unwrap_or_default();
        match answer.get("status").and_then(Value::as_str) {
            Some(status) => Ok(status.to_owned()),
            None => response.json(|_| Ok(String::new())),
        }
    }
}

#[test]
fn feedback() {
    let mut query = Query::new();
    query.require("sessionToken", "abc");
    let call = Feedback {
        query,
        json: r#"{"rating":5}"#.to_owned(),
    };
    let request = server().request(&call).unwrap();
    assert_eq!(
        request.url(),
        "https://bbb.example.com/bigbluebutton/api/feedback?sessionToken=abc"
    );
    assert_eq!(request.body().unwrap().content_type(), "application/json");
    assert_eq!(Feedback::decode(r#"{"status":"ok"}"#).unwrap(), "ok");
    let gone = Feedback::receive(&Response::new(404, &b"<html><body>404</body></html>"[..]));
    assert!(matches!(
        gone,
        Err(Error::Response {
            call: std::borrow::Cow::Borrowed("feedback"),
            status: 404,
            ..
        })
    ));
}

/// A custom call whose response is JSON with optional members.
struct GetPolls(Query);

#[derive(Debug, PartialEq)]
struct Polls {
    meeting: String,
    questions: Vec<Option<String>>,
    votes: Option<i64>,
}

impl Call for GetPolls {
    type Output = Polls;
    const NAME: &'static str = "getPolls";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<Polls> {
        response.json(|answer| {
            Ok(Polls {
                meeting: json::req(answer, "meeting")?,
                questions: json::list(answer, "polls", |poll| json::opt(poll, "question")),
                votes: json::opt(answer, "votes"),
            })
        })
    }
}

#[test]
fn a_call_in_json_with_missing_members() {
    let polls = |meeting: &str, questions: &[Option<&str>], votes| Polls {
        meeting: meeting.to_owned(),
        questions: questions.iter().map(|one| one.map(str::to_owned)).collect(),
        votes,
    };
    let read = |members: &str| {
        GetPolls::decode(&format!(
            r#"{{"response":{{"returncode":"SUCCESS",{members}}}}}"#
        ))
    };
    assert_eq!(
        read(r#""meeting":" 007 ","polls":[{"question":"Why?"},{},{"question":" "},null],"votes":"1,234""#).unwrap(),
        polls("007", &[Some("Why?"), None, None, None], Some(1234))
    );
    // Some numbers are texts, a single value may be a list, and null and blank values are missing.
    assert_eq!(
        read(r#""meeting":7,"polls":{"question":true},"votes":null"#).unwrap(),
        polls("7", &[Some("true")], None)
    );
    assert_eq!(
        read(r#""meeting":"a","polls":null,"votes":" ""#).unwrap(),
        polls("a", &[], None)
    );
    for missing in [
        r#""votes":1"#,
        r#""meeting":" ""#,
        r#""meeting":{}"#,
        r#""meeting":null"#,
    ] {
        assert_eq!(
            read(missing).unwrap_err().to_string(),
            "getPolls: the response is a body without a readable `meeting` (HTTP 200)"
        );
    }
}

#[test]
fn queries_are_equal_if_they_send_the_same() {
    let query = |value: &str| {
        let mut query = Query::new();
        query.set("a", value);
        query
    };
    assert!(query("1") == query("1"));
    assert!(query("1") != query("2"));
    let mut refused = query("1");
    refused.refuse("a", "is wrong");
    assert!(query("1") == refused);
}

#[test]
fn an_explanation_has_no_passwords() {
    let mut query = Query::new();
    query
        .set("configXML", "a b")
        .set("user_pw", "swordfish")
        .set("token.x", "swordfish");
    assert_eq!(
        server().explain(&GetDefaultConfigXml(query)).unwrap(),
        "sha1 of `getDefaultConfigXML`, `configXML=a%20b&user_pw=***&token.x=***` and the secret, with nothing in between"
    );
}

#[test]
fn a_server_shows_its_address_and_algorithms() {
    assert_eq!(
        format!("{:?}", server()),
        "Server { address: \"https://bbb.example.com/bigbluebutton/api/\", checksum: Checksum(sha1), hooks_checksum: Checksum(sha1), .. }"
    );
}
