"""What tcpdump, ngrep and tshark print is read back as the packets that it was printed of."""

import ipaddress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tutor.checkapi.captures import ngrep, packets, tcpdump, tshark

ASK = "172.16.158.2.50279 > 172.16.158.1.53: 48144+ A? google.com.default.svc.cluster.local. (54)"
ANSWER = "172.16.158.1.53 > 172.16.158.2.50279: 48144 NXDomain*- 0/1/0 (147)"
HEAD = "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n"
NAME = "google.com.default.svc.cluster.local"
QUESTION = packets.Dns("udp", "172.16.158.2", "172.16.158.1", 50279, 53, ident=48144, name=NAME, kind="A")
REFUSAL = packets.Dns(
    "udp",
    "172.16.158.1",
    "172.16.158.2",
    53,
    50279,
    ident=48144,
    response=True,
    name=NAME,
    kind="A",
    rcode="NXDOMAIN",
)

addresses = st.builds(str, st.integers(1, 2**32 - 2).map(ipaddress.IPv4Address))
ports = st.integers(1024, 65535)
labels = st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
names = st.lists(labels, min_size=1, max_size=6).map(".".join)


@pytest.mark.parametrize(
    "before",
    [
        "23:43:38.018044 IP ",
        "IP ",
        "2026-11-29 23:43:38.018038 IP ",
        " 00:00:00.000123 IP ",
        "23:43:38.018055 IP (tos 0x0, ttl 63, id 5245, offset 0, flags [none], proto UDP (17), length 82)\n    ",
        "23:43:38.018046 ee:ee:ee:ee:ee:ee > ae:33:bd:b2:f3:21, ethertype IPv4 (0x0800), length 96: ",
    ],
)
def test_a_question_and_its_answer(before: str) -> None:
    """Whatever tcpdump prints in front; the answer is named by the question with its id."""
    text = f"{HEAD}{before}{ASK}\r\n{before}{ANSWER}\r\n^C\n2 packets captured\n"
    assert tcpdump.read(text) == [QUESTION, REFUSAL]


def test_what_more_words_say() -> None:
    """With -vv: checksums, the question repeated, records with their owners."""
    text = (
        "    172.16.158.1.53 > 172.16.158.2.59984: [bad udp cksum 0x9474 -> 0xa2b4!] 2267* q: A? google.com. "
        "1/0/0 google.com. [12s] A 198.51.100.1 (54)\n"
    )
    (one,) = tcpdump.read(text)
    assert isinstance(one, packets.Dns)
    assert (one.name, one.kind, one.rcode, one.data[-1]) == ("google.com", "A", "NOERROR", "198.51.100.1")


def test_the_interface_any_and_names_of_ports() -> None:
    """The interface stands in the line; `domain` is port 53."""
    line = "23:43:38.01 cali7d10a2ff7ed In  IP 172.16.158.2.50279 > 10.96.0.10.domain: 48144+ [1au] SRV? a.b. (54)"
    (one,) = tcpdump.read(line)
    assert (one.interface, one.dport) == ("cali7d10a2ff7ed", 53)
    assert isinstance(one, packets.Dns)
    assert (one.name, one.kind) == ("a.b", "SRV")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "IP 10.0.0.1.53592 > 10.0.0.2.6443: Flags [S], seq 2802923949, win 64240, options [mss 1460], length 0",
            packets.Tcp("tcp", "10.0.0.1", "10.0.0.2", 53592, 6443, flags="S"),
        ),
        (
            "IP 10.0.0.1.40000 > 10.0.0.2.179: Flags [P.], seq 1:20, ack 1, win 63, length 19: BGP, length: 19",
            packets.Tcp("tcp", "10.0.0.1", "10.0.0.2", 40000, 179, flags="P.", length=19),
        ),
        (
            "IP 10.0.0.1.bgp > 10.0.0.2.40000: tcp 19",
            packets.Tcp("tcp", "10.0.0.1", "10.0.0.2", 179, 40000, length=19),
        ),
        (
            "IP 10.0.0.1.40000 > 10.0.0.2.53: Flags [P.], seq 1:31, ack 1, win 63, length 30 7+ A? a.b. (28)",
            packets.Dns("tcp", "10.0.0.1", "10.0.0.2", 40000, 53, ident=7, name="a.b", kind="A"),
        ),
        (
            "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 126, seq 1, length 64",
            packets.Icmp("icmp", "10.0.0.1", "10.0.0.2", what="echo request"),
        ),
        (
            "IP 10.0.0.1 > 10.0.0.2: ICMP host 10.0.0.9 unreachable, length 92",
            packets.Icmp("icmp", "10.0.0.1", "10.0.0.2", what="host 10.0.0.9 unreachable"),
        ),
        ("IP 10.0.0.1.9 > 10.0.0.2.53: UDP, length 54", packets.Packet("udp", "10.0.0.1", "10.0.0.2", 9, 53)),
        (
            "IP6 fe80::1.5353 > ff02::fb.5353: UDP, length 9",
            packets.Packet("udp", "fe80::1", "ff02::fb", 5353, 5353),
        ),
        (
            "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28",
            packets.Arp("arp", src="10.0.0.1", dst="10.0.0.2"),
        ),
        (
            "ARP, Ethernet (len 6), IPv4 (len 4), Request who-has 10.0.0.1 (ff:ff:ff:ff:ff:ff) tell 10.0.0.1",
            packets.Arp("arp", src="10.0.0.1", dst="10.0.0.1"),
        ),
        (
            "08:00:27:D3:de:ad > Broadcast, ethertype ARP (0x0806), length 42: Reply 10.0.0.1 is-at 08:00:27:d3:de:ad, "
            "length 28",
            packets.Arp(
                "arp",
                src="10.0.0.1",
                reply=True,
                mac="08:00:27:d3:de:ad",
                to="ff:ff:ff:ff:ff:ff",
                unasked=True,
            ),
        ),
        (
            "08:00:27:d3:de:ad (oui Unknown) > Broadcast, ethertype ARP (0x0806), length 60: Request who-has k8s-m "
            "(Broadcast) tell k8s-rtr, length 46",
            packets.Arp("arp", src="k8s-rtr", dst="k8s-m", mac="08:00:27:d3:de:ad", to="ff:ff:ff:ff:ff:ff"),
        ),
    ],
)
def test_other_lines_of_tcpdump(line: str, expected: packets.Packet) -> None:
    """TCP with and without -q, ICMP, ARP in its forms, IPv6."""
    assert tcpdump.read(f"23:43:25.504568 {line}\n") == [expected]


def test_an_answer_and_an_announcement() -> None:
    """A reply that was asked for is none; the second one to the same question is."""
    text = (
        "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28\n"
        "ARP, Reply 10.0.0.2 is-at 08:00:27:00:00:02, length 28\n"
        "ARP, Reply 10.0.0.2 is-at 08:00:27:00:00:03, length 46\n"
        "ARP, Request who-has 10.0.0.2 tell 10.0.0.2, length 46\n"
    )
    found = [one for one in tcpdump.read(text) if isinstance(one, packets.Arp)]
    assert [one.gratuitous for one in found] == [False, False, True, True]


NGREP = """calic222358121f: no IPv4 address assigned: Cannot assign requested address
interface: calic222358121f
filter: ( udp port 53 ) and ((ip || ip6) || (vlan && (ip || ip6)))
#
U 2026/11/29 23:43:38.018052 172.16.158.2:50279 -> 172.16.158.1:53 #1
.............google.com.default.svc.cluster.local.....
#
U 2026/11/29 23:43:38.019421 172.16.158.1:53 -> 172.16.158.2:50279 #2
.............google.com.default.svc.cluster.local......cluster.local..........D.ns.dns.cluster.local.
hostmaster.cluster.local.k...... ......Q.....
#exit
2 received, 2 matched
"""


def test_ngrep_by_lines() -> None:
    """Names are shown, types and codes are not; a label of ten letters begins with a line feed."""
    found = ngrep.read(NGREP.replace("\n", "\r\n"))
    assert [(one.src, one.sport, one.dport) for one in found] == [
        ("172.16.158.2", 50279, 53),
        ("172.16.158.1", 53, 50279),
    ]
    assert all(isinstance(one, packets.Dns) and one.name == NAME for one in found)
    (question,) = packets.questions(found, NAME)
    assert packets.responses(found, question) == [found[1]]


@pytest.mark.parametrize(
    "text",
    [
        "#\nU 10.0.0.1:9 -> 10.0.0.2:53 #1\n  .............kubernetes.default.svc\n  .cluster.local.....    \n#\n",
        "U 10.0.0.1:9 -> 10.0.0.2:53 .............kubernetes.default.svc.cluster.local.....\n\n",
        # The id or the first label's length is a line feed.
        "##\nU +0.000123 10.0.0.1:9 -> 10.0.0.2:53 #2\n\n............kubernetes.default.svc.cluster.local.....\n",
        "U 10.0.0.1:9 -> 10.0.0.2:53\n............\nkubernetes.default.svc.cluster.local.....\n",
        "U 10.0.0.1:9 -> 10.0.0.2:53 #1\n"
        "  bc 10 01 00 00 01 00 00    00 00 00 00 0a 6b 75 62    .............kub\n"
        "  65 72 6e 65 74 65 73 07    64 65 66 61 75 6c 74 03    ernetes.default.\n"
        "  73 76 63 07 63 6c 75 73    74 65 72 05 6c 6f 63 61    svc.cluster.loca\n"
        "  6c 00 00 01 00 01                                     l.....          \n^Cexit\n1 received\n",
        # As before, with -q, which prints no more than the echo of Ctrl-C at the end.
        "U 10.0.0.1:9 -> 10.0.0.2:53 #1\n"
        "  bc 10 01 00 00 01 00 00    00 00 00 00 0a 6b 75 62    .............kub\n"
        "  65 72 6e 65 74 65 73 07    64 65 66 61 75 6c 74 03    ernetes.default.\n"
        "  73 76 63 07 63 6c 75 73    74 65 72 05 6c 6f 63 61    svc.cluster.loca\n"
        "  6c 00 00 01 00 01                                     l.....          \n^C\n",
    ],
)
def test_ngreps_other_layouts(text: str) -> None:
    """In rows, behind the addresses, with line feeds in it, as bytes."""
    (one,) = ngrep.read(text)
    assert isinstance(one, packets.Dns)
    assert (one.name, one.src, one.dport, one.response) == (
        "kubernetes.default.svc.cluster.local",
        "10.0.0.1",
        53,
        False,
    )


def test_ngrep_tcp_and_icmp() -> None:
    """Flags and payload of a segment; type and code of ICMP."""
    text = (
        "####\nT 2026/11/29 23:43:28.571514 10.0.0.1:53592 -> 10.0.0.2:179 [AP] #4\n...................\n#\n"
        "I 2026/11/29 23:43:25.504634 10.0.0.1 -> 10.0.0.2 8:0 #1\n.~.....k\n"
    )
    assert ngrep.read(text) == [
        packets.Tcp("tcp", "10.0.0.1", "10.0.0.2", 53592, 179, flags="P.", length=19),
        packets.Icmp("icmp", "10.0.0.1", "10.0.0.2", what="echo request"),
    ]


def test_tshark() -> None:
    """One line a packet, with what the dissector says."""
    text = """Capturing on 'cali1'
    1 0.000000000 172.16.0.2 → 172.16.0.1 DNS 96 Standard query 0xbc10 A google.com.cluster.local
    2 0.000000000 172.16.0.1 → 172.16.0.2 DNS 96 Standard query response 0xbc10 No such name A google.com.cluster.local
    3 1.000000000 08:00:27:d3:de:ad -> Broadcast ARP 42 Who has 10.0.0.2? Tell 10.0.0.1
    4 1.000000000 10.0.0.1 -> 10.0.0.2 TCP 74 40000 → 179 [SYN, ACK] Seq=0 Ack=1 Win=64240 Len=0
    6 1.000000000 10.0.0.1 -> 10.0.0.2 BGP 85 KEEPALIVE Message
    7 1.000000000 10.0.0.1 -> 10.0.0.2 ICMP 98 Echo (ping) request  id=0x0001, seq=1/256, ttl=64
"""
    ask, refusal, arp, tcp, bgp, icmp = tshark.read(text)
    assert isinstance(ask, packets.Dns)
    assert isinstance(refusal, packets.Dns)
    assert (ask.name, refusal.rcode) == ("google.com.cluster.local", "NXDOMAIN")
    assert packets.responses([ask, refusal], ask) == [refusal]
    assert arp == packets.Arp("arp", src="10.0.0.1", dst="10.0.0.2")
    assert tcp == packets.Tcp("tcp", "10.0.0.1", "10.0.0.2", 40000, 179, flags="S.")
    assert bgp == packets.Tcp("tcp", "10.0.0.1", "10.0.0.2", 0, 179, length=1)
    assert icmp == packets.Icmp("icmp", "10.0.0.1", "10.0.0.2", what="echo request")


@given(addresses, ports, addresses, st.integers(0, 65535), names, st.sampled_from(["A", "AAAA", "SRV"]))
def test_any_question(src: str, sport: int, dst: str, ident: int, name: str, kind: str) -> None:
    """tcpdump's line of a question is read back."""
    line = f"12:00:00.000001 IP {src}.{sport} > {dst}.53: {ident}+ {kind}? {name}. (40)"
    assert tcpdump.read(line) == [packets.Dns("udp", src, dst, sport, 53, ident=ident, name=name, kind=kind)]


@given(st.binary(min_size=2, max_size=2), names, st.sampled_from([1, 28, 33]))
def test_any_question_in_ngrep(ident: bytes, name: str, kind: int) -> None:
    """The name is found whatever the id in front of it is, but for those that look like the end of a packet."""
    assume(ident not in (b"\n\n", b"#\n"))
    wire = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    payload = ident + b"\1\0\0\1\0\0\0\0\0\0" + wire + b"\0" + kind.to_bytes(2) + b"\0\1"
    shown = "".join(chr(byte) if 32 <= byte < 127 or byte == 10 else "." for byte in payload)
    (found,) = ngrep.read(f"#\nU 10.0.0.1:9 -> 10.0.0.2:53 #1\n{shown}\n#\n")
    assert isinstance(found, packets.Dns)
    assert found.name == name


@given(st.text())
def test_anything_else(text: str) -> None:
    """What is no capture is read without a fault."""
    for read in (tcpdump.read, ngrep.read, tshark.read):
        read(text)
