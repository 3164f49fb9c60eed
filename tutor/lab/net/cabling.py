"""The cables, bridges and addresses of the topology, by netlink."""

from pyroute2 import IPRoute

from tutor.lab.net import netlink, netns, topology


def bridges(segments: list[str]) -> None:
    """The shared segments, as bridges in the current net namespace."""
    # A frame between two hosts must not pass through the lab's own netfilter or be learnt late.
    with IPRoute() as route:
        netlink.loopback_up(route)
        for segment in segments:
            route.link(
                "add", ifname=topology.bridge(segment), kind="bridge", br_forward_delay=0, br_stp_state=0
            )
            route.link("set", index=netlink.index(route, topology.bridge(segment)), state="up")


def plug(host: topology.Host, namespaces: dict[str, int]) -> None:
    """Run a cable from each card of a host to its segment."""
    with IPRoute() as route:
        for card in host.interfaces:
            inside = {"ifname": card.name, "address": card.mac, "net_ns_fd": namespaces[host.name]}
            outside = topology.far_end(host, card)
            if card.segment in topology.SEGMENTS:
                route.link("add", ifname=outside, kind="veth", peer=inside)
                bridge = netlink.index(route, topology.bridge(card.segment))
                route.link("set", index=netlink.index(route, outside), master=bridge, state="up")
            else:
                far = {"net_ns_fd": namespaces[card.segment]}
                route.link("add", ifname=outside, kind="veth", peer=inside, **far)


def configure(host: topology.Host, namespace: int) -> None:
    """Addresses, routes and kernel parameters of one host."""
    with netns.entered(namespace):
        netns.sysctl(topology.FORWARDING | (topology.BALANCING if host.stub else {}))
    with netlink.opened(namespace) as route:
        netlink.loopback_up(route)
        for card in host.interfaces:
            number = netlink.index(route, card.name)
            for address in card.addresses:
                netlink.add_address(route, number, address)
            route.link("set", index=number, state="up")
        route.route("add", dst="default", gateway=topology.NAT_GATEWAY)
        for destination, gateway in host.routes:
            route.route("add", dst=destination, gateway=gateway)
        if host.stub:
            netlink.add_stub(route, "dummy1", host.stub)


def configure_nat(namespace: int) -> None:
    """The far end of a host's NAT segment: the gateway, and the address where DNS is answered.

    It forwards, so that it says of what leads nowhere that the network is unreachable.
    """
    with netns.entered(namespace):
        netns.sysctl({"ipv4/ip_forward": "1"})
    with netlink.opened(namespace) as route:
        netlink.loopback_up(route)
        number = netlink.index(route, topology.NAT_CARD)
        netlink.add_address(route, number, f"{topology.NAT_GATEWAY}/24")
        netlink.add_address(route, number, f"{topology.NAT_DNS}/24")
        route.link("set", index=number, state="up")
