"""Takes pictures of every kind of page, wide and narrow, light and dark."""

import os

from server import Server

LONG = "Professor Doctor Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe the Third of Lower Saxony"


def fill(server):
    """Creates meetings with names in many languages, one of them with two hundred users."""
    browserless = {"redirect": "false"}
    for meeting, name in [("long", LONG * 2), ("zh", "中文课程：线性代数与解析几何"), ("ar", "الفيزياء للمبتدئين")]:
        server.call(
            "create", name=name[:250], meetingID=meeting, record="true", bannerText="نص / 横幅 / Banner", bannerColor="#ff8800",
            welcome="Welcome to <b>%%CONFNAME%%</b>!<br>Phone: %%DIALNUM%%", lockSettingsDisableCam="true",
            guestPolicy="ALWAYS_ACCEPT_AUTH",
        )
        for guest in ["محمد بن عبد الله", "王小明", LONG]:
            server.call("join", fullName=guest, meetingID=meeting, role="VIEWER", guest="true", **browserless)
    server.call("hooks/create", callbackURL="http://127.0.0.1:9/application/events?token=abc", eventID="user-joined,user-left")
    server.call("end", meetingID="nothing")
    server.call("getRecordings")


def people(server, browser, meeting):
    """Lets two hundred users join, as their browsers would."""
    from http.cookiejar import CookieJar
    import urllib.request

    names = ["Ada Lovelace", "王小明", "فاطمة الزهراء", "Zoë Ångström", "Иван Петров", LONG]
    for number in range(198):
        name = f"{names[number % len(names)]} {number}"
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        role = "VIEWER" if number % 40 else "MODERATOR"
        opener.open(server.link("join", fullName=name, meetingID=meeting, role=role), timeout=30).read()
    for name, text in [("User", "Good morning"), ("王小明", "大家好，能听到我说话吗？"), ("فاطمة", "صباح الخير، هل الجميع هنا؟")]:
        server.call("sendChatMessage", meetingID=meeting, userName=name, message=text)


def take(command, driver, directory):
    os.makedirs(directory, exist_ok=True)
    empty = Server(command)
    full = Server(command, "--meetings", "3", "--recordings", "12")
    try:
        fill(full)
        first = driver.open()
        people(full, first, "zh")
        for width in (1280, 390):
            for dark in (False, True):
                browser = driver.open(width, dark)
                name = f"{width}-{'dark' if dark else 'light'}"

                def picture(what, url, browser=browser, name=name):
                    browser.go(url)
                    browser.screenshot(os.path.join(directory, f"{what}-{name}.png"))

                picture("empty", empty.origin)
                picture("full", full.origin)
                first_request = "#requests details summary"
                browser.click(first_request)
                browser.screenshot(os.path.join(directory, f"request-{name}.png"))
                for meeting in ("zh", "ar", "long"):
                    link = full.link("join", fullName="管理员 مشرف", meetingID=meeting, role="MODERATOR", **{"userdata-bbb_custom_style": ":root{}"})
                    picture(meeting, link)
                picture("lobby", full.link("join", fullName=LONG, meetingID="ar", role="VIEWER", guest="true"))
                browser.go(full.origin)
                browser.click("#recordings a.button")
                browser.screenshot(os.path.join(directory, f"player-{name}.png"))
                picture("nobody", f"{full.origin}/html5client/?sessionToken=none")
                browser.close()
    finally:
        empty.close()
        full.close()
