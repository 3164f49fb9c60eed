"""forward: hands queries to other servers (plugin/forward, plugin/pkg/proxy)."""

import asyncio
import dataclasses
import itertools
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dns.message
import dns.rcode
import dns.rdatatype

from tutor.lab.dns import dispenser, durations, exchange, names, query, resolvconf
from tutor.lab.dns import setup as setup_

MOST_UPSTREAMS = 15
DEADLINE_SECONDS = 5.0
HEALTH_SECONDS = 0.5
POLICIES = ("random", "round_robin", "sequential")


@dataclasses.dataclass(eq=False)
class Upstream:
    """One server, and how many of its health checks have failed in a row."""

    host: str
    port: int
    fails: int = 0
    checking: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """`host:port`."""
        return exchange.place(self.host, self.port)


@dataclasses.dataclass
class Options:
    """One forward stanza."""

    zone: str
    upstreams: list[Upstream]
    ignored: list[str] = dataclasses.field(default_factory=list)
    policy: str = "random"
    max_concurrent: int = 0
    max_fails: int = 2
    health_seconds: float = HEALTH_SECONDS
    force_tcp: bool = False
    prefer_udp: bool = False


class Forward:
    """Chooses upstreams and asks them."""

    def __init__(self, options: Options, controller: setup_.Controller) -> None:
        self.options = options
        self._running = 0
        self._turns = itertools.count()
        registry = controller.process.metrics
        self._rejects = registry.counter(
            "coredns_forward_max_concurrent_rejects_total",
            "Counter of the number of queries rejected because the concurrent queries were at maximum.",
        )
        self._rejects.add(by=0)
        self._broken = registry.counter(
            "coredns_forward_healthcheck_broken_total",
            "Counter of the number of complete failures of the healthchecks.",
        )
        self._broken.add(by=0)
        self._failures = registry.counter(
            "coredns_proxy_healthcheck_failures_total",
            "Counter of the number of failed healthchecks.",
            ("proxy_name", "to"),
        )
        self._seconds = registry.histogram(
            "coredns_proxy_request_duration_seconds",
            "Histogram of the time each request took.",
            ("proxy_name", "to", "rcode"),
            [0.00025 * 2**power for power in range(16)],
        )

    def matches(self, name: str) -> bool:
        """Whether a name is to be forwarded."""
        if not names.within(name, self.options.zone):
            return False
        return name == self.options.zone or not names.best_zone(name, self.options.ignored)

    async def serve(self, asked: query.Query) -> dns.message.Message:
        """The first answer. Raises Failure when no upstream gives one."""
        limit = self.options.max_concurrent
        if limit and self._running >= limit:
            self._rejects.add()
            raise query.Failure(dns.rcode.REFUSED, f"concurrent queries exceeded maximum {limit}")
        self._running += 1
        try:
            return await self._ask_until(asked, time.monotonic() + DEADLINE_SECONDS)
        finally:
            self._running -= 1

    async def _ask_until(self, asked: query.Query, deadline: float) -> dns.message.Message:
        failure, attempts = "no healthy proxies", len(self.options.upstreams) + 1
        for upstream in itertools.islice(self._candidates(), attempts):
            if time.monotonic() >= deadline:
                break
            try:
                return await self._ask(asked, upstream)
            except exchange.UpstreamError as error:
                failure = str(error)
                self._check(upstream)
        raise query.Failure(dns.rcode.SERVFAIL, failure)

    async def _ask(self, asked: query.Query, upstream: Upstream) -> dns.message.Message:
        began = time.perf_counter()
        tcp = self.options.force_tcp or (asked.protocol == "tcp" and not self.options.prefer_udp)
        answer = await exchange.ask(asked.message, upstream.host, upstream.port, tcp=tcp)
        upstream.fails = 0
        rcode = dns.rcode.to_text(answer.rcode())
        self._seconds.observe(time.perf_counter() - began, "forward", upstream.address, rcode)
        asked.answered_by = "forward"
        if answer.question != asked.message.question:
            return asked.refuse(dns.rcode.FORMERR)
        return answer

    def _candidates(self) -> Iterator[Upstream]:
        """Healthy upstreams by policy, round and round; when all are down, any."""
        order = list(self.options.upstreams)
        if self.options.policy == "random":
            random.shuffle(order)
        elif self.options.policy == "round_robin":
            turn = next(self._turns) % len(order)
            order = order[turn:] + order[:turn]
        limit = self.options.max_fails
        healthy = [upstream for upstream in order if not limit or upstream.fails <= limit]
        if not healthy:
            self._broken.add()
            healthy = random.sample(order, len(order))
        return itertools.cycle(healthy)

    def _check(self, upstream: Upstream) -> None:
        """Probe an upstream that has failed until it answers again."""
        if self.options.max_fails and upstream.checking is None:
            name = f"dns health check of {upstream.address}"
            upstream.checking = asyncio.create_task(self._probe(upstream), name=name)

    async def _probe(self, upstream: Upstream) -> None:
        try:
            while True:
                try:
                    await exchange.ask(_ping(), upstream.host, upstream.port, seconds=1.0)
                    upstream.fails = 0
                    return
                except exchange.UpstreamError:
                    upstream.fails += 1
                    self._failures.add("forward", upstream.address)
                await asyncio.sleep(self.options.health_seconds)
        finally:
            upstream.checking = None

    async def stop(self) -> None:
        """End all probes."""
        for upstream in self.options.upstreams:
            if upstream.checking is not None:
                upstream.checking.cancel()


def _ping() -> dns.message.Message:
    return dns.message.make_query(".", dns.rdatatype.NS)


def setup(controller: setup_.Controller) -> None:
    """forward FROM TO... { except ZONES...; policy WORD; max_concurrent N; max_fails N; ... }.

    More than once if wished.
    """
    while controller.tokens.next():
        forward = Forward(_options(controller), controller)
        controller.hooks.shutdown.append(forward.stop)
        controller.add("forward", _middleware(forward), forward)


def _middleware(forward: Forward) -> query.Middleware:
    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            return await (forward.serve(asked) if forward.matches(asked.name) else following(asked))

        return serve

    return wrap


def _options(controller: setup_.Controller) -> Options:
    tokens = controller.tokens
    arguments = tokens.rest()
    if len(arguments) < 2:
        raise tokens.argument_error()
    upstreams = [upstream for target in arguments[1:] for upstream in _upstreams(target)]
    if len(upstreams) > MOST_UPSTREAMS:
        raise dispenser.CorefileError(f"more than {MOST_UPSTREAMS} TOs configured: {len(upstreams)}")
    options = Options(setup_.normalize(arguments[0])[0], upstreams)
    for word in tokens.block():
        values = tokens.rest()
        if word in _FLAGS and not values:
            setattr(options, word, True)
        elif word == "except" and values:
            options.ignored += [zone for value in values for zone in setup_.normalize(value)]
        elif word in _SINGLE and values:
            _SINGLE[word](tokens, options, values[0])
        elif word not in _UNUSED or not values:
            raise _unknown(tokens, word)
    return options


def _unknown(tokens: dispenser.Dispenser, word: str) -> dispenser.CorefileError:
    known = word in _FLAGS or word in _SINGLE or word in _UNUSED or word == "except"
    return tokens.argument_error() if known else tokens.error(f"unknown property '{word}'")


def _policy(tokens: dispenser.Dispenser, options: Options, value: str) -> None:
    if value not in POLICIES:
        raise tokens.error(f"unknown policy '{value}'")
    options.policy = value


def _max_concurrent(_: dispenser.Dispenser, options: Options, value: str) -> None:
    options.max_concurrent = _number(value)
    if options.max_concurrent < 0:
        raise dispenser.CorefileError(f"max_concurrent can't be negative: {value}")


def _max_fails(_: dispenser.Dispenser, options: Options, value: str) -> None:
    options.max_fails = _number(value)


def _health_check(_: dispenser.Dispenser, options: Options, value: str) -> None:
    try:
        options.health_seconds = durations.parse(value)
    except ValueError as error:
        raise dispenser.CorefileError(str(error)) from error


_FLAGS = ("force_tcp", "prefer_udp")
_SINGLE: dict[str, Callable[[dispenser.Dispenser, Options, str], None]] = {
    "policy": _policy,
    "max_concurrent": _max_concurrent,
    "max_fails": _max_fails,
    "health_check": _health_check,
}
_UNUSED = ("expire", "tls", "tls_servername", "failfast_all_unhealthy_upstreams", "next", "failover")


def _number(text: str) -> int:
    if not text.lstrip("-").isdigit():
        raise dispenser.CorefileError(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


def _upstreams(target: str) -> list[Upstream]:
    """An address, or a file in the form of resolv.conf. Raises CorefileError."""
    scheme, separator, rest = target.partition("://")
    if separator and scheme != "dns":
        text = f"'{scheme}' is not supported as a destination protocol in forward: {target}"
        raise dispenser.CorefileError(text)
    text = rest if separator else target
    host, port = text, 53
    if text.startswith("[") and "]" in text:
        host, _, tail = text[1:].partition("]")
        port = int(tail[1:]) if tail[1:].isdigit() else 53
    elif text.count(":") == 1 and text.partition(":")[2].isdigit():
        host, port = text.partition(":")[0], int(text.partition(":")[2])
    if names.is_address(host):
        return [Upstream(host, port)]
    if not Path(text).is_file():
        raise dispenser.CorefileError(f'not an IP address or file: "{text}"')
    servers = resolvconf.read(text).servers
    if not servers:
        raise dispenser.CorefileError(f'no nameservers found in "{text}"')
    return [Upstream(server, 53) for server in servers]
