"""What the programs of images answer, asked over real sockets."""

import json
import socket
import threading

import pytest

from tutor.lab.kubelet.images import guestbook, interfaces, nginx, webserver, whoami


def asked(handler: webserver.Handler, request: bytes) -> tuple[bytes, bytes]:
    """Head and body of the answer to raw bytes on a connection that the request closes."""
    ours, theirs = socket.socketpair()
    serving = threading.Thread(target=webserver._connection, args=(handler, theirs, "127.0.0.1:5000"))
    serving.start()
    with ours:
        ours.sendall(request)
        found = b""
        while piece := ours.recv(65536):
            found += piece
    serving.join(10)
    head, _, body = found.partition(b"\r\n\r\n")
    return head, body


GET = b"GET %s HTTP/1.1\r\nHost: svc:8080\r\nX-b: 2\r\nUser-Agent: curl/8\r\naccept: */*\r\nConnection: close\r\n\r\n"


@pytest.fixture
def who() -> webserver.Handler:
    """whoami with a name."""
    return whoami.Whoami("me", verbose=False).handle


def test_whoami_tells_who_asked(who: webserver.Handler) -> None:
    """Its lines, then the request as Go writes it: Host and User-Agent first, others sorted, CRLF ends."""
    head, body = asked(who, GET % b"/a?b=1")
    lines = body.decode().split("\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n")
    assert lines[0] == "Name: me"
    assert lines[1].startswith("Hostname: ")
    assert "IP: 127.0.0.1" in lines
    remote = next(line for line in lines if line.startswith("RemoteAddr: "))
    assert remote.startswith("RemoteAddr: 127.0.0.1:")
    tail = body.decode().partition(remote + "\n")[2]
    assert (
        tail == "GET /a?b=1 HTTP/1.1\r\nHost: svc:8080\r\nUser-Agent: curl/8\r\nAccept: */*\r\nX-B: 2\r\n\r\n"
    )


def test_whoami_as_json(who: webserver.Handler) -> None:
    """/api has the same in JSON."""
    _, body = asked(who, GET % b"/api")
    found = json.loads(body)
    assert found["name"] == "me"
    assert found["host"] == "svc:8080"
    assert found["headers"]["X-B"] == ["2"]
    assert "127.0.0.1" in found["ip"]


def test_whoamis_health_can_be_set(who: webserver.Handler) -> None:
    """A POST decides what later GETs answer."""
    post = b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\n503"
    asked(who, post)
    head, _ = asked(who, GET % b"/health")
    assert head.startswith(b"HTTP/1.1 503 ")


def test_whoami_gives_data_of_a_size(who: webserver.Handler) -> None:
    """In the unit asked for."""
    _, body = asked(who, GET % b"/data?size=2&unit=kb")
    assert len(body) == 2048
    assert body[:4] == b"|ABC"


def test_connections_are_kept(who: webserver.Handler) -> None:
    """Two requests, one connection, the second closing it."""
    first = (GET % b"/bench").replace(b"Connection: close\r\n", b"")
    _, rest = asked(who, first + GET % b"/bench")
    assert rest.count(b"HTTP/1.1 200 OK") == 1
    assert rest.endswith(b"\r\n\r\n1")


@pytest.mark.parametrize(
    ("error", "wording"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (TimeoutError("timed out"), "Connection timed out"),
        (socket.gaierror(-2, "Name or service not known"), "getaddrinfo failed: Name or service not known"),
    ],
)
def test_the_guestbook_logs_errors_as_predis_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError, wording: str
) -> None:
    """The reason in the system's words, and the server that was meant."""

    def fail(*_words: str) -> str:
        raise error

    monkeypatch.setattr(guestbook, "ask", fail)
    asked(guestbook.handle, GET % b"/guestbook.php?cmd=set&key=k&value=v")
    line = capsys.readouterr().err.rstrip()
    assert line.endswith(f"{wording} [tcp://redis-leader:6379]")
    assert "ConnectionException" in line


def test_whoamis_flags() -> None:
    """One dash or two, with = or without; others are refused."""
    assert whoami.options(["--port", "8080", "-verbose", "--name=me"]) == {
        "port": "8080",
        "verbose": "true",
        "name": "me",
    }
    with pytest.raises(ValueError, match="flag provided but not defined: -nope"):
        whoami.options(["--nope"])


@pytest.mark.parametrize(("text", "seconds"), [("100ms", 0.1), ("1m30s", 90), ("2s", 2), ("x", 0)])
def test_go_durations(text: str, seconds: float) -> None:
    """As ?wait= takes them."""
    assert whoami.seconds(text) == pytest.approx(seconds)


def test_nginx_serves_its_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """The index page with nginx's headers, 404 for what is not there, 304 for what is known."""
    monkeypatch.setattr(nginx, "ROOT", tmp_path)
    (nginx.ROOT / "index.html").write_text("hello")
    (nginx.ROOT / "sub").mkdir()
    head, body = asked(nginx.handle, GET % b"/")
    assert body == b"hello"
    assert b"\r\nServer: nginx\r\n" in head
    assert b"\r\nContent-Type: text/html\r\n" in head
    tag = next(line for line in head.split(b"\r\n") if line.startswith(b"ETag: "))[6:]
    again, _ = asked(nginx.handle, (GET % b"/").replace(b"X-b: 2", b"If-None-Match: " + tag))
    assert again.startswith(b"HTTP/1.1 304 ")
    missing, page = asked(nginx.handle, GET % b"/nope")
    assert missing.startswith(b"HTTP/1.1 404 Not Found")
    assert b"<center><h1>404 Not Found</h1></center>" in page
    moved, _ = asked(nginx.handle, GET % b"/sub")
    assert b"Location: http://svc:8080/sub/" in moved
    above, _ = asked(nginx.handle, GET % b"/../../etc/passwd")
    assert above.startswith(b"HTTP/1.1 404 ")


def test_interfaces_start_with_the_loopback() -> None:
    """127.0.0.1 is always there, first."""
    assert interfaces.addresses()[0] == "127.0.0.1"


def test_the_guestbook_writes_to_the_leader_and_reads_from_a_follower(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In redis's own protocol; what redis lacks is empty, what is down is a 500."""
    asked_of: list[tuple[str, ...]] = []

    def ask(host: str, *words: str) -> str | None:
        asked_of.append((host, *words))
        return "hi" if words == ("GET", "messages") else None

    monkeypatch.setattr(guestbook, "ask", ask)
    monkeypatch.setenv("GET_HOSTS_FROM", "dns")
    _, page = asked(guestbook.handle, GET % b"/")
    assert b"<title>Guestbook</title>" in page
    _, set_ = asked(guestbook.handle, GET % b"/guestbook.php?cmd=set&key=messages&value=a%2Cb")
    assert json.loads(set_) == {"message": "Updated"}
    _, got = asked(guestbook.handle, GET % b"/guestbook.php?cmd=get&key=messages")
    assert json.loads(got) == {"data": "hi"}
    assert asked_of == [("redis-leader", "SET", "messages", "a,b"), ("redis-follower", "GET", "messages")]
    monkeypatch.setenv("GET_HOSTS_FROM", "env")
    monkeypatch.setenv("REDIS_LEADER_SERVICE_HOST", "10.96.1.1")
    assert guestbook.host_of("leader") == "10.96.1.1"


@pytest.mark.parametrize(
    ("wire", "answer"), [(b"$2\r\nhi\r\n", "hi"), (b"$-1\r\n", None), (b"+OK\r\n", "OK"), (b":3\r\n", "3")]
)
def test_redis_answers_are_read(monkeypatch: pytest.MonkeyPatch, wire: bytes, answer: str | None) -> None:
    """Bulk strings, nil, simple strings, numbers; the request is an array of bulk strings."""
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setattr(guestbook, "REDIS_PORT", listening.getsockname()[1])

        def serve() -> None:
            made, _ = listening.accept()
            with made:
                seen.append(made.recv(1000))
                made.sendall(wire)

        serving = threading.Thread(target=serve)
        serving.start()
        assert guestbook.ask("127.0.0.1", "GET", "k") == answer
        serving.join(10)
    assert seen == [b"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"]
