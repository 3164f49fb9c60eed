"""cache: keeps answers for as long as they live, within bounds (plugin/cache)."""

import asyncio
import contextlib
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
from tutor.lab.dns import cachesettings, names, query
from tutor.lab.dns import setup as setup_

Key = tuple[str, int, int, bool, bool]


@dataclasses.dataclass
class Item:
    """A kept answer, for how long it was good, and when it ends; how often it was asked for since `counted`."""

    message: dns.message.Message
    seconds: float
    expires: float
    hits: int = 0
    counted: float = 0.0


class Cache:
    """Two stores, one of answers and one of denials."""

    def __init__(self, options: cachesettings.Options, registry: metrics.Registry) -> None:
        self.options = options
        self._stores: dict[str, OrderedDict[Key, Item]] = {
            cachesettings.DENIAL: OrderedDict(),
            cachesettings.SUCCESS: OrderedDict(),
        }
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
        self._stale = registry.counter(
            "coredns_cache_served_stale_total",
            "The number of requests served from stale cache entries.",
            place,
        )
        self._prefetched = registry.counter(
            "coredns_cache_prefetch_total",
            "The number of times the cache has prefetched a cached item.",
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
                self._count(item, now)
                return self._revive(item, asked, left)
        self._misses.add(asked.server, self._zones, "")
        return None

    def stale(self, asked: query.Query, now: float) -> dns.message.Message | None:
        """A kept answer that has ended not too long ago, with nothing left of its time; else None."""
        key = _key(asked)
        for store in self._stores.values():
            item = store.get(key)
            if item and now - item.expires < self.options.stale_seconds:
                self._stale.add(asked.server, self._zones, "")
                return self._revive(item, asked, 0)
        return None

    def ends_soon(self, asked: query.Query, now: float) -> bool:
        """Whether a much wanted answer should be asked for anew; says so once for each life of an answer."""
        key = _key(asked)
        for store in self._stores.values():
            item = store.get(key)
            wanted = item and self.options.prefetch and item.hits >= self.options.prefetch
            if item and wanted and item.expires - now <= item.seconds * self.options.prefetch_share:
                item.hits = 0
                self._prefetched.add(asked.server, self._zones, "")
                return True
        return False

    def _count(self, item: Item, now: float) -> None:
        if now - item.counted > self.options.prefetch_seconds:
            item.hits = 0
        item.hits, item.counted = item.hits + 1, now

    def keep(self, asked: query.Query, answer: dns.message.Message, now: float) -> None:
        """Store an answer, and cap the times to live that the client is about to see."""
        kind, seconds = self._lifetime(answer)
        cacheable = kind and seconds > 0 and not answer.flags & dns.flags.TC
        if cacheable and not names.best_zone(asked.name, self.options.disabled.get(kind, ())):
            store = self._stores[kind]
            store[_key(asked)] = Item(_copy(answer), seconds, now + seconds)
            while len(store) > getattr(self.options, kind).capacity:
                store.popitem(last=False)
            self._entries.set(len(store), asked.server, kind, self._zones, "")
        if kind:
            _set_ttl(answer, math.floor(seconds))

    def _lifetime(self, answer: dns.message.Message) -> tuple[str, float]:
        """Which store an answer belongs to (none for "") and how long it may stay."""
        rcode = answer.rcode()
        if rcode in (dns.rcode.SERVFAIL, dns.rcode.NOTIMP):
            return cachesettings.DENIAL, self.options.failure_seconds
        soa = any(rrset.rdtype == dns.rdatatype.SOA for rrset in answer.authority)
        if rcode == dns.rcode.NXDOMAIN or (rcode == dns.rcode.NOERROR and not answer.answer and soa):
            return (cachesettings.DENIAL if soa else ""), _clamp(_smallest(answer), self.options.denial)
        if rcode == dns.rcode.NOERROR:
            return cachesettings.SUCCESS, _clamp(_smallest(answer), self.options.success)
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


class Front:
    """Serves from a cache, and asks anew where that has nothing, or nothing that lasts."""

    def __init__(self, cache: Cache, following: query.Handler) -> None:
        self._cache, self._following = cache, following
        self._refreshing: dict[Key, asyncio.Task[None]] = {}

    async def serve(self, asked: query.Query) -> dns.message.Message:
        """The answer, kept or new."""
        if not names.best_zone(asked.name, self._cache.options.zones):
            return await self._following(asked)
        now = time.monotonic()
        found = self._cache.find(asked, now)
        if found is not None:
            if self._cache.ends_soon(asked, now):
                self._refresh(asked)
            return found
        if self._cache.options.stale_seconds and not self._cache.options.verify:
            old = self._cache.stale(asked, now)
            if old is not None:
                self._refresh(asked)
                return old
        return await self._ask(asked)

    async def stop(self) -> None:
        """Give up what is being asked for in the background."""
        for task in self._refreshing.values():
            task.cancel()

    async def _ask(self, asked: query.Query) -> dns.message.Message:
        try:
            answer = await self._following(asked)
        except query.Failure:
            old = self._cache.stale(asked, time.monotonic()) if self._cache.options.verify else None
            if old is None:
                raise
            return old
        self._cache.keep(asked, answer, time.monotonic())
        return answer

    def _refresh(self, asked: query.Query) -> None:
        key = _key(asked)
        if key not in self._refreshing:
            task = asyncio.create_task(self._again(asked), name="dns cache refresh")
            self._refreshing[key] = task
            task.add_done_callback(lambda _: self._refreshing.pop(key, None))

    async def _again(self, asked: query.Query) -> None:
        with contextlib.suppress(
            query.Failure
        ):  # the errors plugin stands outside; the next client will hear of it
            answer = await self._following(dataclasses.replace(asked))
            self._cache.keep(asked, answer, time.monotonic())


def setup(controller: setup_.Controller) -> None:
    """cache [TTL] [ZONES...] { success|denial CAPACITY [TTL [MINTTL]]; servfail DURATION; disable KIND [ZONES...].

    Also keepttl; serve_stale [DURATION [immediate|verify]]; prefetch AMOUNT [DURATION [PERCENT%]] }.
    """
    controller.once()
    cache = Cache(cachesettings.read(controller), controller.process.metrics)

    def wrap(following: query.Handler) -> query.Handler:
        front = Front(cache, following)
        controller.hooks.shutdown.append(front.stop)
        return front.serve

    controller.add("cache", wrap, cache)


def _key(asked: query.Query) -> Key:
    question = asked.message.question[0]
    checking = bool(asked.message.flags & dns.flags.CD)
    return (asked.name, int(question.rdtype), int(question.rdclass), asked.dnssec, checking)


def _clamp(ttl: int, limits: cachesettings.Limits) -> int:
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
