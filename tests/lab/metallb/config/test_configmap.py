"""The ConfigMap of MetalLB <= 0.12."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.lab.metallb import model
from tutor.lab.metallb.config import communities, configmap, durations, invalid

WHOLE = """
peers:
- my-asn: 64512
  peer-asn: 64513
  peer-address: 192.168.10.254
  peer-port: 1179
  source-address: 10.0.0.1
  hold-time: 3m
  router-id: 10.0.0.2
  password: hush
  node-selectors:
  - match-labels: {rack: a}
    match-expressions: [{key: zone, operator: NotIn, values: [x, y]}]
bgp-communities:
  named: 100:1
address-pools:
- name: one
  protocol: bgp
  avoid-buggy-ips: true
  auto-assign: no
  addresses: [172.20.1.0/24]
  bgp-advertisements:
  - aggregation-length: 24
    localpref: 100
    communities: [named, 65535:65281]
- name: two
  protocol: layer2
  addresses: [192.168.10.200-192.168.10.210]
"""


def test_reads_every_key() -> None:
    """An unquoted community is no number in base 60."""
    config = configmap.parse(WHOLE)
    (peer,) = config.peers
    assert (peer.my_asn, peer.peer_asn, str(peer.address), peer.port) == (
        64512,
        64513,
        "192.168.10.254",
        1179,
    )
    assert (str(peer.source), peer.hold_time, str(peer.router_id), peer.password) == (
        "10.0.0.1",
        180,
        "10.0.0.2",
        "hush",
    )
    assert peer.nodes[0].matches({"rack": "a", "zone": "z"})
    assert not peer.nodes[0].matches({"rack": "a", "zone": "x"})
    one, two = config.pools.values()
    assert (one.avoid_buggy_ips, one.auto_assign) == (True, False)
    assert one.bgp == (
        model.BgpAdvertisement(
            aggregation_length=24, local_pref=100, communities=frozenset({100 << 16 | 1, 65535 << 16 | 65281})
        ),
    )
    assert (len(two.l2), two.bgp, two.auto_assign) == (1, (), True)


UNREADABLE = "could not parse config: yaml: unmarshal errors:\n  line "
POOL = "address-pools: [{name: a, addresses: [10.0.0.0/24]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("peerz: []", f"{UNREADABLE}1: field peerz not found in type config.configFile"),
        ("peers: 3", f"{UNREADABLE}1: cannot unmarshal !!int `3` into []config.peer"),
        ("peers: []\npeers: []", f"{UNREADABLE}2: field peers already set in type config.configFile"),
        ("peers: [{my-asn: 1}]", "parsing peer #1: missing peer ASN"),
        ("peers: [{my-asn: -1}]", f"{UNREADABLE}1: cannot unmarshal !!int `-1` into uint32"),
        ("peers: [{my-asn: 1, peer-asn: 2, peer-address: x}]", 'parsing peer #1: invalid peer IP "x"'),
        (POOL + "}]", "parsing address pool #1: address pool is missing the protocol field"),
        (POOL + ", protocol: babel}]", 'parsing address pool #1: unknown protocol "babel"'),
        (
            POOL + ", protocol: bgp, bgp-advertisements: [{aggregation-length: 16}]}]",
            "parsing address pool #1: parsing BGP communities: invalid aggregation length 16: "
            'prefix "10.0.0.0/24" in this pool is more specific than the aggregation length',
        ),
        (
            POOL + ", protocol: layer2, bgp-advertisements: [{}]}]",
            "parsing address pool #1: cannot have bgp-advertisements configuration element in a layer2 address pool",
        ),
    ],
)
def test_says_what_is_wrong(text: str, said: str) -> None:
    """In MetalLB's words."""
    with pytest.raises(invalid.Invalid) as caught:
        configmap.parse(text)
    assert str(caught.value) == said


def test_the_same_peer_twice_is_refused() -> None:
    """Another port makes another peer."""
    peer = "{my-asn: 1, peer-asn: 2, peer-address: 10.0.0.1"
    assert len(configmap.parse(f"peers: [{peer}}}, {peer}, peer-port: 1179}}]").peers) == 2
    with pytest.raises(invalid.Invalid, match=r"^peer #2 already exists$"):
        configmap.parse(f"peers: [{peer}}}, {peer}}}]")


@pytest.mark.parametrize(
    ("text", "wanted"), [("", 90), ("0", 0), ("3s", 3), ("1m30s", 90), ("3.9s", 3), ("1h", 3600)]
)
def test_hold_time(text: str, wanted: int) -> None:
    """Whole seconds; 90 when nothing is said."""
    assert durations.hold_time(text) == wanted


@pytest.mark.parametrize("text", ["2s", "90", "soon", "3 s", "s", "-5s"])
def test_hold_times_that_bgp_does_not_allow(text: str) -> None:
    """Below three seconds but not nothing, or no duration at all."""
    with pytest.raises(invalid.Invalid, match="invalid hold time"):
        durations.hold_time(text)


pieces = st.lists(
    st.one_of(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 60)).map(
            lambda at: WHOLE[at[0] : at[0] + at[1]]
        ),
        st.text(st.characters(codec="utf-8"), max_size=12),
        st.sampled_from(
            ["&a ", "*a", "<<: ", "- ", "\t", ": ", "{", "]", "!!int ", "\n", "'", "\x00", "0x", "null"]
        ),
    ),
    max_size=12,
).map("".join)


@given(pieces)
@settings(deadline=None)
def test_any_text_is_a_configuration_or_invalid(text: str) -> None:
    """Nothing that is written in the ConfigMap ends the program."""
    with contextlib.suppress(invalid.Invalid):
        assert isinstance(configmap.parse(text), model.Config)


@given(st.integers(0, 65535), st.integers(0, 65535))
def test_a_community_is_two_halves(high: int, low: int) -> None:
    """The AS in the upper one."""
    assert communities.number(f"{high}:{low}") == high * 65536 + low
    assert communities.resolve(["mine"], {"mine": low}) == {low}
    with pytest.raises(invalid.Invalid, match="invalid section"):
        communities.number(f"{high + 65536}:{low}")
