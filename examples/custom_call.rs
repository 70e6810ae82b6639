//! Calls that the crate does not have: `cargo run --example custom_call`.
//!
//! It prints a signed link and reads a fixed response. If BBB_URL and BBB_SECRET are set, it calls that server.

use std::env::{self, VarError};

use bbb_sdk::{Call, Client, Error, Query, Response, Result, Server};

/// `getDefaultConfigXML`: the Flash client's settings. Servers up to 2.3.
struct GetDefaultConfigXml(Query);

impl GetDefaultConfigXml {
    fn new() -> Self {
        Self(Query::new())
    }
}

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

    /// The response is a document of another kind, but a refusal has the usual form.
    fn read(response: &Response<'_>) -> Result<String> {
        match response.xml(|_| Ok(())) {
            Err(refusal @ Error::Api { .. }) => Err(refusal),
            _ => Ok(response.text()?.into_owned()),
        }
    }
}

/// `feedback/list`, an invented call with a parameter and a list of typed values.
struct ListFeedback(Query);

struct Feedback {
    user: String,
    stars: Option<i64>,
}

impl ListFeedback {
    fn new(meeting_id: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        Self(query)
    }

    fn at_least(mut self, stars: u8) -> Self {
        self.0.set("stars", stars);
        self
    }
}

impl Call for ListFeedback {
    type Output = Vec<Feedback>;
    const NAME: &'static str = "feedback/list";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<Vec<Feedback>> {
        response.xml(|answer| {
            let entries = answer.list("feedback", "entry", |entry| {
                Ok(Feedback {
                    user: entry.req("user")?,
                    stars: entry.opt("stars"),
                })
            });
            entries.into_iter().collect()
        })
    }
}

// A test runs it as well.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
    let call = ListFeedback::new("room 1").at_least(3);
    println!("signed:  {}", server.url(&call)?);

    let answer = "<response><returncode>SUCCESS</returncode><feedback>
        <entry><user>Zoë</user><stars>5</stars></entry>
        <entry><user>李小龙</user><stars></stars></entry>
    </feedback></response>";
    for feedback in ListFeedback::decode(answer)? {
        println!("read:    {}: {:?} stars", feedback.user, feedback.stars);
    }

    let refusal = "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey>
        <message>no such meeting</message></response>";
    if let Err(error) = ListFeedback::decode(refusal) {
        println!("refused: {error}");
    }

    match (env::var("BBB_URL"), env::var("BBB_SECRET")) {
        (Ok(address), Ok(secret)) => {
            let client = Client::new(Server::new(&address, secret)?);
            match client.send(&GetDefaultConfigXml::new()) {
                Ok(settings) => println!("the server's settings: {} bytes", settings.len()),
                Err(error) => println!("the server: {error}"),
            }
            Ok(())
        }
        (Err(VarError::NotPresent), Err(VarError::NotPresent)) => Ok(()),
        _ => Err("set both BBB_URL and BBB_SECRET, or neither of them".into()),
    }
}
