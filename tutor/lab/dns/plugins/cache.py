"""cache: keeps answers for as long as they live, within bounds (plugin/cache)."""

import dataclasses
import math
import time
from collections import OrderedDict

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from tutor.base import metrics
from tutor.lab.dns import dispenser, names, query
from tutor.lab.dns import setup as setup_

SUCCESS, DENIAL = "success", "denial"
LONGEST_SUCCESS, LONGEST_DENIAL, SHORTEST, FAILURE_SECONDS = 3600, 1800, 5, 5
CAPACITY = 9984
Key = tuple[str, int, int, bool, bool]


@dataclasses.dataclass
class Limits:
    """Bounds of one of the two caches, times in seconds."""

    capacity: int
    longest: int
    shortest: int = SHORTEST


@dataclasses.dataclass
class Item:
    """A kept answer, and when it ends."""

    message: dns.message.Message
    expires: float


@dataclasses.dataclass
class Options:
    """The cache's block."""

    zones: list[str]
    success: Limits
    denial: Limits
    failure_seconds: float = FAILURE_SECONDS
    disabled: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    keep_ttl: bool = False


class Cache:
    """Two stores, one of answers and one of denials."""

    def __init__(self, options: Options, registry: metrics.Registry) -> None:
        self.options = options
        self._stores: dict[str, OrderedDict[Key, Item]] = {DENIAL: OrderedDict(), SUCCESS: OrderedDict()}
        place = ("server", "zones", "view")
        self._zones = ",".join(options.zones)
        self._requests = registry.counter(
            "coredns_cache_requests_total", "The count of cache requests.", place
        )
        self._hits = registry.counter(
            "coredns_cache_hits_total", "The count of cache hits.", ("server", "type", "zones", "view")
        )
        self._misses = registry.counter(
            "coredns_cache_misses_total",
            "The count of cache misses. Deprecated, derive misses from cache hits/requests counters.",
            place,
        )
        self._entries = registry.gauge(
            "coredns_cache_entries",
            "The number of elements in the cache.",
            ("server", "type", "zones", "view"),
        )

    def find(self, asked: query.Query, now: float) -> dns.message.Message | None:
        """A kept answer with what is left of its time, or None."""
        self._requests.add(asked.server, self._zones, "")
        key = _key(asked)
        for kind, store in self._stores.items():
            item = store.get(key)
            left = int(item.expires - now) if item else 0
            if item and left > 0:
                store.move_to_end(key)
                self._hits.add(asked.server, kind, self._zones, "")
                return self._revive(item, asked, left)
        self._misses.add(asked.server, self._zones, "")
        return None

    def keep(self, asked: query.Query, answer: dns.message.Message, now: float) -> None:
        """Store an answer, and cap the times to live that the client is about to see."""
        kind, seconds = self._lifetime(answer)
        cacheable = kind and seconds > 0 and not answer.flags & dns.flags.TC
        if cacheable and not names.best_zone(asked.name, self.options.disabled.get(kind, ())):
            store = self._stores[kind]
            store[_key(asked)] = Item(_copy(answer), now + seconds)
            while len(store) > getattr(self.options, kind).capacity:
                store.popitem(last=False)
            self._entries.set(len(store), asked.server, kind, self._zones, "")
        if kind:
            _set_ttl(answer, math.floor(seconds))

    def _lifetime(self, answer: dns.message.Message) -> tuple[str, float]:
        """Which store an answer belongs to (none for "") and how long it may stay."""
        rcode = answer.rcode()
        if rcode == dns.rcode.SERVFAIL:
            return DENIAL, self.options.failure_seconds
        soa = any(rrset.rdtype == dns.rdatatype.SOA for rrset in answer.authority)
        if rcode == dns.rcode.NXDOMAIN or (rcode == dns.rcode.NOERROR and not answer.answer and soa):
            return (DENIAL if soa else ""), _clamp(_smallest(answer), self.options.denial)
        if rcode == dns.rcode.NOERROR:
            return SUCCESS, _clamp(_smallest(answer), self.options.success)
        return "", 0

    def _revive(self, item: Item, asked: query.Query, left: int) -> dns.message.Message:
        answer = _copy(item.message)
        answer.id, answer.question = asked.message.id, list(asked.message.question)
        answer.flags |= dns.flags.AA
        answer.flags = (answer.flags & ~(dns.flags.RD | dns.flags.CD)) | (
            asked.message.flags & (dns.flags.RD | dns.flags.CD)
        )
        if not self.options.keep_ttl:
            _set_ttl(answer, left)
        return answer


def setup(controller: setup_.Controller) -> None:
    """cache [TTL] [ZONES...] { success|denial CAPACITY [TTL [MINTTL]]; servfail DURATION; disable KIND [ZONES...] }."""
    controller.once()
    options = _options(controller)
    cache = Cache(options, controller.process.metrics)

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            if not names.best_zone(asked.name, options.zones):
                return await following(asked)
            found = cache.find(asked, time.monotonic())
            if found is not None:
                return found
            answer = await following(asked)
            cache.keep(asked, answer, time.monotonic())
            return answer

        return serve

    controller.add("cache", wrap, cache)


def _options(controller: setup_.Controller) -> Options:
    tokens, arguments = controller.tokens, controller.tokens.rest()
    success, denial = Limits(CAPACITY, LONGEST_SUCCESS), Limits(CAPACITY, LONGEST_DENIAL)
    if arguments and arguments[0].isdigit():
        success.longest = denial.longest = _positive(arguments.pop(0))
    zones = [zone for item in arguments for zone in setup_.normalize(item)] or controller.zones
    options = Options(zones, success, denial)
    for word in tokens.block():
        values = tokens.rest()
        if word in (SUCCESS, DENIAL) and 0 < len(values) < 4:
            limits = success if word == SUCCESS else denial
            limits.capacity = max(_number(values[0]), 1)
            limits.longest = _positive(values[1]) if len(values) > 1 else limits.longest
            limits.shortest = _number(values[2]) if len(values) > 2 else limits.shortest
        elif word == "servfail" and len(values) == 1:
            options.failure_seconds = float(values[0].removesuffix("s"))
        elif word == "disable" and values and values[0] in (SUCCESS, DENIAL):
            items = values[1:] or controller.zones
            options.disabled[values[0]] = [zone for item in items for zone in setup_.normalize(item)]
        elif word == "keepttl" and not values:
            options.keep_ttl = True
        elif word not in ("prefetch", "serve_stale"):
            raise tokens.argument_error()
    return options


def _number(text: str) -> int:
    if not text.lstrip("-").isdigit():
        raise dispenser.CorefileError(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


def _positive(text: str) -> int:
    value = _number(text)
    if value <= 0:
        raise dispenser.CorefileError(f"cache TTL can not be zero or negative: {value}")
    return value


def _key(asked: query.Query) -> Key:
    question = asked.message.question[0]
    checking = bool(asked.message.flags & dns.flags.CD)
    return (asked.name, int(question.rdtype), int(question.rdclass), asked.dnssec, checking)


def _clamp(ttl: int, limits: Limits) -> int:
    return min(max(ttl, limits.shortest), limits.longest)


def _smallest(answer: dns.message.Message) -> int:
    """The smallest time to live of a message; of a denial also what its SOA says of denials."""
    ttls = [
        rrset.ttl for section in (answer.answer, answer.authority, answer.additional) for rrset in section
    ]
    if not answer.answer:
        ttls += [rrset[0].minimum for rrset in answer.authority if rrset.rdtype == dns.rdatatype.SOA]
    return min(ttls, default=0)


def _set_ttl(answer: dns.message.Message, ttl: int) -> None:
    for section in (answer.answer, answer.authority, answer.additional):
        for rrset in section:
            rrset.ttl = ttl


def _copy(answer: dns.message.Message) -> dns.message.Message:
    """A message whose record sets can be changed; the records themselves are shared."""
    made = dns.message.Message(answer.id)
    made.flags, made.question = answer.flags, list(answer.question)
    made.set_rcode(answer.rcode())
    made.answer, made.authority, made.additional = (
        [_copy_set(rrset) for rrset in section]
        for section in (answer.answer, answer.authority, answer.additional)
    )
    return made


def _copy_set(rrset: dns.rrset.RRset) -> dns.rrset.RRset:
    made = dns.rrset.RRset(rrset.name, rrset.rdclass, rrset.rdtype)
    for rdata in rrset:
        made.add(rdata, rrset.ttl)
    made.ttl = rrset.ttl
    return made
