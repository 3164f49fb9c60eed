"""The API server alone, to try it or to replay recordings against it.

    python -m tutor.lab.apiserver --port 8001 --token admin-token
    kubectl --server http://127.0.0.1:8001 get ns           # plain HTTP: kubectl sends no token, so --trust it

`--trust` takes callers without a token for the administrator (loopback only). `--token T[=NAME[:GROUP,…]]` may be
repeated; the name defaults to admin in system:masters. `--tls CERT KEY` serves HTTPS. `--socket PATH` adds a trusted
Unix socket. Prints `listening on URL` when ready; ends at SIGINT or SIGTERM.
"""

import argparse
import asyncio
import signal
import socket
import ssl

from tutor.lab.apiserver import server, state
from tutor.lab.apiserver.auth import user


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tutor.lab.apiserver", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--token", action="append", default=[], metavar="T[=NAME[:GROUP,…]]")
    parser.add_argument("--trust", action="store_true")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--socket", default="")
    parser.add_argument("--service-cidr", default="10.96.0.0/12")
    asyncio.run(_serve(parser.parse_args()))


def _user(text: str) -> tuple[str, user.User]:
    token, _, rest = text.partition("=")
    name, _, groups = rest.partition(":")
    if not name:
        return token, user.authenticated("admin", (user.MASTERS,), "admin")
    return token, user.authenticated(name, tuple(one for one in groups.split(",") if one), name)


async def _serve(options: argparse.Namespace) -> None:
    sock = socket.create_server((options.host, options.port), reuse_port=False)
    host, port = sock.getsockname()[:2]
    config = state.Config(address=f"{host}:{port}", service_cidr=options.service_cidr)
    serving = server.ApiServer(config, tokens=dict(_user(text) for text in options.token))
    tls = None
    if options.tls:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(*options.tls)
    await serving.serve(sock, tls=tls, trusted=options.trust)
    if options.socket:
        unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        unix.bind(options.socket)
        await serving.serve(unix, trusted=True)
    print(f"listening on {'https' if tls else 'http'}://{host}:{port}", flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await serving.close()


if __name__ == "__main__":
    main()
