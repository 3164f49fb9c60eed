"""Daemons that others wrote take the speaker's sessions and routes: BIRD, GoBGP, and tshark reads along.

Each runs on k8s-rtr in FRR's place. Debian's packages: bird2, gobgpd, tshark.
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab import onhosts, running
from tutor.lab import launch

pytestmark = pytest.mark.lab

RTR, NODE = "k8s-rtr", "k8s-w1"
COMMUNITY = 64512 << 16 | 100
ADVERTISEMENTS = [{"communities": [COMMUNITY, 7 << 16 | 9], "local_pref": 150}, {"aggregation_length": 24}]

WARNING = 0x600000
"""Wireshark's PI_WARN (epan/proto.h)."""

BIRD = """\
router id 192.168.10.254;
protocol device {{ }}
protocol bgp speaker {{
  local 192.168.10.254 as {local};
  neighbor 192.168.10.101 as 64512;
  passive; {more}
  ipv4 {{ import all; export none; }};
}}
"""

GOBGP = """\
[global.config]
  as = {local}
  router-id = "192.168.10.254"
[[neighbors]]
  [neighbors.config]
    neighbor-address = "192.168.10.101"
    peer-as = 64512
    {more}
  [neighbors.transport.config]
    passive-mode = true
"""


def need(*programs: str) -> None:
    """Skip where a program is not installed; in CI, fail."""
    missing = [name for name in programs if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must have {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launch.LabHandle]:
    """A lab in which nobody has woken FRR."""
    with running.lab(tmp_path_factory.mktemp("runtime")) as handle:
        yield handle


@contextlib.contextmanager
def bird(local: int, more: str = "") -> Iterator[None]:
    """BIRD on the router."""
    need("bird", "birdc")
    onhosts.said(RTR, "cat > /tmp/bird.conf", given=BIRD.format(local=local, more=more))
    onhosts.said(RTR, "mkdir -p /run/bird && bird -c /tmp/bird.conf")
    try:
        yield
    finally:
        onhosts.said(RTR, "birdc down")
        onhosts.until_said(RTR, "pidof bird", lambda text: not text.strip())


@contextlib.contextmanager
def gobgp(local: int, more: str = "") -> Iterator[None]:
    """GoBGP on the router."""
    need("gobgpd", "gobgp")
    onhosts.said(RTR, "cat > /tmp/gobgp.toml", given=GOBGP.format(local=local, more=more))
    onhosts.said(RTR, "setsid gobgpd -f /tmp/gobgp.toml > /tmp/gobgp.log 2>&1 < /dev/null &")
    onhosts.until_said(RTR, "gobgp neighbor", lambda text: "192.168.10.101" in text)
    try:
        yield
    finally:
        onhosts.said(RTR, "kill $(pidof gobgpd)")
        onhosts.until_said(RTR, "pidof gobgpd", lambda text: not text.strip())


@contextlib.contextmanager
def speaker(**words: Any) -> Iterator[subprocess.Popen[str]]:
    """A speaker on the node."""
    process = onhosts.python(
        NODE, "tests.lab.metallb.bgp.speaking", json.dumps({"pool": ADVERTISEMENTS, **words})
    )
    try:
        yield process
    finally:
        process.communicate(timeout=onhosts.SECONDS)


def tell(process: subprocess.Popen[str], command: str) -> None:
    """Hand the speaker a command."""
    assert process.stdin is not None
    process.stdin.write(f"{command}\n")
    process.stdin.flush()


def bird_routes(*wanted: str) -> str:
    """BIRD's table once it holds these prefixes from the speaker and no others."""

    def holds(text: str) -> bool:
        return sorted(line.split()[0] for line in text.splitlines() if "unicast" in line) == sorted(wanted)

    return onhosts.until_said(RTR, "birdc show route all | sed 1,2d", holds)


def gobgp_routes(*wanted: str) -> dict[str, dict[int, dict[str, Any]]]:
    """GoBGP's table, prefix -> attributes by their type, once it holds these and no others."""
    command = "gobgp global rib -j"
    text = onhosts.until_said(RTR, command, lambda text: sorted(json.loads(text or "{}")) == sorted(wanted))
    found = {prefix: paths[0]["attrs"] for prefix, paths in json.loads(text).items()}
    return {prefix: {one["type"]: one for one in attributes} for prefix, attributes in found.items()}


def test_bird_takes_the_speakers_routes_with_their_attributes(quiet: launch.LabHandle) -> None:
    """Between systems; what is withdrawn goes, and all goes with the speaker, without waiting for the hold time."""
    with bird(64513):
        with speaker() as process:
            text = bird_routes("172.20.1.1/32", "172.20.1.0/24")
            single = text[text.index("172.20.1.1/32") :].split("172.20.1.0/24")[0]
            assert "BGP.origin: IGP" in single
            assert "BGP.as_path: 64512" in single
            assert "BGP.next_hop: 192.168.10.101" in single
            assert "BGP.community: (7,9) (64512,100)" in single
            assert "Established" in onhosts.said(RTR, "birdc show protocols")
            tell(process, "announce svc2 172.20.1.2")
            bird_routes("172.20.1.1/32", "172.20.1.2/32", "172.20.1.0/24")
            tell(process, "withdraw svc1")
            bird_routes("172.20.1.2/32", "172.20.1.0/24")
        bird_routes()
        assert "Connection closed" in onhosts.said(RTR, "birdc show protocols all speaker")


def test_bird_gets_a_local_preference_within_its_own_system(quiet: launch.LabHandle) -> None:
    """And an empty path."""
    with bird(64512, "direct;"), speaker(peer={"peer_asn": 64512}):
        text = bird_routes("172.20.1.1/32", "172.20.1.0/24")
        single = text[text.index("172.20.1.1/32") :].split("172.20.1.0/24")[0]
        assert "BGP.local_pref: 150" in single
        path = next(line for line in single.splitlines() if "BGP.as_path" in line)
        assert path.split(":")[1].strip() == ""


def test_bird_takes_a_session_that_is_signed_with_its_key(quiet: launch.LabHandle) -> None:
    """RFC 2385; the kernel does it."""
    with bird(64513, 'password "seven";'), speaker(peer={"password": "seven"}):
        bird_routes("172.20.1.1/32", "172.20.1.0/24")


def test_gobgp_takes_the_speakers_routes_with_their_attributes(quiet: launch.LabHandle) -> None:
    """Between systems."""
    with gobgp(64513):
        with speaker() as process:
            found = gobgp_routes("172.20.1.1/32", "172.20.1.0/24")
            single = found["172.20.1.1/32"]
            assert single[1]["value"] == 0
            assert single[2]["as_paths"][0]["asns"] == [64512]
            assert single[3]["nexthop"] == "192.168.10.101"
            assert single[8]["communities"] == [7 << 16 | 9, COMMUNITY]
            assert 8 not in found["172.20.1.0/24"]
            tell(process, "withdraw svc1")
            gobgp_routes()
            state = json.loads(onhosts.said(RTR, "gobgp neighbor 192.168.10.101 -j"))["state"]
            assert state["session_state"] == 6
        onhosts.until_said(RTR, "gobgp neighbor", lambda text: "Establ" not in text)


def test_gobgp_gets_a_local_preference_within_its_own_system(quiet: launch.LabHandle) -> None:
    """And an empty path; the session is signed."""
    with gobgp(64512, 'auth-password = "seven"'), speaker(peer={"peer_asn": 64512, "password": "seven"}):
        single = gobgp_routes("172.20.1.1/32", "172.20.1.0/24")["172.20.1.1/32"]
        assert single[5]["value"] == 150
        assert not single[2].get("as_paths")


def test_another_daemon_in_its_place_does_not_wake_frr(quiet: launch.LabHandle) -> None:
    """Whoever listens on the port is left alone."""
    with bird(64513), speaker():
        bird_routes("172.20.1.1/32", "172.20.1.0/24")
        assert onhosts.run(RTR, "pidof bgpd zebra")[1].strip() == ""


def test_tshark_finds_nothing_wrong_with_a_session(quiet: launch.LabHandle, tmp_path: Path) -> None:
    """OPEN, KEEPALIVE, UPDATE in both forms: decoded without an error or a warning."""
    need("tshark")
    read = "tcpdump -vnr /tmp/bgp.pcap src 192.168.10.101"
    with bird(64513):
        onhosts.said(
            RTR, "setsid tcpdump -i enp0s8 -U -w /tmp/bgp.pcap tcp port 179 > /tmp/tcpdump.log 2>&1 &"
        )
        onhosts.until_said(RTR, "cat /tmp/tcpdump.log", lambda text: "listening on" in text)
        with speaker(peer={"hold_time": 3}) as process:
            bird_routes("172.20.1.1/32", "172.20.1.0/24")
            tell(process, "withdraw svc1")
            bird_routes()
            onhosts.until_said(RTR, read, lambda text: text.count("Keepalive Message") > 2)
        onhosts.until_said(RTR, read, lambda text: "Flags [F" in text)
        onhosts.said(RTR, "kill $(pidof tcpdump)")
    capture = tmp_path / "bgp.pcap"
    capture.write_bytes(_octets("/tmp/bgp.pcap"))
    ours = "ip.src == 192.168.10.101"
    kinds = _shark(capture, f"{ours} and bgp", "bgp.type").replace(",", " ").split()
    assert set(kinds) == {"1", "2", "4"}
    complaints = f"{ours} and bgp and (_ws.malformed or _ws.expert.severity >= {WARNING})"
    assert _shark(capture, complaints, "frame.number") == ""
    assert _shark(capture, f"{ours} and bgp.update.path_attribute.origin == 0", "frame.number") != ""


def _octets(path: str) -> bytes:
    return base64.b64decode(onhosts.said(RTR, f"base64 {path}"))


def _shark(capture: Path, only: str, field: str) -> str:
    argv = ("tshark", "-r", str(capture), "-Y", only, "-T", "fields", "-e", field)
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()
