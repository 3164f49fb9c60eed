"""HTTP and TCP attempts from the node's net namespace, as probes and hooks make them (pkg/probe)."""

import asyncio
import dataclasses
import socket

from tutor.lab.client import resources
from tutor.lab.kubelet import config
from tutor.lab.net import netns

AGENT = f"kube-probe/{config.VERSION.lstrip('v').rpartition('.')[0]}"
LONGEST = 10 * 1024


@dataclasses.dataclass(frozen=True)
class HttpGet:
    """An HTTPGetAction with its port as a number and its host filled in."""

    host: str
    port: int
    path: str = "/"
    scheme: str = "HTTP"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """The URL as messages show it."""
        path = self.path if self.path.startswith("/") else f"/{self.path}"
        return f"{self.scheme.lower()}://{self.host}:{self.port}{path}"


def http_get_of(action: resources.Object, container: resources.Object, address: str) -> HttpGet:
    """Read an httpGet action. Raises ValueError for a port name that the container does not have."""
    headers = tuple((item["name"], item["value"]) for item in action.get("httpHeaders") or [])
    return HttpGet(
        host=action.get("host") or address,
        port=port_of(action["port"], container),
        path=action.get("path") or "/",
        scheme=action.get("scheme") or "HTTP",
        headers=headers,
    )


def port_of(port: int | str, container: resources.Object) -> int:
    """A port number, or the number of the container port of that name. Raises ValueError."""
    if isinstance(port, int) or port.isdigit():
        return int(port)
    for item in container.get("ports") or []:
        if item.get("name") == port:
            return int(item["containerPort"])
    raise ValueError(f"couldn't find port name {port} in container {container['name']}")


async def connect(namespace: str, host: str, port: int) -> socket.socket:
    """A TCP connection made in a net namespace. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = netns.make_socket(namespace, family, socket.SOCK_STREAM)
    made.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(made, (host, port))
    except BaseException:
        made.close()
        raise
    return made


async def http_get(namespace: str, get: HttpGet, seconds: float) -> tuple[bool, str]:
    """Whether the answer's status is 200-399, and the words for it."""
    try:
        async with asyncio.timeout(seconds):
            status, body = await _exchange(namespace, get)
    except TimeoutError:
        what = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        return False, f'Get "{get.url}": {what}'
    except (ConnectionError, OSError) as error:
        return False, f'Get "{get.url}": {dial_error(get.host, get.port, error)}'
    if 200 <= status < 400:
        return True, body
    return False, f"HTTP probe failed with statuscode: {status}"


async def tcp(namespace: str, host: str, port: int, seconds: float) -> tuple[bool, str]:
    """Whether a connection opens, and the words for it."""
    try:
        async with asyncio.timeout(seconds):
            (await connect(namespace, host, port)).close()
    except TimeoutError:
        return False, f"dial tcp {host}:{port}: i/o timeout"
    except OSError as error:
        return False, dial_error(host, port, error)
    return True, ""


def dial_error(host: str, port: int, error: OSError) -> str:
    """A failed connection in Go's words."""
    words: dict[type[OSError], str] = {
        ConnectionRefusedError: "connect: connection refused",
        ConnectionResetError: "read: connection reset by peer",
    }
    text = words.get(type(error)) or f"connect: {(error.strerror or 'EOF').lower()}"
    return f"dial tcp {host}:{port}: {text}"


async def _exchange(namespace: str, get: HttpGet) -> tuple[int, str]:
    reader, writer = await _open(namespace, get)
    try:
        writer.write(_request(get))
        first = await reader.readline()
        words = first.split()
        if len(words) < 2 or not words[1].isdigit():
            raise ConnectionError("malformed HTTP response")
        rest = await reader.read(LONGEST)
        return int(words[1]), rest.partition(b"\r\n\r\n")[2].decode(errors="replace")
    finally:
        writer.close()


async def _open(namespace: str, get: HttpGet) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    made = await connect(namespace, get.host, get.port)
    if get.scheme != "HTTPS":
        return await asyncio.open_connection(sock=made)
    import ssl  # only a probe by HTTPS needs it

    unchecked = ssl.create_default_context()
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE  # probes do not verify (pkg/probe/http)
    return await asyncio.open_connection(sock=made, ssl=unchecked, server_hostname=get.host)


def _request(get: HttpGet) -> bytes:
    given = {name.lower() for name, _ in get.headers}
    lines = [f"GET {get.path if get.path.startswith('/') else '/' + get.path} HTTP/1.1"]
    for name, value in (("Host", f"{get.host}:{get.port}"), ("User-Agent", AGENT), ("Accept", "*/*")):
        if name.lower() not in given:
            lines.append(f"{name}: {value}")
    lines += [f"{name}: {value}" for name, value in get.headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode()
