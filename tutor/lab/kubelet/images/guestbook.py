"""A work-alike of the guestbook's frontend: a page, and guestbook.php that writes to the redis leader and reads from a
follower (kubernetes/examples: guestbook/php-redis)."""

import dataclasses
import json
import os
import socket
import sys
import time
import urllib.parse

from tutor.lab.kubelet.images import image, webserver

PORT = 80
REDIS_PORT = 6379
SECONDS = 5.0
"""How long redis may take to answer."""

PAGE = """<!DOCTYPE html>
<html>
<head><title>Guestbook</title></head>
<body>
<h2>Guestbook</h2>
<form onsubmit="send(); return false"><input id="message" placeholder="Messages"> <button>Submit</button></form>
<div id="messages"></div>
<script>
const known = [];
const call = (query) => fetch("guestbook.php?" + new URLSearchParams(query)).then((answer) => answer.json());
const show = () => { document.getElementById("messages").innerText = known.join("\\n"); };
call({cmd: "get", key: "messages"}).then((answer) => { known.push(...answer.data.split(",").slice(1)); show(); });
function send() {
  const field = document.getElementById("message");
  known.push(field.value); field.value = ""; show();
  call({cmd: "set", key: "messages", value: "," + known.join(",")});
}
</script>
</body>
</html>
"""

FRONTEND = image.Image(
    name="gcr.io/google_samples/gb-frontend",
    cmd=("apache2-foreground",),
    workdir="/var/www/html",
    programs={"apache2-foreground": "tutor.lab.kubelet.images.guestbook:main"},
    userland=True,
)
IMAGES = (
    FRONTEND,
    dataclasses.replace(FRONTEND, name="us-docker.pkg.dev/google-samples/containers/gke/gb-frontend"),
)


class RedisError(Exception):
    """Redis answered with an error, or not at all."""


def ask(host: str, *words: str) -> str | None:
    """One command to a redis server, and its answer; None for nil. Raises OSError, RedisError."""
    request = f"*{len(words)}\r\n".encode()
    for word in words:
        raw = word.encode()
        request += b"$%d\r\n%s\r\n" % (len(raw), raw)
    with socket.create_connection((host, REDIS_PORT), SECONDS) as made, made.makefile("rb") as reader:
        made.sendall(request)
        first = reader.readline().rstrip(b"\r\n")
        if first.startswith(b"$"):
            size = int(first[1:])
            return None if size < 0 else reader.read(size).decode(errors="replace")
    if not first.startswith((b"+", b":")):
        raise RedisError(first[1:].decode(errors="replace") or "the connection was closed")
    return first[1:].decode()


def host_of(role: str) -> str:
    """Where the leader or the follower is: its name in DNS, or the service's variable when GET_HOSTS_FROM is env."""
    if os.environ.get("GET_HOSTS_FROM") == "env":
        return os.environ.get(f"REDIS_{role.upper()}_SERVICE_HOST", "")
    return f"redis-{role}"


def handle(request: webserver.Request) -> webserver.Answer:
    """Serve one request and log it as Apache does."""
    answer = _answer(request)
    now = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
    line = f"{request.method} {request.target} {request.version}"
    agent = request.header("user-agent") or "-"
    who = request.peer.rsplit(":", 1)[0]
    sys.stdout.write(f'{who} - - [{now}] "{line}" {answer.status} {len(answer.body)} "-" "{agent}"\n')
    sys.stdout.flush()
    return answer


def _answer(request: webserver.Request) -> webserver.Answer:
    url = urllib.parse.urlsplit(request.target)
    query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
    if url.path in ("/", "/index.html"):
        return _text(200, PAGE)
    if url.path != "/guestbook.php":
        return _text(404, "<h1>Not Found</h1>\n")
    try:
        if query.get("cmd") == "set":
            ask(host_of("leader"), "SET", query.get("key", ""), query.get("value", ""))
            return _json({"message": "Updated"})
        return _json({"data": ask(host_of("follower"), "GET", query.get("key", "")) or ""})
    except (OSError, RedisError) as error:
        sys.stderr.write(
            f"PHP Fatal error:  Uncaught Predis\\{_exception(error, query.get('cmd') == 'set')}\n"
        )
        return _text(500, "")


def _exception(error: OSError | RedisError, writing: bool) -> str:
    """The error as Predis words it: the reason, and the server that was meant (predis: StreamConnection)."""
    if isinstance(error, RedisError):
        return f"Response\\ServerException: {error}"
    reason = error.strerror or "Connection timed out"
    if isinstance(error, socket.gaierror):
        reason = f"php_network_getaddresses: getaddrinfo failed: {reason}"
    where = f"tcp://{host_of('leader' if writing else 'follower')}:{REDIS_PORT}"
    return f"Connection\\ConnectionException: {reason} [{where}]"


def _text(status: int, text: str) -> webserver.Answer:
    return webserver.Answer(status, text.encode(), [("Content-Type", "text/html; charset=UTF-8")])


def _json(found: dict[str, str]) -> webserver.Answer:
    return webserver.Answer(200, json.dumps(found).encode(), [("Content-Type", "application/json")])


def main(argv: list[str]) -> int:
    """Serve on port 80 until SIGTERM."""
    del argv
    try:
        webserver.run(handle, PORT)
    except OSError as error:
        sys.stderr.write(f"could not bind to address 0.0.0.0:{PORT}: {error.strerror}\n")
        return 1
