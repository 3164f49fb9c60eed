"""loadbalance: aliases first, then addresses and mail exchangers in a random order (plugin/loadbalance)."""

import random

import dns.message
import dns.rdatatype
import dns.rrset

from tutor.lab.dns import query
from tutor.lab.dns import setup as setup_

_SHUFFLED = (dns.rdatatype.A, dns.rdatatype.AAAA, dns.rdatatype.MX)


def setup(controller: setup_.Controller) -> None:
    """loadbalance [round_robin]."""
    controller.once()
    arguments = controller.tokens.rest()
    if arguments and arguments[0] != "round_robin":
        raise controller.tokens.error(f"unknown policy '{arguments[0]}'")
    controller.add("loadbalance", _wrap)


def _wrap(following: query.Handler) -> query.Handler:
    async def serve(asked: query.Query) -> dns.message.Message:
        answer = await following(asked)
        answer.answer = [shuffled(rrset) for rrset in sorted(answer.answer, key=_rank)]
        answer.additional = [shuffled(rrset) for rrset in answer.additional]
        return answer

    return serve


def _rank(rrset: dns.rrset.RRset) -> int:
    if rrset.rdtype == dns.rdatatype.CNAME:
        return 0
    return 1 + _SHUFFLED.index(rrset.rdtype) if rrset.rdtype in _SHUFFLED else 1


def shuffled(rrset: dns.rrset.RRset) -> dns.rrset.RRset:
    """The set with its records in a random order, where its type is one that clients choose the first of."""
    if rrset.rdtype not in _SHUFFLED or len(rrset) < 2:
        return rrset
    found = list(rrset)
    random.shuffle(found)
    made = dns.rrset.RRset(rrset.name, rrset.rdclass, rrset.rdtype)
    for rdata in found:
        made.add(rdata, rrset.ttl)
    return made
