//! Leaving a meeting, and the page that follows.

use super::*;

#[test]
fn leaving_leads_to_the_logout_url() {
    let server = TestServer::start().unwrap();
    let url = "https%3A%2F%2Fexample.org%2F%3Fm%3D%25%25MEETINGID%25%25%26u%3D%25%25USERID%25%25%26n%3D%25%25USERNAME%25%25";
    call(
        &server,
        "create",
        &format!("name=Physics&meetingID=room%201&logoutURL={url}"),
    );
    let mut ada = Browser::new(&server);
    ada.join("fullName=Ada%20%26%20Co&meetingID=room%201&role=MODERATOR&userID=u-1");
    assert_eq!(
        ada.act("act=leave").header("Location"),
        Some("https://example.org/?m=room%201&u=u-1&n=Ada%20%26%20Co")
    );
    // Since 3.0 the `logoutURL` of the link takes precedence over that of the meeting.
    let mut bob = Browser::new(&server);
    bob.join(
        "fullName=Bob&meetingID=room%201&role=MODERATOR&logoutURL=https%3A%2F%2Fbob.example%2F",
    );
    let mut eve = Browser::new(&server);
    eve.join("fullName=Eve&meetingID=room%201&role=VIEWER&userID=eve");
    assert_eq!(
        bob.act("act=end").header("Location"),
        Some("https://bob.example/")
    );
    let page = eve.page();
    page.shows("Your session is over");
    page.shows("href=\"https://example.org/?m=room%201&amp;u=eve&amp;n=Eve\"");
    let old = TestServer::builder()
        .profile(Profile::Bbb27)
        .start()
        .unwrap();
    call(
        &old,
        "create",
        "name=Physics&meetingID=room-1&logoutURL=https%3A%2F%2Fexample.org%2F",
    );
    let mut bob = Browser::new(&old);
    let query = "fullName=Bob&meetingID=room-1&role=VIEWER&logoutURL=https%3A%2F%2Fbob.example%2F";
    let signature = Checksum::SHA256.sign("join", query, old.secret());
    let answer = bob.get(&format!(
        "/bigbluebutton/api/join?{query}&checksum={}",
        signature.as_str()
    ));
    bob.cookie = answer
        .header("Set-Cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    bob.at = path(answer.header("Location").unwrap()).replace("/join?", "/?");
    assert_eq!(
        bob.act("act=leave").header("Location"),
        Some("https://example.org/")
    );
}

#[test]
fn a_logout_url_that_is_a_script_is_no_link() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        "name=Physics&meetingID=room-1&logoutURL=JavaScript%3Aalert(1)",
    );
    let mut ada = Browser::new(&server);
    ada.join("fullName=Ada&meetingID=room-1&role=MODERATOR");
    ada.act("act=leave");
    let page = ada.page();
    page.shows("<code>JavaScript:alert(1)</code>");
    page.lacks("href=\"JavaScript");
}
