"""The simulated server, started for the story, and an application that calls it."""

import hashlib
import http.server
import json
import re
import subprocess
import threading
import time
import urllib.parse
import urllib.request


class Server:
    """`bbb serve` on a free port."""

    def __init__(self, command, *arguments):
        whole = [*command, "serve", "--listen", "127.0.0.1:0", *arguments]
        self.process = subprocess.Popen(whole, stdout=subprocess.PIPE, text=True)
        self.url = self.secret = None
        for line in self.process.stdout:
            name, _, value = line.partition(":")
            if name == "URL":
                self.url = value.strip()
            elif name == "Secret":
                self.secret = value.strip()
                break
        if self.secret is None:
            raise RuntimeError("the server does not start")
        # A full pipe would stop the server, so the rest is read and dropped.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.origin = self.url.split("/bigbluebutton")[0]

    def link(self, call, **parameters):
        query = urllib.parse.urlencode(parameters, quote_via=urllib.parse.quote)
        digest = hashlib.sha256((call + query + self.secret).encode()).hexdigest()
        return f"{self.url}/{call}?{query}&checksum={digest}"

    def call(self, call, **parameters):
        with urllib.request.urlopen(self.link(call, **parameters), timeout=30) as response:
            return response.read().decode()

    def is_running(self, meeting):
        return "<running>true</running>" in self.call("isMeetingRunning", meetingID=meeting)

    def close(self):
        self.process.terminate()
        self.process.wait(30)


class Application:
    """An application that receives webhooks, and shows a page to a user who returns from a meeting."""

    def __init__(self):
        self.events = []
        application = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                form = urllib.parse.parse_qs(body)
                for event in json.loads(form.get("event", ["[]"])[0]):
                    application.events.append(event["data"]["id"])
                self.answer()

            def do_GET(self):
                self.answer()

            def answer(self):
                page = b"<!DOCTYPE html><title>Back</title><p id=back>Welcome back</p>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def saw(self, event):
        """Waits for an event."""
        for _ in range(300):
            if event in self.events:
                return True
            time.sleep(0.1)
        return False


def element(xml, name):
    """Returns the text of the first element with this name."""
    found = re.search(f"<{name}>(.*?)</{name}>", xml, re.DOTALL)
    return found.group(1) if found else None
