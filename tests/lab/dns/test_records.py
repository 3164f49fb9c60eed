"""The kubernetes plugin's answers against recorded ones."""

from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.lab.dns import vectors
from tutor.lab.dns import index, records, targets

pytestmark = pytest.mark.vectors

# The others are served by whole plugin chains in test_chain.py.
CASES = [case for case in vectors.load()["vectors"] if case["kind"] == "server"]


def plain(record: dict[str, Any]) -> tuple[Any, ...]:
    """A recorded record in the form that answers are compared in."""
    data = record["data"]
    fields = tuple(data.values()) if isinstance(data, dict) else (data,)
    return (record["name"], record["type"], *fields)


def found(record: records.Record) -> tuple[Any, ...]:
    """One of our records in the same form; of a SOA only the two names count."""
    fields = record.data[:2] if record.type == "SOA" else record.data
    return (record.name, record.type, *fields)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_recorded_answers(case: dict[str, Any]) -> None:
    """Sections, response code and times to live are those of the real plugin."""
    resolver = vectors.resolver_of(case)
    answer = resolver.answer(case["qname"], case["qtype"], synced=case["config"]["synced"])
    if answer.chase:
        stub = case["upstream_stub"]["answer"]
        rest = [
            records.Record(r["name"], r["type"], r["ttl"], (r["data"],)) for r in stub if r["type"] != "CNAME"
        ]
        answer.answer += rest
    assert answer.rcode == case["rcode"]
    for section in ("answer", "additional", "authority"):
        ours, theirs = getattr(answer, section), case[section]
        assert sorted(map(found, ours), key=str) == sorted(map(plain, theirs), key=str)
        if case["ttl_checked"]:
            ttls = {plain(record): record["ttl"] for record in theirs if record["ttl"] is not None}
            assert all(ttls.get(found(record), record.ttl) == record.ttl for record in ours)


LABEL = st.text("abcdefghij-0123456789_*", min_size=1, max_size=12)


@hypothesis.given(
    st.lists(LABEL, max_size=7), st.sampled_from(["A", "AAAA", "SRV", "PTR", "TXT", "NS", "MX"])
)
def test_any_name_gets_an_answer(labels: list[str], kind: str) -> None:
    """No name makes the resolver fail, and an answer without records carries the zone's SOA."""
    resolver = records.Resolver(targets.Options(pods="insecure"), vectors.index_of("handler"))
    answer = resolver.answer(".".join([*labels, "svc", "cluster", "local", ""]), kind)
    assert answer.answer or answer.authority[0].type == "SOA"


def test_endpoint_slices_move_between_services() -> None:
    """A slice that changes its service leaves no trace with the old one."""
    known = index.Index()
    address = index.Address("172.16.0.1", "", "")
    known.put_slice("slice", index.Slice("ns", "old", (address,), ()))
    known.put_slice("slice", index.Slice("ns", "new", (address,), ()))
    assert [piece.service for piece in known.slices_at("172.16.0.1")] == ["new"]
    known.drop_slice("ns", "slice")
    assert list(known.slices_at("172.16.0.1")) == []


def test_chain_of_external_names_ends() -> None:
    """Two ExternalNames that point at each other give an empty answer instead of an endless chain."""
    known = index.Index()
    known.namespaces = {"ns": {}}
    for name, other in (("a", "b"), ("b", "a")):
        known.put_service(index.Service("ns", name, (), False, f"{other}.ns.svc.cluster.local", ()))
    answer = records.Resolver(targets.Options(), known).answer("a.ns.svc.cluster.local.", "A")
    assert (answer.rcode, answer.answer) == ("NOERROR", [])
