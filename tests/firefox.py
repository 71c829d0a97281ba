"""Firefox as Debian has it, driven by WebDriver BiDi: a small client, for Playwright drives only its own Firefox.

The protocol: https://w3c.github.io/webdriver-bidi; what carries it: RFC 6455 (WebSocket), over loopback.
"""

import base64
import json
import os
import re
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.parts import firefox

# of a page that another test of `make test` opens in Firefox already
FIREFOX_IN_PROOF = pytest.mark.parametrize(
    "reader",
    [
        pytest.param("chromium", marks=pytest.mark.needs("chromium")),
        pytest.param("firefox", marks=[pytest.mark.needs("firefox"), pytest.mark.prove]),
    ],
    indirect=True,
)

# nothing that talks to anybody but the page; what plays by itself is left as readers have it
_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
# https://w3c.github.io/webdriver/#keyboard-actions
_KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Control": "\ue009", "Alt": "\ue00a", "Escape": "\ue00c"}
_KEYS |= {"ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Delete": "\ue017"}


class Trouble(Exception):
    """The browser says that it cannot."""


@contextmanager
def started(folder: Path, **preferences: bool | int | str) -> Iterator["Firefox"]:
    """Firefox without a window, with a profile of its own below `folder`."""
    downloads = folder / "downloads"
    into = {"browser.download.folderList": 2, "browser.download.dir": str(downloads)}
    asked = _PREFERENCES | into | preferences
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in asked.items()]
    (folder / "user.js").write_text("\n".join(lines))
    argv = [
        firefox() or "firefox-esr",
        "--headless",
        "--no-remote",
        "--profile",
        str(folder),
        "--remote-debugging-port",
        "0",
    ]
    environment = os.environ | {"HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
    with subprocess.Popen(
        argv, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        try:
            assert process.stderr
            heard = next(
                (found for line in process.stderr if (found := re.search(r"ws://127\.0\.0\.1:(\d+)", line))), None
            )
            if not heard:
                raise Trouble("Firefox ended before it listened")
            with closing(_Line(int(heard[1]))) as line:
                yield Firefox(line, downloads)
                line.ask("browser.close")
        finally:
            process.terminate()
            process.stderr and process.stderr.close()


class Firefox:
    """A running browser."""

    def __init__(self, line: "_Line", downloads: Path) -> None:
        self._line, self._downloads = line, downloads
        line.ask("session.new", capabilities={})
        line.ask("session.subscribe", events=["log.entryAdded"])

    @contextmanager
    def tab(self, *, width: int = 1200, height: int = 900) -> Iterator["Place"]:
        """A tab with its own cookies and cache, closed at the end."""
        self._line.events.clear()
        apart = self._line.ask("browser.createUserContext")["userContext"]
        context = self._line.ask("browsingContext.create", type="tab", userContext=apart)["context"]
        self._line.ask("browsingContext.setViewport", context=context, viewport={"width": width, "height": height})
        yield Place(self._line, context, self._downloads)
        self._line.ask("browser.removeUserContext", userContext=apart)


class Place:
    """A document: a tab's, or that of a frame in it."""

    def __init__(self, line: "_Line", context: str, downloads: Path) -> None:
        self._line, self._context, self._downloads = line, context, downloads

    def goto(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self._line.ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def frame(self, number: int = 0) -> "Place":
        """One of the frames in it."""
        (tree,) = self._line.ask("browsingContext.getTree", root=self._context)["contexts"]
        return Place(self._line, tree["children"][number]["context"], self._downloads)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript, as JSON can say it; a promise is waited for."""
        wrapped = f"Promise.resolve({expression}).then((value) => JSON.stringify(value))"
        answer = self._line.ask(
            "script.evaluate", expression=wrapped, target={"context": self._context}, awaitPromise=True
        )
        if answer["type"] != "success":
            raise Trouble(answer["exceptionDetails"]["text"])
        said = answer["result"].get("value")
        return None if said is None else json.loads(said)

    def wait_for(self, expression: str, seconds: float = 30) -> Any:
        """Ask until the expression is true."""
        end = time.monotonic() + seconds
        while not (value := self.evaluate(expression)):
            if time.monotonic() > end:
                raise TimeoutError(expression)
            time.sleep(0.05)
        return value

    def hover(self, selector: str) -> None:
        """Move the mouse to the middle of an element."""
        self._mouse(selector)

    def click(self, selector: str) -> None:
        """Move the mouse to the middle of an element, and press."""
        self._mouse(selector, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def offline(self, *, off: bool) -> None:
        """Take the line away from the tab, or give it back."""
        conditions = {"type": "offline"} if off else None
        self._line.ask("emulation.setNetworkConditions", networkConditions=conditions, contexts=[self._context])

    def complaints(self) -> list[str]:
        """What went into the console as a warning or an error since the tab was opened."""
        said = [each["params"] for each in self._line.events if each["method"] == "log.entryAdded"]
        return [each["text"] for each in said if each["level"] in {"error", "warn"}]

    def press_at(self, x: float, y: float) -> None:
        """Press where the page has this point, in CSS pixels; for pages that run no scripts."""
        self._point(x, y, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def drag(self, selector: str, to: str) -> None:
        """Press the mouse in the middle of an element, move it to the middle of another, let go."""
        self._mouse(selector, {"type": "pointerDown", "button": 0})
        self._mouse(to)
        self._mouse(to, {"type": "pointerUp", "button": 0})

    def press(self, *names: str) -> None:
        """Keys one after the other; `Alt+ArrowUp` is two at once."""
        for name in names:
            held = [_KEYS.get(each, each) for each in name.split("+")]
            actions = [{"type": "keyDown", "value": each} for each in held]
            actions += [{"type": "keyUp", "value": each} for each in reversed(held)]
            keyboard = {"type": "key", "id": "keyboard", "actions": actions}
            self._line.ask("input.performActions", context=self._context, actions=[keyboard])

    def give(self, selector: str, file: Path) -> None:
        """Choose a file in a field for files."""
        found = self._line.ask("browsingContext.locateNodes", context=self._context, locator=_css(selector))
        element = {"sharedId": found["nodes"][0]["sharedId"]}
        self._line.ask("input.setFiles", context=self._context, element=element, files=[str(file)])

    def saves(self, name: str, *keys: str) -> bytes:
        """The file of this name that the page hands over when these keys are pressed."""
        file = self._downloads / name
        file.unlink(missing_ok=True)
        self.press(*keys)
        end = time.monotonic() + 30
        while not file.is_file() or not file.stat().st_size or file.with_name(f"{name}.part").exists():
            if time.monotonic() > end:
                raise TimeoutError(name)
            time.sleep(0.05)
        return file.read_bytes()

    def _mouse(self, selector: str, *then: dict[str, Any]) -> None:
        found = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        self._point(*self.evaluate(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({found})"), *then)

    def _point(self, x: float, y: float, *then: dict[str, Any]) -> None:
        actions = [{"type": "pointerMove", "x": round(x), "y": round(y)}, *then]
        mouse = {"type": "pointer", "id": "mouse", "actions": actions}
        self._line.ask("input.performActions", context=self._context, actions=[mouse])


def _css(selector: str) -> dict[str, str]:
    return {"type": "css", "value": selector}


class _Line:
    """One WebSocket: commands out, answers and events in."""

    def __init__(self, port: int) -> None:
        self.events: list[dict[str, Any]] = []
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET /session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._in = self._socket.makefile("rb")
        if b" 101 " not in self._in.readline():
            raise Trouble("Firefox takes no BiDi session")
        while self._in.readline().strip():
            pass
        self._asked = 0

    def close(self) -> None:
        """Hang up."""
        self._in.close()
        self._socket.close()

    def ask(self, method: str, **parameters: Any) -> Any:
        """The answer to a command; events that come before it are kept."""
        self._asked += 1
        self._send(_TEXT, json.dumps({"id": self._asked, "method": method, "params": parameters}).encode())
        while (said := self._receive()).get("id") != self._asked:
            self.events.append(said)
        if said["type"] == "error":
            raise Trouble(f"{method}: {said['message']}")
        return said["result"]

    def _send(self, kind: int, body: bytes) -> None:
        size = len(body)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, size)
        mask = os.urandom(4)  # Firefox hangs up on one of zeros
        self._socket.sendall(head + mask + bytes(each ^ mask[at % 4] for at, each in enumerate(body)))

    def _receive(self) -> dict[str, Any]:
        whole = b""
        while True:
            first, size = self._in.read(2)
            if size == 126:
                (size,) = struct.unpack("!H", self._in.read(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self._in.read(8))
            body = self._in.read(size)
            if (kind := first & 15) == _PING:
                self._send(_PONG, body)
            elif kind == _CLOSE:
                raise Trouble("Firefox hung up")
            else:
                whole += body
                if first & 0x80:
                    return json.loads(whole)
