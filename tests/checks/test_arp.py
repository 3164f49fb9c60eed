"""Who leads is what answers on the segment now; the learner has to have seen it."""

from typing import Any

import pytest

from tests.checks import segment
from tutor.checkapi import evidence, testing
from tutor.checkapi.routing import lanhosts

LEADER = {"services": segment.SERVICES}
SILENT = {"service": "svc1"}
PING = "--- {} ping statistics ---\n1 packets transmitted, {} received, {}% packet loss, time 0ms\n"
BUSYBOX = "--- {} ping statistics ---\n1 packets transmitted, {} packets received, {}% packet loss\n"
NEIGH = "{} dev enp0s8 lladdr {} REACHABLE\n"


def rtr(text: str, output: str, code: int = 0) -> evidence.CommandRecord:
    """What was run on the router."""
    return testing.ran(text, output, code, host="k8s-rtr")


def every(form: str, answers: dict[str, str]) -> str:
    """A line for each address."""
    return "".join(form.format(address, mac) for address, mac in answers.items())


VIPS = {address: mac for address, mac in segment.ANSWERS.items() if address in segment.VIPS.values()}
NODES = {address: mac for address, mac in segment.ANSWERS.items() if address not in VIPS}
JSON_ROWS = ",".join(
    f'{{"dst":"{ip}","dev":"enp0s8","lladdr":"{mac}","state":["STALE"]}}' for ip, mac in VIPS.items()
)


@pytest.mark.parametrize(
    "records",
    [
        [rtr("arping -I enp0s8 -f -c 1 $SVC1EXIP", segment.reply(*pair)) for pair in VIPS.items()],
        [rtr("ip neigh | sort", every(NEIGH, segment.ANSWERS))],
        [rtr("arp -n", every("{} ether {} C enp0s8\n", VIPS))],
        [rtr("ip -j neigh", f"[{JSON_ROWS}]")],
        [rtr("ip -j -p neigh", f"[{JSON_ROWS}]".replace(",", ",\n   "))],
        [rtr("for a in $A $B $C; do arping $a | grep -oE …; done", "\n".join(VIPS.values()).upper())],
        [rtr("arping …", "".join(f"42 bytes from {mac} ({ip}): index=0\n" for ip, mac in VIPS.items()))],
        [
            rtr("arping $A", segment.reply("192.168.10.200", segment.MACS["k8s-m"])),
            rtr("ip neigh", every(NEIGH, VIPS)),
        ],
        [rtr(f"ip neigh | grep {segment.MACS['k8s-w1']}; ip neigh", every(NEIGH, VIPS))],
    ],
)
def test_leaders_seen(records: list[evidence.CommandRecord]) -> None:
    """By arping of either kind, or by any neighbour table."""
    assert segment.verdicts("arp.leader", LEADER, *records).passed


@pytest.mark.parametrize(
    ("record", "credit", "final"),
    [
        (rtr("arping $SVC1EXIP", segment.reply("192.168.10.200", segment.MACS["k8s-w2"])), 1 / 3, True),
        (rtr("arping $SVC1EXIP", segment.reply("192.168.10.200", segment.MACS["k8s-m"])), 0, False),
        (rtr("ip neigh", every(NEIGH, NODES)), 0, True),
        (rtr("arping 192.168.10.102 | grep -oE …", "\n".join(VIPS.values()).upper()), 0, True),
        (rtr("ip -j neigh", f"[{JSON_ROWS}]".replace('"192.168.10.20', '"192.168.10.2')), 0, True),
        (rtr(f"echo {every(NEIGH, VIPS)}", every(NEIGH, VIPS)), 0, True),
        (
            rtr(
                "tcpdump -e", f"{segment.MACS['k8s-w2']} > ff:ff:ff:ff:ff:ff, Request who-has 192.168.10.200"
            ),
            0,
            True,
        ),
    ],
)
def test_leaders_not_seen(record: evidence.CommandRecord, credit: float, final: bool) -> None:
    """One of three, the wrong one, others' addresses, an echo, a question."""
    found = segment.verdicts("arp.leader", LEADER, record)
    assert not found.passed
    assert found.credit == pytest.approx(credit)
    assert found.final is final


def test_without_the_right_to_ask() -> None:
    """Where arping cannot be run, the kernel's table has to do."""
    programs = segment.programs(segment.ANSWERS)
    for address, mac in segment.ANSWERS.items():
        programs[f"arping -I enp0s8 -c 1 -w {lanhosts.SECONDS} {address}"] = evidence.Completed(
            2, "", "Operation not permitted"
        )
        programs[f"ip neigh show {address}"] = evidence.Completed(0, NEIGH.format(address, mac), "")
    seen = rtr("ip neigh", every(NEIGH, segment.ANSWERS))
    assert segment.verdicts("arp.leader", LEADER, seen, programs=programs).passed
    assert segment.verdicts("arp.neighbours", LEADER, seen, programs=programs).passed


def test_neighbours() -> None:
    """Service and node beside the same MAC tell the leader."""
    whole = rtr("ip -c neigh | grep 192.168.10. | sort", every(NEIGH, segment.ANSWERS))
    found = segment.verdicts("arp.neighbours", LEADER, whole)
    assert found.passed
    assert "192.168.10.200 -> k8s-w2" in found.seen
    cards = [
        testing.ran("ip -br link", f"enp0s8 UP {mac} <UP>", host=name) for name, mac in segment.MACS.items()
    ]
    leaders = rtr("ip neigh", every(NEIGH, VIPS))
    assert segment.verdicts("arp.neighbours", LEADER, leaders, *cards).passed
    half = segment.verdicts("arp.neighbours", LEADER, rtr("ip neigh", every(NEIGH, VIPS)))
    assert not half.passed
    assert half.credit == pytest.approx(0.5)
    assert not segment.verdicts("arp.neighbours", LEADER, rtr("ip neigh", every(NEIGH, NODES))).passed


def silent(record: evidence.CommandRecord, mac: str = "") -> bool:
    """Whether the silence of svc1's address passes on the client, where this MAC answers."""
    programs = segment.programs({"192.168.10.200": mac})
    return segment.verdicts("arp.silent", SILENT, record, host="k8s-pc", programs=programs).passed


def test_silence() -> None:
    """Asked on this host, by ARP, for this address, and not answered now either."""
    quiet = segment.reply("192.168.10.200", "")
    assert silent(testing.ran("arping -f -c 1 -w 1 $SVC1EXIP", quiet, 1, host="k8s-pc"))
    assert silent(testing.ran("arping -c 1 -w 1 192.168.10.200", "", 130, host="k8s-pc"))
    summary = "Received 0 response(s)"
    assert silent(testing.ran("arping -c 1 -w 1 $SVC1EXIP | tail -1", summary, host="k8s-pc"))
    assert not silent(testing.ran("arping -c 1 -w 1 192.168.10.9 | tail -1", summary, host="k8s-pc"))
    assert not silent(rtr("arping -c 1 $SVC1EXIP", quiet, 1))
    assert not silent(testing.ran("arping $SVC1EXIP", segment.reply("192.168.10.9", ""), 1, host="k8s-pc"))
    assert not silent(testing.ran("ping -c 1 $SVC1EXIP", "PING 192.168.10.200", 1, host="k8s-pc"))
    assert not silent(testing.ran("arping $SVC1EXIP", quiet, 1, host="k8s-pc"), segment.MACS["k8s-w2"])


def pinged(answered: bool, record: evidence.CommandRecord, services: list[str] | None = None) -> Any:
    """The verdict on pings, where nodes answer and Services do not."""
    targets = [segment.VIPS[name] for name in services] if services else list(segment.NODES.values())
    truth = "".join(PING.format(address, int(not services), 0) for address in targets)
    line = " ".join(["sh -c for one; do ping -c 1 -W 1 $one & done; wait sh", *targets])
    programs = {line: evidence.Completed(0, truth, "")}
    args: dict[str, Any] = {"answered": answered} | ({"services": services} if services else {})
    return segment.verdicts("arp.pinged", args, record, programs=programs)


@pytest.mark.parametrize("form", [PING, BUSYBOX])
def test_pings(form: str) -> None:
    """What was seen has to be so, and to be what the step is about."""
    vips = "".join(form.format(address, 0, 100) for address in segment.VIPS.values())
    nodes = "".join(form.format(address, 1, 0) for address in segment.NODES.values())
    assert pinged(False, rtr("ping -c 1 $A; ping -c 1 $B; ping -c 1 $C", vips, 1), segment.SERVICES).passed
    assert pinged(True, rtr("ping …", nodes)).passed
    named = "".join(
        f"PING {name} ({address}) 56(84) bytes of data.\n" + form.format(name, 1, 0)
        for name, address in segment.NODES.items()
    )
    assert pinged(True, rtr("for n in k8s-m k8s-w1 k8s-w2; do ping -c1 $n; done", named)).passed
    elsewhere = named.replace(segment.NODES["k8s-w1"], "192.168.10.9")
    assert not pinged(True, rtr("ping -c1 …", elsewhere)).passed
    assert not pinged(True, rtr("ping …", vips, 1)).passed
    assert not pinged(False, rtr("ping …", nodes), segment.SERVICES).passed
    assert not pinged(False, rtr(f"echo '{vips}'", vips), segment.SERVICES).passed
    assert not pinged(True, rtr("ping …", vips, 1), segment.SERVICES).passed
    one = form.format(segment.VIPS["svc1"], 0, 100)
    assert pinged(False, rtr("ping $A", one, 1), segment.SERVICES).credit == pytest.approx(1 / 3)


def test_pings_of_which_a_filter_left_little() -> None:
    """The usual loops over hosts, and the address printed beside what grep leaves."""
    vips, nodes = segment.VIPS.values(), segment.NODES.values()
    loop = "for a in …; do ping -c1 -W1 $a >/dev/null && echo $a up || echo $a down; done"
    assert pinged(False, rtr(loop, "".join(f"{ip} down\n" for ip in vips)), segment.SERVICES).passed
    assert pinged(True, rtr(loop, "".join(f"{ip} up\n" for ip in nodes))).passed
    lost = "1 packets transmitted, 0 received, 100% packet loss, time 0ms\n"
    grep = "for a in …; do echo == $a; ping -c1 -W1 $a | grep loss; done"
    assert pinged(False, rtr(grep, "".join(f"== {ip}\n{lost}" for ip in vips)), segment.SERVICES).passed
    head = "".join(f"PING {ip} ({ip}) 56(84) bytes of data.\n" for ip in nodes)
    assert not pinged(True, rtr("timeout 1 ping …", head, 124)).passed
    stopped = "".join(PING.format(address, 0, 100) for address in vips)
    assert pinged(False, rtr("timeout -s INT 2 ping $A", stopped, 124), segment.SERVICES).passed


def test_a_ping_that_is_not_as_expected_now_says_what_is() -> None:
    """Who answers, or does not, is named; what to look at is said in words."""
    silent = pinged(True, rtr("ping …", ""), segment.SERVICES)
    assert silent.seen.startswith("at present nobody answers a ping of 192.168.10.200")
    answering = pinged(False, rtr("ping …", ""))
    assert "at present 192.168.10.10 answers to ping" in answering.seen
    assert "MAC" in answering.next


@pytest.mark.parametrize("name", ["arp.leader", "arp.neighbours"])
def test_no_address_at_all(name: str) -> None:
    """A Service that has none cannot have a leader."""
    objects = [segment.service("svc1", "")]
    assert not segment.verdicts(name, {"services": ["svc1"]}, objects=objects).passed
    assert not segment.verdicts("arp.silent", SILENT, objects=objects).passed
