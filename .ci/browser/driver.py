"""A driver for Chromium, which uses WebDriver over HTTP and only the standard library."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
]


def find_browser():
    """Returns the paths of Chromium and its driver, or None if one is missing."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


class Failed(Exception):
    """A step of the story failed."""


class Driver:
    """A running chromedriver."""

    def __init__(self, paths):
        self.browser, driver = paths
        self.directory = tempfile.mkdtemp()
        log = os.path.join(self.directory, "log")
        with open(log, "wb") as output:
            self.process = subprocess.Popen([driver, "--port=0"], stdout=output, stderr=output)
        self.url = f"http://127.0.0.1:{self.port(log)}"
        self.browsers = []

    def port(self, log):
        """Returns the port that the driver has chosen."""
        for _ in range(300):
            with open(log, encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    if "started successfully on port" in line:
                        return int(line.rsplit(" ", 1)[1].strip(" .\n"))
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise Failed("chromedriver does not start")

    def open(self, width=1280, dark=False, script=True):
        """Opens a browser with a profile of its own."""
        browser = Browser(self, width, dark, script)
        self.browsers.append(browser)
        return browser

    def close(self):
        for browser in self.browsers:
            browser.close()
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.directory, ignore_errors=True)


class Browser:
    """The browser of one user."""

    def __init__(self, driver, width, dark, script):
        profile = tempfile.mkdtemp(dir=driver.directory)
        arguments = [*ARGUMENTS, f"--user-data-dir={profile}", f"--window-size={width},900"]
        options = {"binary": driver.browser, "args": arguments}
        if not script:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        capabilities = {"browserName": "chrome", "goog:chromeOptions": options}
        request = {"capabilities": {"alwaysMatch": capabilities}}
        self.base = f"{driver.url}/session"
        self.session = None
        self.session = self.command("POST", "", request)["sessionId"]
        self.base += f"/{self.session}"
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.devtools("Emulation.setEmulatedMedia", {"features": [scheme]})

    def command(self, method, path, content=None):
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self.base + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise Failed(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    def devtools(self, name, params):
        return self.command("POST", "/goog/cdp/execute", {"cmd": name, "params": params})

    def go(self, url):
        self.command("POST", "/url", {"url": url})

    def url(self):
        return self.command("GET", "/url")

    def find(self, selector):
        found = self.command("POST", "/element", {"using": "css selector", "value": selector})
        return found[ELEMENT]

    def count(self, selector):
        query = {"using": "css selector", "value": selector}
        return len(self.command("POST", "/elements", query))

    def text(self, selector="body"):
        return self.command("GET", f"/element/{self.find(selector)}/text")

    def click(self, selector):
        self.command("POST", f"/element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        self.command("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def console(self):
        """Returns what the browser reported: forbidden scripts, missing files."""
        return self.command("POST", "/se/log", {"type": "browser"})

    def wait(self, what, condition):
        """Waits until a condition holds, for up to half a minute, which is more than any machine needs."""
        for _ in range(300):
            try:
                if condition():
                    return
            except Failed:
                pass
            time.sleep(0.1)
        raise Failed(f"{what}: it did not come about.\nThe page at {self.url()}:\n{self.text()}")

    def sees(self, text, selector="body"):
        self.wait(f"{text!r} in {selector}", lambda: text in self.text(selector))

    def screenshot(self, path):
        """Takes a picture of the whole page."""
        size = self.devtools("Page.getLayoutMetrics", {})["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 4000), "scale": 1}
        taken = self.devtools("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        with open(path, "wb") as file:
            file.write(base64.b64decode(taken["data"]))

    def close(self):
        if self.session:
            self.session = None
            self.command("DELETE", "")
