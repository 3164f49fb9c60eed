"""A work-alike of nginx as its image serves it: the files of one directory on port 80, and an access log."""

import email.utils
import mimetypes
import os
import posixpath
import sys
import time
import urllib.parse
from pathlib import Path

from tutor.lab.kubelet.images import image, webserver

ROOT = Path("/usr/share/nginx/html")
PORT = 80

WELCOME = """<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page is served by the lab's nginx work-alike, from /usr/share/nginx/html/index.html.</p>
</body>
</html>
"""

IMAGE = image.Image(
    name="docker.io/library/nginx",
    cmd=("nginx", "-g", "daemon off;"),
    entrypoint=("/docker-entrypoint.sh",),
    stop_signal="SIGQUIT",
    programs={
        "/docker-entrypoint.sh": "tutor.lab.kubelet.images.nginx:main",
        "nginx": "tutor.lab.kubelet.images.nginx:main",
    },
    files={f"{ROOT}/index.html": WELCOME},
    userland=True,
)


def handle(request: webserver.Request) -> webserver.Answer:
    """Serve one request and log it."""
    answer = _answer(request)
    answer.headers = [("Server", "nginx"), ("Date", webserver.http_date()), *answer.headers]
    _log(request, answer)
    return answer


def _answer(request: webserver.Request) -> webserver.Answer:
    if request.method not in ("GET", "HEAD"):
        return error_page(405)
    path = posixpath.normpath(urllib.parse.unquote(urllib.parse.urlsplit(request.target).path))
    file = ROOT / path.lstrip("/")
    if file.is_dir():
        if not request.target.split("?")[0].endswith("/"):
            return webserver.Answer(301, headers=[("Location", f"http://{request.header('host')}{path}/")])
        file = file / "index.html"
        if not file.is_file():
            return error_page(403)
    try:
        return _file(request, file)
    except FileNotFoundError:
        return error_page(404)
    except OSError:
        return error_page(403)


def _file(request: webserver.Request, file: Path) -> webserver.Answer:
    body = file.read_bytes()
    found = file.stat()
    tag = f'"{int(found.st_mtime):x}-{len(body):x}"'
    headers = [
        ("Content-Type", mimetypes.guess_type(file.name)[0] or "application/octet-stream"),
        ("Last-Modified", email.utils.formatdate(found.st_mtime, usegmt=True)),
        ("Connection", "keep-alive"),
        ("ETag", tag),
        ("Accept-Ranges", "bytes"),
    ]
    if request.header("if-none-match") == tag:
        return webserver.Answer(304, headers=headers)
    return webserver.Answer(200, body, headers)


def error_page(status: int) -> webserver.Answer:
    """The short page that nginx gives for an error."""
    title = f"{status} {webserver.STATUS_TEXT[status]}"
    lines = [
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>",
        f"<center><h1>{title}</h1></center>",
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
    ]
    return webserver.Answer(status, "\r\n".join(lines).encode(), [("Content-Type", "text/html")])


def _log(request: webserver.Request, answer: webserver.Answer) -> None:
    """One line in nginx's `main` log format, as the image sets it."""
    now = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
    words = [request.header(name) or "-" for name in ("referer", "user-agent", "x-forwarded-for")]
    sys.stdout.write(
        f"{request.peer.rsplit(':', 1)[0]} - - [{now}] "
        f'"{request.method} {request.target} {request.version}" {answer.status} {len(answer.body)} '
        f'"{words[0]}" "{words[1]}" "{words[2]}"\n'
    )
    sys.stdout.flush()


def main(argv: list[str]) -> int:
    """Serve until SIGQUIT; a command other than nginx, given to the entrypoint, is executed as it is there."""
    if argv and argv[0] not in ("nginx", "-g", "nginx-debug"):
        os.execvp(argv[0], argv)  # noqa: S606 - the container's own command line, as a list
    sys.stderr.write(
        f"{time.strftime('%Y/%m/%d %H:%M:%S')} [notice] {os.getpid()}#{os.getpid()}: start worker processes\n"
    )
    try:
        webserver.run(handle, PORT)
    except OSError as error:
        sys.stderr.write(
            f"nginx: [emerg] bind() to 0.0.0.0:{PORT} failed ({error.errno}: {error.strerror})\n"
        )
        return 1
