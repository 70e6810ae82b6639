//! Errors of calls and transports that are defined outside the crate.

use super::*;

/// A call whose reader puts the text of a response into errors as it came.
struct Careless(Query);

impl Careless {
    fn with_password() -> Self {
        let mut query = Query::new();
        query.set("password", "swordfish");
        Self(query)
    }
}

impl Call for Careless {
    type Output = ();
    const NAME: &'static str = "careless";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<()> {
        let text = response.text()?.into_owned();
        let Err(mut error) = response.xml(|_| Ok(())) else {
            return Err(Error::unreadable("count", text));
        };
        if let Error::Api {
            key,
            message,
            details,
            ..
        } = &mut error
        {
            *key = Some(ErrorKey::from(text.as_str()));
            message.clone_from(&text);
            details.returncode.clone_from(&text);
            let other = (ErrorKey::from(text.as_str()), text);
            details.others.push(other);
        }
        Err(error)
    }
}

#[test]
fn errors_of_a_reader_outside_the_crate_are_blanked() {
    let error = |body: &'static str| {
        let transport =
            move |_: &Request, _: &Timeouts| Ok(HttpResponse::new(200, body.as_bytes()));
        let client = Client::with_transport(server(), transport);
        client.send(&Careless::with_password()).unwrap_err()
    };
    let refusal =
        "<response><returncode>FAILED</returncode><message>no swordfish here</message></response>";
    let Error::Api {
        key: Some(key),
        message,
        details,
        ..
    } = error(refusal)
    else {
        panic!("not a refusal")
    };
    let blanked = refusal.replace("swordfish", "***");
    let [(other, words)] = details.others.as_slice() else {
        panic!("{:?}", details.others)
    };
    assert_eq!(
        [
            key.as_str(),
            &message,
            &details.returncode,
            other.as_str(),
            words
        ],
        [blanked.as_str(); 5]
    );
    let success = "<response><returncode>SUCCESS</returncode><count>swordfish</count></response>";
    let Error::Response {
        problem: ResponseProblem::Unreadable { reason, .. },
        ..
    } = error(success)
    else {
        panic!("not unreadable")
    };
    assert_eq!(reason, success.replace("swordfish", "***"));
}

/// A cause that shows one text in `Display`, another in `Debug`, and may have a cause of its own.
struct Cause(&'static str, &'static str, Option<Box<Cause>>);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.2.as_deref().map(|cause| cause as _)
    }
}

#[test]
fn a_cause_of_a_transport_stays_unless_it_shows_a_secret() {
    let inner = |shown, debug| Some(Box::new(Cause(shown, debug, None)));
    for (make, expected, stays) in [
        (
            (|_| Cause("down", "Down", None)) as fn(fn(_, _) -> _) -> Cause,
            "careless: the connection broke: down",
            true,
        ),
        (
            |inner| Cause("down", "Down", inner("cable", "Cable")),
            "careless: the connection broke: down",
            true,
        ),
        (
            |_| Cause("swordfish is down", "Down", None),
            "careless: the connection broke: *** is down",
            false,
        ),
        (
            |_| Cause("down", "Down(swordfish)", None),
            "careless: the connection broke: down",
            false,
        ),
        (
            |inner| Cause("down", "Down", inner("no swordfish", "Cable")),
            "careless: the connection broke: down",
            false,
        ),
        (
            |inner| Cause("down", "Down", inner("cable", "Cable(swordfish)")),
            "careless: the connection broke: down",
            false,
        ),
    ] {
        let transport = move |_: &Request, _: &Timeouts| {
            Err::<HttpResponse, _>(Error::transport(TransportProblem::Broken, make(inner)))
        };
        let client = Client::with_transport(server(), transport);
        let error = client.send(&Careless::with_password()).unwrap_err();
        assert_eq!(error.to_string(), expected);
        let Error::Transport {
            source: Some(source),
            ..
        } = &error
        else {
            panic!("{error:?}")
        };
        let kept = source.downcast_ref::<Cause>();
        assert_eq!(kept.is_some(), stays, "{error:?}");
        // The source of the error is that of the cause, which `Display` shows.
        let below = kept
            .and_then(|cause| cause.2.as_ref())
            .map(ToString::to_string);
        assert_eq!(error.source().map(ToString::to_string), below);
    }
}
