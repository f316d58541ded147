"""Photographs pages of the running demo, as config/screenshots.json lists them.

Usage: screenshots.py BROWSER ADDRESS DATABASE FOLDER [NAME ...]

An entry has a `name` (of the file), a `path` (behind the address), and if
wanted: `languages` (en, fa; both by default), `width` and `height` of the
window, `wait` (CSS selector that must be there), `click` (CSS selectors to
click, one after the other).  Persian pictures are called <name>.fa.png.
"""

import base64
import itertools
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

CONFIG = Path(__file__).resolve().parents[1] / "config" / "screenshots.json"
# the demo's users, by the language they work in; the password is the login
USERS = {"en": "admin", "fa": "fa"}
PATIENCE = 60
# the web client is done drawing: nothing loads, no request runs
SETTLED = """
document.readyState === "complete" && document.fonts.status === "loaded"
    && !document.querySelector(".o_loading_indicator, .o_blockUI")
"""


class Failure(Exception):
    """A page did not become what the list says."""


class Browser:
    """A headless Chromium, driven by its devtools protocol."""

    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command = [program, "--headless", "--no-sandbox", "--disable-gpu"]
        command += ["--disable-dev-shm-usage", "--hide-scrollbars"]
        command += ["--remote-debugging-port=0", f"--user-data-dir={self.profile.name}"]
        self.process = subprocess.Popen(
            [*command, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.numbers = itertools.count(1)
        self.socket = websocket.create_connection(
            self._page(), timeout=PATIENCE, suppress_origin=True
        )
        self("Page.enable")

    def _page(self):
        port_file = Path(self.profile.name) / "DevToolsActivePort"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            lines = port_file.read_text().split() if port_file.exists() else []
            if lines:
                url = f"http://127.0.0.1:{lines[0]}/json"
                with urllib.request.urlopen(url) as answer:
                    pages = json.load(answer)
                for page in pages:
                    if page["type"] == "page":
                        return page["webSocketDebuggerUrl"]
            time.sleep(0.1)
        raise Failure("the browser does not start")

    def __call__(self, method, **params):
        """Send a command and give its result; events in between are ignored."""
        number = next(self.numbers)
        call = {"id": number, "method": method, "params": params}
        self.socket.send(json.dumps(call))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise Failure(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def value(self, expression):
        result = self("Runtime.evaluate", expression=expression, returnByValue=True)
        return result["result"].get("value")

    def wait(self, expression, what):
        deadline = time.monotonic() + PATIENCE
        while not self.value(expression):
            if time.monotonic() > deadline:
                raise Failure(f"waited {PATIENCE} s for {what}")
            time.sleep(0.2)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.profile.cleanup()


def log_in(address, database, login):
    """Session of a demo user."""
    params = {"db": database, "login": login, "password": login}
    request = urllib.request.Request(
        f"{address}/web/session/authenticate",
        json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        if "error" in json.load(answer):
            raise Failure(f"user {login} cannot log in to {database}")
        cookies = answer.headers.get_all("Set-Cookie")
    found = [cookie for cookie in cookies if cookie.startswith("session_id=")]
    return found[-1].split(";")[0].split("=", 1)[1]


def photograph(browser, address, session, entry, target):
    size = {"width": entry.get("width", 1440), "height": entry.get("height", 900)}
    browser(
        "Emulation.setDeviceMetricsOverride",
        deviceScaleFactor=1,
        mobile=size["width"] < 768,
        **size,
    )
    browser("Network.setCookie", name="session_id", value=session, url=address)
    # a page of its own for each: only a path that changes would not load anew
    browser("Page.navigate", url="about:blank")
    browser("Page.navigate", url=address + entry["path"])
    browser.wait(f'location.href !== "about:blank" && {SETTLED}', entry["path"])
    for selector in [*entry.get("click", []), None]:
        waited = selector or entry.get("wait", "body")
        there = f"document.querySelector({json.dumps(waited)})"
        browser.wait(f"!!{there} && {SETTLED}", waited)
        if selector:
            browser.value(f"{there}.click()")
    # drawing and short animations, which no condition tells
    time.sleep(1)
    picture = browser("Page.captureScreenshot", format="png")
    target.write_bytes(base64.b64decode(picture["data"]))


def main(program, address, database, folder, *names):
    entries = json.loads(CONFIG.read_text())
    entries = [entry for entry in entries if not names or entry["name"] in names]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    failures = 0
    for language, login in USERS.items():
        mine = [e for e in entries if language in e.get("languages", list(USERS))]
        if not mine:
            continue
        session = log_in(address, database, login)
        browser = Browser(program)
        try:
            for entry in mine:
                ending = ".png" if language == "en" else f".{language}.png"
                target = folder / (entry["name"] + ending)
                try:
                    photograph(browser, address, session, entry, target)
                    print(f"      {target.name}", flush=True)
                except Failure as failure:
                    failures += 1
                    print(f"      {target.name}: {failure}", file=sys.stderr)
        finally:
            browser.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
