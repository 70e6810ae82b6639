//! Headers of requests and responses.

use super::*;

// Headers.

/// Echoes the headers of the request.
#[allow(clippy::unnecessary_wraps, reason = "a transport may fail")]
fn headers(request: &Request, _: &Timeouts) -> Result<HttpResponse> {
    let headers: Vec<String> = request
        .headers()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let headers = headers.join("\n");
    Ok(HttpResponse::from(format!(
        "<response><returncode>SUCCESS</returncode><headers>{headers}</headers></response>"
    )))
}

fn headers_of(client: &Client) -> Vec<String> {
    let answer = client.send(&running("a")).unwrap();
    let headers: Option<String> = answer.xml(|root| Ok(root.opt("headers"))).unwrap();
    headers
        .iter()
        .flat_map(|headers| headers.lines())
        .map(str::to_owned)
        .collect()
}

fn with_headers() -> Client {
    Client::builder_on(server("bbb.example:8443"), headers)
        .header("X-Access", "first")
        .and_then(|builder| builder.header("x-access", "hunter2"))
        .and_then(|builder| builder.basic_auth("Aladdin", "open sesame"))
        .and_then(|builder| builder.user_agent("moodle/4"))
        .unwrap()
        .build()
}

#[test]
fn headers_go_to_their_host_and_to_no_other() {
    let client = with_headers();
    let own = [
        "x-access: hunter2",
        "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "User-Agent: moodle/4",
    ];
    assert_eq!(headers_of(&client), own);
    assert_eq!(
        headers_of(&client.with_server(server("bbb.example:8443/b3lb/t/a"))),
        own
    );
    for other in [
        "bbb.example",
        "bbb.example:84",
        "bbb.example.org:8443",
        "a.bbb.example:8443",
    ] {
        let other = client.with_server(server(other));
        assert_eq!(headers_of(&other), ["User-Agent: moodle/4"]);
    }
    let nothing = Checksum::new("nothing", |_, _| 1);
    let plain = Server::with_checksum("http://bbb.example:8443", "secret", nothing).unwrap();
    assert_eq!(
        headers_of(&client.with_server(plain)),
        ["User-Agent: moodle/4"]
    );
}

#[test]
fn headers_that_cannot_be_sent() {
    let builder = || Client::builder_on(server("h"), headers);
    let refused =
        |name: &'static str, value: &str| builder().header(name, value).unwrap_err().to_string();
    assert_eq!(
        refused("X Y", "1"),
        "parameter `header X Y` has a name that no header can have: use letters, digits and `-`"
    );
    assert_eq!(
        refused("", "1"),
        "parameter `header ` has a name that no header can have: use letters, digits and `-`"
    );
    for name in [
        "Host",
        "cookie",
        "Content-Type",
        "Content-Length",
        "Transfer-Encoding",
    ] {
        assert_eq!(
            refused(name, "1"),
            format!("parameter `header {name}` is set by the client itself")
        );
    }
    for value in ["a\r\nX-B: 1", "a\0", "ä", "a\tb"] {
        assert_eq!(
            refused("X-A", value),
            "parameter `header X-A` has a value that is not printable ASCII"
        );
    }
    let error = builder().basic_auth("a:b", "c").unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter `user` contains a colon or a control character, which Basic authentication cannot send"
    );
    let error = builder().basic_auth("a", "hunter2\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter `password` contains a control character, which Basic authentication cannot send"
    );
}

#[test]
fn headers_are_secrets() {
    let client = with_headers();
    let request = client.server().request(&running("a")).unwrap();
    for shown in [format!("{client:?}"), format!("{request:?}")] {
        for secret in ["hunter2", "QWxh", "sesame"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

// The head of a response.

#[test]
fn the_last_cookie_of_a_name_counts_and_names_have_a_case() {
    let response = Response::new(200, &b""[..])
        .header("Set-Cookie", "JSESSIONID=first; Path=/")
        .header("set-cookie", "jsessionid=other")
        .header("Set-Cookie", " JSESSIONID = last ;HttpOnly")
        .header("Set-Cookie", "x");
    let cookie = |name| response.cookie(name).map(|value| value.expose().to_owned());
    assert_eq!(cookie("JSESSIONID").as_deref(), Some("last"));
    assert_eq!(cookie("jsessionid").as_deref(), Some("other"));
    assert_eq!(cookie("JSessionID"), None);
    assert_eq!(cookie("x"), None);
}

#[test]
fn a_location_is_a_redirect_with_its_status_alone() {
    let problem = |status| {
        let response = Response::new(status, &b"<html>Moved</html>"[..])
            .header("Location", "https://elsewhere.example/x");
        match NamedCall::receive(&response).unwrap_err() {
            Error::Response { problem, .. } => format!("{problem:?}"),
            error => panic!("{error}"),
        }
    };
    for status in [200, 201, 299, 400, 404, 503] {
        assert_eq!(problem(status), "Html", "{status}");
    }
    for status in [300, 301, 302, 307, 399] {
        assert_eq!(
            problem(status),
            "Redirect(\"elsewhere.example\")",
            "{status}"
        );
    }
}

#[test]
fn what_is_sent_as_a_header_is_blanked_in_what_comes_back() {
    let client = Client::builder_on(server("h"), |request: &Request, _: &Timeouts| {
        let headers: Vec<&str> = request.headers().map(|(_, value)| value).collect();
        Ok(HttpResponse::from(format!(
            "<html>{}</html>",
            headers.join(" ")
        )))
    })
    .header("X-Access", "hunter2hunter2")
    .and_then(|builder| builder.basic_auth("Aladdin", "open sesame"))
    .unwrap()
    .build();
    let error = client.send(&running("a")).unwrap_err();
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(
            !shown.contains("hunter2") && !shown.contains("QWxhZGRp"),
            "{shown}"
        );
    }
}
