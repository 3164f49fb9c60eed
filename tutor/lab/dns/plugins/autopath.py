"""autopath: walks the client's search path for it, on the server (plugin/autopath)."""

from collections.abc import Callable

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from tutor.lab.dns import convert, dispenser, names, query, records, resolvconf
from tutor.lab.dns import setup as setup_

SearchPath = Callable[[query.Query], list[str]]


def setup(controller: setup_.Controller) -> None:
    """autopath [ZONES...] RESOLV_CONF|@PLUGIN."""
    controller.once()
    arguments = controller.tokens.rest()
    if not arguments:
        raise dispenser.CorefileError("no resolv-conf specified")
    source = arguments.pop()
    zones = [zone for item in arguments for zone in setup_.normalize(item)] or controller.zones
    search = _search(controller, source)

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            path = search(asked) if names.best_zone(asked.name, zones) else []
            if not path or not names.within(asked.name, path[0]) or asked.rdtype not in _WANTED:
                return await following(asked)
            return await _walk(asked, path, following)

        return serve

    controller.add("autopath", wrap)


_WANTED = (dns.rdatatype.A, dns.rdatatype.AAAA)


def _search(controller: setup_.Controller, source: str) -> SearchPath:
    if source.startswith("@"):

        def by_plugin(asked: query.Query) -> list[str]:
            plugin = controller.config.plugins.get(source[1:])
            return (
                list(plugin.auto_path(asked)) if plugin is not None and hasattr(plugin, "auto_path") else []
            )

        return by_plugin
    try:
        fixed = [*resolvconf.read(source).search, ""]
    except OSError as error:
        text = f'failed to parse "{source}": open {source}: {(error.strerror or "").lower()}'
        raise dispenser.CorefileError(text) from error
    return lambda _: fixed


async def _walk(asked: query.Query, path: list[str], following: query.Handler) -> dns.message.Message:
    """The first answer along the path that is not NXDOMAIN, or the one to the original question."""
    base = asked.qname[: len(asked.qname) - len(path[0])].rstrip(".")
    first: dns.message.Message | None = None
    refused: query.Failure | None = None
    for domain in path:
        name = ".".join(part for part in (base, domain.rstrip(".")) if part) + "."
        step = asked.ask(name)
        try:
            answer = await following(step)
        except query.Failure as failure:
            if failure.text:
                raise
            refused = refused or failure  # nobody has an answer to this one: the next may have
            continue
        asked.answered_by = step.answered_by
        first = first or answer
        if answer.rcode() != dns.rcode.NXDOMAIN:
            return _alias(asked, name, answer)
    if first is None:
        raise refused or query.Failure(dns.rcode.SERVFAIL)
    return first


def _alias(asked: query.Query, name: str, answer: dns.message.Message) -> dns.message.Message:
    """Put the question back, and an alias from it to the name found."""
    answer.question = list(asked.message.question)
    if answer.answer and name.lower() != asked.name:
        front: list[dns.rrset.RRset] = []
        ttl = answer.answer[0].ttl
        convert.add(front, [records.Record(asked.qname, "CNAME", ttl, (name,))])
        answer.answer = front + answer.answer
    return answer
