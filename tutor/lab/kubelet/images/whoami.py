"""A work-alike of traefik/whoami: tells who answered, and what the request looked like on arrival."""

import json
import os
import re
import sys
import time
import urllib.parse

from tutor.lab.kubelet.images import image, interfaces, webserver

IMAGE = image.Image(
    name="docker.io/traefik/whoami",
    entrypoint=("/whoami",),
    programs={"/whoami": "tutor.lab.kubelet.images.whoami:main"},
)

TEXT = [("Content-Type", "text/plain; charset=utf-8")]
UNITS = {"": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}
LARGEST = 1 << 28
"""Bytes that /data gives at most: the container shares the lab's memory."""


class Whoami:
    """The program's state: its name and the status that /health gives."""

    def __init__(self, name: str, *, verbose: bool) -> None:
        self._name = name
        self._verbose = verbose
        self._health = 200

    def handle(self, request: webserver.Request) -> webserver.Answer:
        """Answer by path."""
        if self._verbose:
            log(f"{request.peer} - - {request.method} {request.target}")
        url = urllib.parse.urlsplit(request.target)
        query = urllib.parse.parse_qs(url.query)
        match url.path:
            case "/health":
                return self._healthy(request)
            case "/bench":
                return webserver.Answer(body=b"1", headers=[("Connection", "keep-alive"), *TEXT])
            case "/data":
                return _data(query)
            case "/api":
                return webserver.Answer(
                    body=self._json(request), headers=[("Content-Type", "application/json")]
                )
        if wait := query.get("wait"):
            time.sleep(seconds(wait[0]))
        return webserver.Answer(
            body=self._text(request, env=query.get("env") == ["true"]), headers=list(TEXT)
        )

    def _healthy(self, request: webserver.Request) -> webserver.Answer:
        if request.method == "POST":
            self._health = int(request.body or b"200")
            log(f"Update health check status code [{self._health}]")
        return webserver.Answer(status=self._health)

    def _text(self, request: webserver.Request, *, env: bool) -> bytes:
        lines = [f"Name: {self._name}"] if self._name else []
        lines.append(f"Hostname: {os.uname().nodename}")
        lines += [f"IP: {address}" for address in interfaces.addresses()]
        lines.append(f"RemoteAddr: {request.peer}")
        text = "".join(f"{line}\n" for line in lines) + as_received(request)
        if env:
            text += "".join(f"{name}={value}\n" for name, value in os.environ.items())
        return text.encode("latin-1", "replace")

    def _json(self, request: webserver.Request) -> bytes:
        headers: dict[str, list[str]] = {}
        for name, value in request.headers:
            if name.lower() != "host":
                headers.setdefault(canonical(name), []).append(value)
        found = {
            "hostname": os.uname().nodename,
            "ip": interfaces.addresses(),
            "headers": dict(sorted(headers.items())),
            "url": request.target,
            "host": request.header("host"),
            "method": request.method,
            **({"name": self._name} if self._name else {}),
            "remoteAddr": request.peer,
        }
        return json.dumps(found, separators=(",", ":")).encode() + b"\n"


def as_received(request: webserver.Request) -> str:
    """The request as Go's net/http writes it out: Host and User-Agent first, the rest sorted, CRLF line ends."""
    first = [f"{request.method} {request.target} HTTP/1.1", f"Host: {request.header('host')}"]
    if agent := request.header("user-agent"):
        first.append(f"User-Agent: {agent}")
    rest = [(canonical(name), value) for name, value in request.headers]
    rest = sorted((name, value) for name, value in rest if name not in ("Host", "User-Agent", "Connection"))
    return "\r\n".join([*first, *(f"{name}: {value}" for name, value in rest), "", ""])


def canonical(name: str) -> str:
    """A header's name as Go writes it: X-Forwarded-For."""
    return "-".join(part.capitalize() for part in name.split("-"))


def seconds(text: str) -> float:
    """A Go duration such as 100ms or 1m30s, in seconds; nothing for what is none."""
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"([\d.]+)(ms|s|m|h)", text))


def _data(query: dict[str, list[str]]) -> webserver.Answer:
    size = query.get("size", ["1"])[0]
    unit = UNITS.get(query.get("unit", [""])[0].lower(), 1)
    amount = min((int(size) if size.isdigit() else 1) * unit, LARGEST)
    pattern = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
    body = b"|" + (pattern * (amount // len(pattern) + 1))[: max(amount - 2, 0)] + b"|"
    return webserver.Answer(body=body, headers=list(TEXT))


def log(text: str) -> None:
    """A line on stderr as Go's log package writes it."""
    sys.stderr.write(f"{time.strftime('%Y/%m/%d %H:%M:%S')} {text}\n")
    sys.stderr.flush()


def main(argv: list[str]) -> int:
    """Run with whoami's own flags (--port, --name, --verbose) or WHOAMI_PORT_NUMBER and WHOAMI_NAME."""
    try:
        given = options(argv)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    port = int(given.get("port") or os.environ.get("WHOAMI_PORT_NUMBER") or 80)
    name = given.get("name") or os.environ.get("WHOAMI_NAME", "")
    log(f"Starting up on port {port}")
    try:
        webserver.run(Whoami(name, verbose=given.get("verbose") == "true").handle, port)
    except OSError as error:
        log(f"listen tcp :{port}: {os.strerror(error.errno or 0).lower()}")
        return 1


def options(argv: list[str]) -> dict[str, str]:
    """Flags as Go's flag package reads them: -name value, --name=value, -verbose. Raises ValueError."""
    found: dict[str, str] = {}
    words = iter(argv)
    for word in words:
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("-") or name not in ("port", "name", "verbose"):
            raise ValueError(f"flag provided but not defined: -{name}")
        if name == "verbose":
            value = value or "true"
        elif not equals:
            value = next(words, "")
        if name == "port" and not value.isdigit():
            raise ValueError(f'invalid value "{value}" for flag -port: parse error')
        found[name] = value
    return found
