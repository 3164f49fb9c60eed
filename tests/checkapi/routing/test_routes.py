"""Routes are read from every form in which the lessons' tools print them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi.routing import routes

VIP, A, B, C = "172.20.1.1", "192.168.10.10", "192.168.10.101", "192.168.10.102"
EVERYONE = frozenset({A, B, C})
ADDRESSES = st.ip_addresses(v=4).map(str)

IP = f"""\
10.1.2.0/24 nhid 20 via 192.168.20.100 dev enp0s9 proto bgp metric 20
{VIP} nhid 25 proto bgp metric 20
\tnexthop via {A} dev enp0s8 weight 1
\tnexthop via {B} dev enp0s8 weight 1
\tnexthop via {C} dev enp0s8 weight 1
192.168.10.0/24 dev enp0s8 proto kernel scope link src 192.168.10.254
"""
ZEBRA = f"""\
Codes: K - kernel route, C - connected, S - static, R - RIP,
       > - selected route, * - FIB route, q - queued, r - rejected, b - backup

C>* 192.168.10.0/24 is directly connected, enp0s8, 00:04:06
B>* 10.1.2.0/24 [20/0] via 192.168.20.100, enp0s9, weight 1, 00:00:00
B>* {VIP}/32 [20/0] via {A}, enp0s8, weight 1, 00:00:00
  *                      via {B}, enp0s8, weight 1, 00:00:00
  *                      via {C}, enp0s8, weight 1, 00:00:00
"""
BGPD = f"""\
   Network          Next Hop            Metric LocPrf Weight Path
*> 10.1.1.0/24      0.0.0.0                  0         32768 i
*= {VIP}/32    {B}                         0 64512 ?
*>                  {A}                          0 64512 ?
 *=                 {C}                         0 64512 ?

Displayed  2 routes and 4 total paths
"""
DETAIL = f"""\
BGP routing table entry for {VIP}/32, version 142
Paths: (3 available, best #3, table default)
  Advertised to non peer-group peers:
  {A} {B} {C} 192.168.20.100
  64512
    {C} from {C} ({C})
      Origin incomplete, valid, external, multipath
  64512
    {B} from {B} ({B})
      Origin incomplete, valid, external, multipath
  64512
    {A} from {A} ({A})
      Origin incomplete, valid, external, multipath, best (Older Path)
"""
ENTRY = f"""\
Routing entry for {VIP}/32
  Known via "bgp", distance 20, metric 0, best
  * {A}, via enp0s8, weight 1
  * {B}, via enp0s8, weight 1
  * {C}, via enp0s8, weight 1
"""
HOPS = [{"gateway": address, "dev": "enp0s8", "weight": 1} for address in (A, B, C)]
KERNEL = json.dumps([{"dst": VIP, "nhid": 25, "metric": 20, "nexthops": HOPS}])
FRR_ROUTES = json.dumps(
    {f"{VIP}/32": [{"prefix": f"{VIP}/32", "nexthops": [{"ip": one} for one in (A, B, C)]}]}
)
FRR_PATHS = json.dumps(
    {"routes": {f"{VIP}/32": [{"path": "64512", "nexthops": [{"ip": one}]} for one in (A, B, C)]}}, indent=1
)
FRR_PREFIX = json.dumps({"prefix": f"{VIP}/32", "paths": [{"nexthops": [{"ip": one}]} for one in (A, B, C)]})


@pytest.mark.parametrize(
    "text",
    [
        IP,
        IP.replace("\n\t", "\\\t"),
        ZEBRA,
        BGPD,
        DETAIL,
        ENTRY,
        KERNEL,
        FRR_ROUTES,
        FRR_PATHS,
        FRR_PREFIX,
        f"# it is\n{KERNEL}\n",
    ],
)
def test_all_gateways_of_an_address(text: str) -> None:
    """Whatever the tool and its format."""
    assert [route.hops for route in routes.read(text) if route.to == VIP] == [EVERYONE]


@pytest.mark.parametrize(
    ("line", "hops"),
    [
        (f"{VIP} via {B} dev enp0s8 src 192.168.10.254 uid 0", {B}),
        (f"{VIP} from 192.168.20.100 via {C} dev enp0s8", {C}),
        (f"{VIP} nhid 27 via {B} dev enp0s8 proto bgp metric 20", {B}),
        (f"{VIP}      {B}  255.255.255.255 UGH   20     0        0 enp0s8", {B}),
        (f"unicast {VIP} nhid 27 via {B} dev enp0s8 proto bgp scope global", {B}),
        (f"{VIP} proto zebra metric 20", set()),
        (f"172.20.1.10 via {B} dev enp0s8", None),
        (f"the address {VIP} is nice", None),
        (f"{VIP} is directly connected, enp0s8", None),
    ],
)
def test_single_lines(line: str, hops: set[str] | None) -> None:
    """A decision, a route with one gateway, a headline alone, and what is no route to the address."""
    found = [set(route.hops) for route in routes.read(line) if route.to == VIP]
    assert found == ([] if hops is None else [hops])


def test_an_older_view_stays_apart() -> None:
    """The same destination twice is two routes: what was there, and what is there."""
    now = f"{VIP} nhid 27 via {B} dev enp0s8 proto bgp metric 20\n"
    assert [route.hops for route in routes.read(IP + now) if route.to == VIP] == [EVERYONE, {B}]


@given(ADDRESSES, st.lists(ADDRESSES, min_size=2, unique=True))
def test_iproute2_in_both_forms_says_the_same(to: str, gateways: list[str]) -> None:
    """Text and JSON of one route."""
    text = f"{to} proto bgp metric 20 \n" + "".join(
        f"\tnexthop via {one} dev eth0 weight 1 \n" for one in gateways
    )
    document = json.dumps([{"dst": to, "nexthops": [{"gateway": one} for one in gateways]}])
    assert routes.read(text) == routes.read(document) == [routes.Route(to, frozenset(gateways))]
    assert routes.kernel(document) == {to: frozenset(gateways)}


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """A learner's output may be anything."""
    assert isinstance(routes.read(text), list)
