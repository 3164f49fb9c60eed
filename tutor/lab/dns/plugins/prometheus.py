"""prometheus: counts queries and answers, and shows all metrics on :9153 (plugin/metrics)."""

import platform
import time

import dns.message
import dns.rcode
import dns.rdatatype

from tutor.base import metrics
from tutor.lab.dns import dispenser, http, names, query, version, wire
from tutor.lab.dns import setup as setup_
from tutor.lab.dns.plugins import AVAILABLE

SIZES = (0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16000, 32000, 48000, 64000)
SECONDS = tuple(0.00025 * 2**power for power in range(16))
TYPES = frozenset(
    [
        "A",
        "AAAA",
        "MX",
        "SOA",
        "CNAME",
        "PTR",
        "TXT",
        "NS",
        "SRV",
        "DS",
        "DNSKEY",
        "RRSIG",
        "NSEC",
        "NSEC3",
        "HTTPS",
        "IXFR",
        "AXFR",
        "ANY",
    ]
)
_FIXED = {dns.rdatatype.A: 4, dns.rdatatype.AAAA: 16}
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8; escaping=values"


class Counters:
    """The families that this plugin keeps."""

    def __init__(self, registry: metrics.Registry) -> None:
        place = ("server", "zone", "view")
        prefix = "coredns_dns_"
        self.requests = registry.counter(
            f"{prefix}requests_total",
            "Counter of DNS requests made per zone, protocol and family.",
            (*place, "proto", "family", "type"),
        )
        self.responses = registry.counter(
            f"{prefix}responses_total", "Counter of response status codes.", (*place, "rcode", "plugin")
        )
        self.seconds = registry.histogram(
            f"{prefix}request_duration_seconds",
            "Histogram of the time (in seconds) each request took per zone.",
            place,
            SECONDS,
        )
        self.asked = registry.histogram(
            f"{prefix}request_size_bytes",
            "Size of the EDNS0 UDP buffer in bytes (64K for TCP) per zone and protocol.",
            (*place, "proto"),
            SIZES,
        )
        self.answered = registry.histogram(
            f"{prefix}response_size_bytes",
            "Size of the returned response in bytes.",
            (*place, "proto"),
            SIZES,
        )
        self.dnssec = registry.counter(
            f"{prefix}do_requests_total", "Counter of DNS requests with DO bit set per zone.", place
        )


def setup(controller: setup_.Controller) -> None:
    """prometheus [ADDRESS]."""
    controller.once()
    arguments = controller.tokens.rest()
    if len(arguments) > 1:
        raise controller.tokens.argument_error()
    address = arguments[0] if arguments else "localhost:9153"
    if ":" not in address:
        raise dispenser.CorefileError(f"address {address}: missing port in address")
    registry, counters = controller.process.metrics, Counters(controller.process.metrics)
    server = http.Server(address, "/metrics", lambda: (200, EXPOSITION, registry.text()))

    async def start() -> None:
        await server.start()
        _constants(controller)

    controller.hooks.startup.append(start)
    controller.hooks.shutdown.append(server.stop)
    zones = controller.zones

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            try:
                answer = await following(asked)
            except query.Failure as failure:
                _count(counters, asked, zones, dns.rcode.to_text(failure.rcode), asked.size)
                raise
            _count(counters, asked, zones, dns.rcode.to_text(answer.rcode()), _length(answer))
            return answer

        return serve

    controller.add("prometheus", wrap)


def _count(counters: Counters, asked: query.Query, zones: list[str], rcode: str, size: int) -> None:
    zone = names.best_zone(asked.name, zones) or "."
    place, kind = (asked.server, zone, ""), asked.type if asked.type in TYPES else "other"
    counters.requests.add(*place, asked.protocol, asked.family, kind)
    counters.responses.add(*place, rcode, asked.answered_by)
    counters.seconds.observe(time.perf_counter() - asked.began, *place)
    counters.asked.observe(asked.size, *place, asked.protocol)
    counters.answered.observe(size, *place, asked.protocol)
    if asked.dnssec:
        counters.dnssec.add(*place)


def _length(answer: dns.message.Message) -> int:
    """The uncompressed size, counted without writing the message."""
    size = 12 + sum(len(wire.name_bytes(question.name)) + 4 for question in answer.question)
    for section in (answer.answer, answer.authority, answer.additional):
        for rrset in section:
            owner = len(wire.name_bytes(rrset.name)) + 10
            size += sum(owner + (_FIXED.get(rdata.rdtype) or len(rdata.to_wire() or b"")) for rdata in rrset)
    return size


def _constants(controller: setup_.Controller) -> None:
    registry = controller.process.metrics
    build = registry.gauge(
        "coredns_build_info",
        "A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.",
        ("goversion", "revision", "version"),
    )
    build.set(1, f"python{platform.python_version()}", version.REVISION, version.NUMBER)
    registry.counter("coredns_panics_total", "A metrics that counts the number of panics.").add(by=0)
    enabled = registry.gauge(
        "coredns_plugin_enabled",
        "A metric that indicates whether a plugin is enabled on per server and zone basis.",
        ("server", "zone", "view", "name"),
    )
    enabled.values.clear()
    for zone in controller.zones:
        for name in controller.config.plugins:
            if name in AVAILABLE:
                enabled.set(1, controller.config.server, zone, "", name)
