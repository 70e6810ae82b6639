//! `bbb login` and `bbb check`.

use std::fs;

use bbb_sdk::testing::{Fault, Profile, TestServer};

use crate::bbb::{Bbb, Home, server};

/// The output of `bbb-conf --secret`.
fn bbb_conf(server: &TestServer, secret: &str) -> String {
    let url = server.url();
    format!(
        "\n    URL: {url}\n    Secret: {secret}\n\n    Link to the API-Mate:\n    https://mconf.github.io/api-mate/#server={url}&sharedSecret={secret}\n\n"
    )
}

/// Runs `bbb login` with the configuration in a folder. Returns the standard error without the folder's name.
fn login(home: &Home, arguments: &str, input: &str) -> (Option<i32>, String) {
    let file = home.path("config.toml");
    let arguments = ["login", "--config", &file]
        .into_iter()
        .chain(arguments.split_whitespace());
    let ran = Bbb::new(arguments).stdin(input).run();
    (
        ran.code,
        format!("{}{}", ran.out, ran.err).replace(&file, "FILE"),
    )
}

/// A server whose webhooks know only SHA-1.
fn old_server() -> TestServer {
    let builder = TestServer::builder().profile(Profile::Bbb27);
    builder.start().expect("the built-in server starts")
}

fn read(home: &Home) -> String {
    fs::read_to_string(home.0.join("config.toml")).expect("the configuration")
}

#[test]
fn a_server_is_added_from_what_bbb_conf_prints() {
    let (one, two) = (server(), server());
    let home = Home::new();
    let said = login(&home, "one", &bbb_conf(&one, one.secret()));
    assert_eq!(
        said,
        (
            Some(0),
            "added `one` to FILE, as the default server\n".to_owned()
        )
    );
    let said = login(&home, "two", &bbb_conf(&two, two.secret()));
    assert_eq!(said, (Some(0), "added `two` to FILE\n".to_owned()));
    let secret = one.secret();
    let expected = format!(
        "default = \"one\"\n\n[servers.one]\nurl = \"{}\"\nsecret = \"{secret}\"\n\n[servers.two]\nurl = \"{}\"\nsecret = \"{secret}\"\n",
        one.url(),
        two.url()
    );
    assert_eq!(read(&home), expected);
}

#[test]
fn another_login_keeps_what_it_does_not_change() {
    let server = server();
    let (url, secret) = (server.url(), server.secret());
    let home = Home::new();
    let before = "\
# Ours.
default = \"two\" # Not one.

[servers.one] # The first.
# Where it is.
url = \"https://old.example\" # moved
cacert = \"ca.pem\"
# From the vault.
secret = \"old\"
checksum = \"sha512\"
hooks-checksum = 'SHA1'

[servers.two]
url = \"https://two.example\"
secret = \"y\"
";
    let after = before
        .replace("https://old.example", url)
        .replace("\"old\"", &format!("\"{secret}\""));
    let conf = bbb_conf(&server, secret);
    home.file("config.toml", before);
    let said = login(&home, "one --no-check --dry-run", &conf);
    assert_eq!(said, (Some(0), "would change `one` in FILE\n".to_owned()));
    assert_eq!(read(&home), before);
    let said = login(&home, "one --no-check", &conf);
    assert_eq!(said, (Some(0), "changed `one` in FILE\n".to_owned()));
    assert_eq!(read(&home), after);

    // What is given with the command is changed as well.
    let said = login(
        &home,
        "one --no-check --default --hooks-checksum sha256 --cacert /new.pem",
        &conf,
    );
    let message = "changed `one` in FILE, as the default server\n".to_owned();
    assert_eq!(said, (Some(0), message));
    let changed = after
        .replace("default = \"two\"", "default = \"one\"")
        .replace("\"ca.pem\"", "\"/new.pem\"")
        .replace("'SHA1'", "\"sha256\"");
    assert_eq!(read(&home), changed);

    // The check uses what is known.
    let strict = TestServer::builder().profile(Profile::Bbb27).start();
    let strict = strict.expect("the built-in server starts");
    let known = "[servers.one]\nurl = \"x\"\nsecret = \"y\"\nchecksum = \"sha1\"\nhooks-checksum = \"sha1\"\n";
    home.file("config.toml", known);
    let said = login(&home, "one", &bbb_conf(&strict, strict.secret()));
    assert_eq!(said, (Some(0), "changed `one` in FILE\n".to_owned()));
    let expected = known
        .replace("\"x\"", &format!("\"{}\"", strict.url()))
        .replace("\"y\"", &format!("\"{}\"", strict.secret()));
    assert_eq!(read(&home), expected);
}

#[test]
fn a_name_that_cannot_be_used_has_a_reason() {
    for (name, reason) in [
        ("all", "`--server all` selects every server"),
        ("", "it is blank"),
        (" ", "it is blank"),
        ("my server", "it contains a blank"),
    ] {
        let ran = Bbb::new(["login", name]).run();
        let expected = format!("bbb: `{name}` cannot be the name of a server: {reason}\n");
        ran.is(2, "", &expected);
    }
}

#[test]
fn what_is_missing_in_the_input_is_said() {
    for (input, missing) in [
        ("https://a.example\n", "a URL, but no line `Secret: …`"),
        ("URL: https://a.example\n", "a URL, but no line `Secret: …`"),
        ("BBB_SECRET=5ecret\n", "a secret, but no line `URL: …`"),
        ("5ecret\n", "no line `URL: …` and no line `Secret: …`"),
        ("", "no line `URL: …` and no line `Secret: …`"),
    ] {
        let expected = format!(
            "bbb: standard input is not the output of `bbb-conf --secret`: it contains {missing}\n"
        );
        let ran = Bbb::new(["login"]).stdin(input).run();
        ran.is(2, "", &expected);
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let server = server();
    let home = Home::new();
    login(&home, "one", &bbb_conf(&server, server.secret()));
    let metadata = fs::metadata(home.0.join("config.toml")).expect("the configuration");
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_wrong_secret_is_not_kept_and_not_shown() {
    let server = server();
    let home = Home::new();
    let (code, said) = login(&home, "one", &bbb_conf(&server, "wrong-5ecret"));
    assert_eq!(code, Some(1));
    assert!(
        said.contains("Nothing was saved; --no-check saves it all the same."),
        "{said}"
    );
    assert!(!said.contains("wrong-5ecret"), "{said}");
    assert!(!home.0.join("config.toml").exists());
}

#[test]
fn comments_stay_and_what_is_no_configuration_is_not_touched() {
    let server = server();
    let home = Home::new();
    let ours = "# Ours.\n[servers.old]\nurl = \"x\"\nsecret = \"y\"\n";
    home.file("config.toml", ours);
    let said = login(&home, "one --no-check", &bbb_conf(&server, "s"));
    assert_eq!(said.0, Some(0));
    assert!(
        read(&home).starts_with("# Ours.\n[servers.old]\n"),
        "{}",
        read(&home)
    );

    home.file("config.toml", "secret = 8cd8ef52\n");
    let said = login(&home, "one --no-check", &bbb_conf(&server, "s"));
    assert_eq!(
        said,
        (
            Some(2),
            "bbb: FILE is not valid TOML: mend it first\n".to_owned()
        )
    );
    assert_eq!(read(&home), "secret = 8cd8ef52\n");
}

#[test]
fn the_algorithm_of_old_webhooks_is_found() {
    let old = old_server();
    let home = Home::new();
    assert_eq!(
        login(&home, "old", &bbb_conf(&old, old.secret())).0,
        Some(0)
    );
    assert!(
        read(&home).ends_with("hooks-checksum = \"sha1\"\n"),
        "{}",
        read(&home)
    );
    let file = home.path("config.toml");
    let list = Bbb::new(["hooks", "list", "--config", &file]).run();
    list.is(0, "", "bbb: nothing to list\n");
}

#[test]
fn no_message_shows_a_line_of_the_configuration() {
    for (text, message) in [
        (
            "[servers.a]\nurl = \"x\"\nsecret = 5ecret\n",
            "line 3 is not valid TOML",
        ),
        (
            "[servers.a]\nurl = \"x\"\nsecret = 5\n",
            "server `a`: `secret` is not a text in quotes",
        ),
        (
            "[servers.a]\nurl = \"x\"\n",
            "server `a`: `secret` is missing",
        ),
        (
            "[servers.a]\nurl = \"x\"\nsecrte = \"5ecret\"\n",
            "server `a`: `secrte` is not one of url, secret, checksum, hooks-checksum, cacert",
        ),
        ("", "no server is in it; `bbb login` adds one"),
    ] {
        let ran = Bbb::new(["meetings"]).private_config(text).run();
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{text}");
        let said = ran
            .err
            .split_once("config.toml: ")
            .map(|(_, said)| said.trim_end());
        assert_eq!(said, Some(message), "{text}");
    }
}

#[test]
fn without_a_configuration_it_says_how_to_make_one() {
    let ran = Bbb::new(["meetings"]).run();
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(
        ran.err
            .starts_with("bbb: no server is configured: `bbb login` writes /"),
        "{}",
        ran.err
    );
}

#[test]
fn check_tells_what_is_wrong() {
    let server = server();
    let address = format!("{}/", server.url());
    Bbb::at(&server, "check").run().is(
        0,
        &format!("{address}: address, secret and algorithm are right.\nWebhooks work.\n"),
        "",
    );
    let wrong = Bbb::at(&server, "check")
        .env("BBB_SECRET", "wrong-5ecret")
        .run();
    assert_eq!((wrong.code, &*wrong.out), (Some(1), ""));
    assert!(
        wrong
            .err
            .contains("the secret is wrong, or belongs to another server"),
        "{}",
        wrong.err
    );
    let json = Bbb::at(&server, "check -o json")
        .env("BBB_SECRET", "wrong-5ecret")
        .run();
    assert_eq!((json.code, &*json.err), (Some(1), ""));
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["works"], false);
    server.refuse_connections();
    let gone = Bbb::at(&server, "check --retries 0").run();
    assert_eq!((gone.code, &*gone.out), (Some(3), ""));
    assert!(
        gone.err.starts_with(&format!("bbb: {address}: ")),
        "{}",
        gone.err
    );
    assert!(
        gone.err.contains("Connection refused (os error 111)"),
        "{}",
        gone.err
    );
    assert!(!gone.err.contains("::"), "{}", gone.err);
}

#[test]
fn a_file_with_certificates_must_hold_some() {
    let server = server();
    let ran = Bbb::at(&server, "meetings --cacert /dev/null").run();
    ran.is(2, "", "bbb: /dev/null: holds no certificate in PEM\n");
    let ran = Bbb::at(&server, "meetings")
        .env("BBB_CACERT", "/nonexistent.pem")
        .run();
    ran.is(
        2,
        "",
        "bbb: /nonexistent.pem: No such file or directory (os error 2)\n",
    );
}

#[test]
fn advice_names_the_programs_options() {
    let old = old_server();
    let ran = Bbb::at(&old, "check").run();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let option = "Use --hooks-checksum sha1, or set `hooks-checksum = \"sha1\"` for this server in the configuration.";
    assert!(ran.out.contains(option), "{}", ran.out);
    assert!(!ran.out.contains("::"), "{}", ran.out);
    let gateway = TestServer::start().expect("the built-in server starts");
    gateway.fail_from_now_on("*", Fault::Status(401));
    let ran = Bbb::at(&gateway, "check").run();
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        ran.err.contains(
            " Something in front of the server wants credentials. Ask for this machine to be let through."
        ) && !ran.err.contains("::"),
        "{}",
        ran.err
    );
    let long = "x".repeat(8_000);
    let arguments = ["create", "Physics", "--welcome", &long];
    Bbb::new(arguments).server(&old).run().is(
        2,
        "",
        "bbb: parameter `welcome` takes 8008 of the 8174 bytes of the URL, which is over the limit of 7500 bytes: \
         send fewer or shorter values\n",
    );
    let user = "https://ada:5ecret@bbb.example.com/bigbluebutton/";
    let ran = Bbb::at(&old, "meetings").env("BBB_URL", user).run();
    ran.is(
        2,
        "",
        "bbb: BBB_URL and BBB_SECRET: the server's address contains a user name, which BigBlueButton does not support\n",
    );
}
