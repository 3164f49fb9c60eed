"""A machine with an Internet of its own, in net namespaces: run me in a new one (`unshare --net`).

Prints what a lab's hosts and pods see of it as JSON: name of the question -> exit code and output of curl; and what
`crowd` counts.
"""

import contextlib
import http.server
import json
import os
import select
import socket
import sys
import threading
import time

from pyroute2 import IPRoute

from tests.lab import onhosts
from tutor.lab import launch
from tutor.lab.control import client
from tutor.lab.net import netlink, netns

MACHINE, GATEWAY = "192.168.7.2", "192.168.7.1"
GLOBAL = "93.184.216.34"
PAGE = b"from far away\n" * 50_000
CROWD = 250
CURL = ("curl", "--silent", "--show-error", "--max-time", "20")
POD = f"""
kubectl run far --image=nicolaka/netshoot --restart=Never -- sh -c 'curl -sf http://{GLOBAL}/ | wc -c' >/dev/null
kubectl wait --for=jsonpath='{{.status.phase}}'=Succeeded pod/far --timeout=60s >/dev/null
kubectl logs far
"""


class Page(http.server.BaseHTTPRequestHandler):
    """One page for all."""

    def do_GET(self) -> None:
        """Send it."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def build() -> None:
    """This namespace becomes the machine; behind a cable lies the Internet."""
    far = netns.create()
    with IPRoute() as route:
        netlink.loopback_up(route)
        route.link("add", ifname="eth0", kind="veth", peer={"ifname": "far0", "net_ns_fd": far})
        card = netlink.index(route, "eth0")
        netlink.add_address(route, card, f"{MACHINE}/24")
        route.link("set", index=card, state="up")
        route.route("add", dst="default", gateway=GATEWAY)
    with netlink.opened(far) as route:
        netlink.loopback_up(route)
        card = netlink.index(route, "far0")
        netlink.add_address(route, card, f"{GATEWAY}/24")
        netlink.add_address(route, 1, f"{GLOBAL}/32")
        route.link("set", index=card, state="up")
    with netns.entered(far):
        for address in (GLOBAL, GATEWAY):
            server = http.server.ThreadingHTTPServer((address, 80), Page)
            threading.Thread(target=server.serve_forever, daemon=True).start()


def asked(host: str, *words: str) -> tuple[int, str]:
    """A command's exit code and what it printed, shortened."""
    out = os.memfd_create("out")
    with open(os.devnull) as null:
        code = client.execute(host, words, fds=(null.fileno(), out, out))
    text = os.pread(out, 1 << 20, 0)
    os.close(out)
    return code, "the page" if PAGE in text else text[-300:].decode(errors="replace").strip()


def crowd(supervisor: int) -> int:
    """How many descriptors the supervisor has more while far more connections are open than it has sockets for."""
    before = len(os.listdir(f"/proc/{supervisor}/fd"))
    with contextlib.ExitStack() as ends:
        waiting = select.poll()
        for _ in range(CROWD):
            sock = ends.enter_context(client.make_socket("k8s-w2", socket.AF_INET, socket.SOCK_STREAM))
            sock.setblocking(False)
            sock.connect_ex((GLOBAL, 80))
            waiting.register(sock, select.POLLOUT)
        deadline = time.monotonic() + 20
        while len(waiting.poll(100)) < CROWD // 3 and time.monotonic() < deadline:
            pass
        return len(os.listdir(f"/proc/{supervisor}/fd")) - before


def ways(host: str) -> int:
    """How many ports of a host's way out are served by now."""
    answer, _ = client.ask({"do": "tasks"})
    return sum(name == f"way out of {host}" for name in answer["tasks"])


def main(offline: bool) -> None:
    """Ask everything of one lab."""
    build()
    lab = launch.up(lambda _: None, offline=offline)
    try:
        if not offline:
            # The last segment's way out; what is opened for it later would be counted as the crowd's.
            onhosts.until(lambda: str(ways("k8s-pc")), lambda text: text == "2")
        found = {
            "crowd": (crowd(lab.pid), ""),
            "global": asked("k8s-m", *CURL, "--retry-connrefused", f"http://{GLOBAL}/"),
            "private": asked("k8s-m", *CURL, f"http://{GATEWAY}/"),
            "machine": asked("k8s-m", *CURL, f"http://{MACHINE}/"),
            "other port": asked("k8s-m", *CURL, f"http://{GLOBAL}:8080/"),
            "closed": asked("k8s-pc", *CURL, f"https://{GLOBAL}/"),
            "documentation": asked("k8s-m", *CURL, "http://198.51.100.1/"),
            "pod": asked("k8s-m", "sh", "-c", POD),
            "many": asked(
                "k8s-w1", "sh", "-c", f"seq 100 | xargs -P 50 -I% curl -sf http://{GLOBAL}/ | wc -c"
            ),
        }
    finally:
        launch.down()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main("--offline" in sys.argv)
