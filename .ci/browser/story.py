#!/usr/bin/env python3
"""Plays a meeting in a real browser, against `bbb serve`.

`story.py COMMAND…` starts the server with this command, for instance `target/debug/bbb`. `SCREENSHOTS=DIRECTORY` keeps a
picture of every kind of page. Where there is no Chromium with its driver it says SKIP and ends with 0.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from driver import Driver, Failed, find_browser  # noqa: E402
from server import Application, Server, element  # noqa: E402

HOSTILE = "<img src=x onerror=\"document.title='broken'\"></title><script>document.title='broken'</script>'\"&amp;"


def step(words):
    print(f"   ok   {words}", flush=True)


def check(what, is_so):
    if not is_so:
        raise Failed(what)


def act(browser, name):
    browser.click(f"button[id^='do-{name}']")


def plays(server, application, driver):
    ada, bob = driver.open(), driver.open()
    logout = f"{application.url}/back?meeting=%%MEETINGID%%&name=%%USERNAME%%"
    server.call("hooks/create", callbackURL=f"{application.url}/events")
    server.call(
        "create", name="Physics", meetingID="room 1", record="true", logoutURL=logout, welcome="Hello <b>all</b>",
        guestPolicy="ASK_MODERATOR", attendeePW="ap", moderatorPW="mp",
    )
    check("running before anybody came", not server.is_running("room 1"))

    moderator = {"meetingID": "room 1", "role": "MODERATOR"}
    ada.go(server.link("join", fullName="Ada Lovelace", **moderator))
    ada.sees("You are Ada Lovelace, a moderator")
    ada.sees("Hello all", "#welcome")
    check("not running after the browser came", server.is_running("room 1"))
    step("a join link opens the meeting, and isMeetingRunning is true")

    guest = {"meetingID": "room 1", "role": "VIEWER", "guest": "true"}
    bob.go(server.link("join", fullName="Bob", **guest))
    bob.sees("You are in the lobby, Bob")
    ada.sees("Bob", "#waiting")
    check("a guest is there before being let in", element(server.call("getMeetingInfo", meetingID="room 1"), "participantCount") == "1")
    act(ada, "let-in")
    bob.sees("You are Bob, a viewer and a guest")
    step("a guest waits in the lobby, and is let in")

    bob.type("#text", "1 < 2 & 中文 مرحبا")
    bob.click("#send")
    ada.sees("1 < 2 & 中文 مرحبا", "#messages")
    act(bob, "raise-hand")
    ada.sees("hand raised", "#people-list")
    act(bob, "lower-hand")
    bob.sees("Raise hand", "#state")
    act(bob, "speak")
    ada.sees("speaking", "#people-list")
    act(ada, "mute-all")
    bob.sees("muted", "#people-list")
    check("a viewer can end the meeting", bob.count("button[id^='do-end']") == 0)
    step("chat, hands and microphones are seen in the other browser")

    act(ada, "record")
    bob.sees("Recording", "#state")
    check("not recording", "<recording>true</recording>" in server.call("getMeetingInfo", meetingID="room 1"))
    step("the recording starts, and getMeetingInfo says so")

    act(bob, "leave")
    bob.sees("Welcome back", "#back")
    check(f"led to {bob.url()}", bob.url() == f"{application.url}/back?meeting=room%201&name=Bob")
    act(ada, "end")
    ada.sees("Welcome back", "#back")
    check("still running", not server.is_running("room 1"))
    step("leaving and ending lead to logoutURL, and isMeetingRunning is false")

    for event in [
        "meeting-created", "user-joined", "chat-group-message-sent", "user-raise-hand-changed", "user-audio-muted",
        "meeting-recording-started", "user-left", "meeting-ended", "rap-archive-started",
    ]:
        check(f"the webhook saw no {event}: {application.events}", application.saw(event))
    step("the webhook was told")
    complaints = [line["message"] for browser in (ada, bob) for line in browser.console()]
    check(f"the browser complains: {complaints}", not [line for line in complaints if "favicon" not in line])


def leaves_alone(server, driver):
    """Checks what an application sees while one user joins and leaves."""
    eve = driver.open()
    server.call("create", name="Alone", meetingID="alone")
    eve.go(server.link("join", fullName="Eve", meetingID="alone", role="VIEWER"))
    eve.sees("You are Eve")
    check("not running", server.is_running("alone"))
    act(eve, "leave")
    eve.sees("BigBlueButton test server", "h1")
    check("running after the last has left", not server.is_running("alone"))
    eve.command("POST", "/back", {})
    eve.sees("Your session is over", "#farewell")
    step("the last to leave leaves a meeting that does not run, and cannot go back in")


def is_hostile(server, driver):
    browser = driver.open()
    server.call("create", name=HOSTILE, meetingID=HOSTILE.replace(",", ""), welcome=HOSTILE, bannerText=HOSTILE)
    parameters = {"fullName": HOSTILE, "meetingID": HOSTILE, "role": "MODERATOR", "userdata-x": HOSTILE}
    browser.go(server.link("join", **parameters))
    browser.sees(HOSTILE, "h1")
    browser.type("#text", HOSTILE)
    browser.click("#send")
    browser.sees(HOSTILE, "#messages")
    browser.go(server.origin)
    browser.sees(HOSTILE, "#meetings")
    for selector in ("img", "body script"):
        check(f"{selector} in the page", browser.count(selector) == 0)
    check("a script ran", browser.command("GET", "/title") == "BigBlueButton test server")
    step("a hostile name is text, wherever it stands")


def works_without_script(server, driver):
    browser = driver.open(script=False)
    server.call("create", name="Plain", meetingID="plain")
    browser.go(server.link("join", fullName="Zoë", meetingID="plain", role="MODERATOR"))
    browser.type("#text", "by keyboard\ue007")
    browser.sees("by keyboard", "#messages")
    act(browser, "raise-hand")
    browser.sees("Lower hand", "#state")
    act(browser, "end")
    browser.sees("BigBlueButton test server", "h1")
    step("everything but the live parts works without script")


def has_room(server, driver):
    """A long title takes the whole line above the buttons, and makes no page wider than the screen."""
    for number, name in enumerate(["Introduction to Linear Algebra " * 8, "W" * 250]):
        meeting = f"title-{number}"
        server.call("create", name=name, meetingID=meeting)
        for width, role in [(1280, "MODERATOR"), (1280, "VIEWER"), (390, "VIEWER")]:
            browser = driver.open(width)
            browser.go(server.link("join", fullName="Ada", meetingID=meeting, role=role))
            script = """
                const at = selector => document.querySelector(selector).getBoundingClientRect();
                const [title, actions, page] = [at("h1"), at("#state"), document.documentElement];
                return [title.width, page.clientWidth, actions.top >= title.bottom, page.scrollWidth <= page.clientWidth];
            """
            title, page, below, fits = browser.command("POST", "/execute/sync", {"script": script, "args": []})
            what = f"a title of {len(name)} characters at {width}: {title} of {page} pixels"
            check(what, below and fits and title > page * 0.85)
            browser.close()
    step("a title has room above the buttons")


def looks_after(server, driver):
    browser = driver.open()
    browser.go(server.origin)
    act(browser, "process")
    browser.sees("processed", "#recordings")
    act(browser, "process")
    browser.sees("published", "#recordings")
    browser.click("#recordings a.button")
    browser.sees("Here a real server plays presentation")
    browser.go(server.origin)
    act(browser, "unpublish")
    browser.sees("unpublished", "#recordings")
    server.call("isMeetingRunning", meetingID="x")
    broken = server.link("create", name="a b", meetingID="c d").replace("a%20b", "a+b")
    import urllib.request

    urllib.request.urlopen(broken, timeout=30).read()
    browser.sees("checksumError", "#requests")
    browser.click("#requests details summary")
    browser.sees("the client seems to have signed", "#requests")
    browser.sees("plain", "#webhooks")
    before = browser.text("#clock time")
    act(browser, "clock-60")
    browser.wait("the clock", lambda: browser.text("#clock time") > before)
    act(browser, "delete")
    browser.sees("deleted", "#recordings")
    step("the server's page shows and does what it should")


def main():
    paths = find_browser()
    if paths is None:
        print("   SKIP no chromium with chromedriver here")
        return
    server = Server(sys.argv[1:] or ["target/debug/bbb"], "--processing-takes", "1h", "--ending-takes", "0s")
    application = Application()
    driver = None
    try:
        driver = Driver(paths)
        plays(server, application, driver)
        leaves_alone(server, driver)
        is_hostile(server, driver)
        works_without_script(server, driver)
        has_room(server, driver)
        looks_after(server, driver)
        if "SCREENSHOTS" in os.environ:
            from pictures import take

            take(sys.argv[1:] or ["target/debug/bbb"], driver, os.environ["SCREENSHOTS"])
    except Failed as failure:
        print(f"   FAIL {failure}")
        sys.exit(1)
    finally:
        if driver:
            driver.close()
        server.close()


if __name__ == "__main__":
    main()
