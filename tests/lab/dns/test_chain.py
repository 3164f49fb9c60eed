"""Plugins at work together, and what they say of mistakes."""

from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from tests.lab.dns import chains, vectors
from tutor.base import metrics
from tutor.lab.dns import builtin, cachesettings, convert, dispenser, instance, query, records, upstream
from tutor.lab.dns.plugins import cache, forward, rewrite

KUBERNETES = "kubernetes cluster.local in-addr.arpa ip6.arpa {{\n endpoint http://127.0.0.1:1\n {options}\n}}"


def with_fixture(text: str, case: dict[str, Any]) -> instance.Instance:
    """An instance whose kubernetes plugin answers from a recorded fixture."""
    made = chains.build(text)
    plugin = made.configs[0].plugins["kubernetes"]
    plugin.connection = chains.Connection()
    plugin.resolver = records.Resolver(plugin.options, vectors.index_of(case["fixture"]))
    return made


def example_net(case: dict[str, Any]) -> str:
    """What the recorded chain forwards example.net to."""
    address = "10.10.10.11" if "autopath" in case["kind"] else "13.14.15.16"
    return f'template IN A example.net {{\n answer "{{{{ .Name }}}} 30 IN A {address}"\n}}'


ZONE = """\
$ORIGIN cluster.local.
@ 30 IN SOA ns hostmaster 1 7200 1800 86400 30
@ 30 IN NS a.iana-servers.net.
@ 30 IN NS b.iana-servers.net.
foo 30 IN A 10.10.10.10
f.b.svc 30 IN A 10.10.10.11
"""

CHAINED = [case for case in vectors.load()["vectors"] if case["kind"] != "server"]


@pytest.mark.vectors
@pytest.mark.parametrize("case", CHAINED, ids=lambda case: str(case["id"]))
async def test_recorded_chains(case: dict[str, Any], tmp_path: Path) -> None:
    """fallthrough to a file's zone, and autopath, answer as recorded."""
    (tmp_path / "db").write_text(ZONE)
    config = case["config"]
    fall = config["fallthrough"]
    zones = " ".join(fall) if isinstance(fall, list) else ""
    options = [f"pods {config['pods']}", *([f"fallthrough {zones}"] if fall else [])]
    if "namespaces_option" in config:
        options.append("namespaces " + " ".join(config["namespaces_option"]))
    lines = [KUBERNETES.format(options="\n ".join(options)), example_net(case)]
    lines += ["autopath @kubernetes"] if "autopath" in config else [f"file {tmp_path / 'db'} cluster.local"]
    made = with_fixture(".:53 {\n" + "\n".join(lines) + "\n}\n", case)
    client = case.get("client", {}).get("namespace")
    if client:
        made.configs[0].plugins["kubernetes"].resolver.index.put_pod((client, "pod"), "10.244.0.9")
    answer = await chains.ask(made, case["qname"], case["qtype"])
    assert dns.rcode.to_text(answer.rcode()) == case["rcode"]
    assert sorted(chains.texts(answer)) == sorted(
        f"{r['name']} {r['type']} {r['data']}" for r in case["answer"]
    )
    if "file" in case["kind"] and case["rcode"] == "NOERROR":
        found = [
            str(rdata) for rrset in answer.authority for rdata in rrset if rrset.rdtype == dns.rdatatype.NS
        ]
        assert sorted(found) == sorted(record["data"] for record in case["authority"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bogus", "Corefile:2 - Error during parsing: Unknown directive 'bogus'"),
        ("etcd x", "no action found for directive 'etcd' with server type 'dns' (missing a plugin?)"),
        (
            "forward .",
            "plugin/forward: Corefile:2 - Error during parsing: "
            "Wrong argument count or unexpected line ending after '.'",
        ),
        ("forward . nowhere", 'plugin/forward: not an IP address or file: "nowhere"'),
        (
            "forward . 192.0.2.1 {\n policy best\n}",
            "plugin/forward: Corefile:3 - Error during parsing: unknown policy 'best'",
        ),
        ("cache 0", "plugin/cache: cache TTL can not be zero or negative: 0"),
        ("cache\ncache", "plugin/cache: this plugin can only be used once per Server Block"),
        ("reload 1s", "plugin/reload: interval value must be greater or equal to 2s"),
        ("reload soon", 'plugin/reload: time: invalid duration "soon"'),
        (
            KUBERNETES.format(options="ttl 4000"),
            "plugin/kubernetes: Corefile:4 - Error during parsing: ttl must be in range [0, 3600]: 4000",
        ),
        (
            KUBERNETES.format(options="pod insecure"),
            "plugin/kubernetes: Corefile:4 - Error during parsing: unknown property 'pod'",
        ),
        ("kubernetes in-addr.arpa", "plugin/kubernetes: non-reverse zone name must be used"),
        (
            "hosts {\n fallthrough\n 10.0.0.1 a\n}",
            "plugin/hosts: Corefile:4 - Error during parsing: unknown property '10.0.0.1'",
        ),
        ("rewrite nonsense a b", 'plugin/rewrite: invalid rule type "nonsense"'),
    ],
)
def test_mistakes_in_a_corefile_are_worded_as_the_real_ones(text: str, message: str) -> None:
    """Plugin, file, line and words."""
    with pytest.raises(dispenser.CorefileError) as caught:
        chains.build(f".:53 {{\n{text}\n}}\n")
    assert str(caught.value) == message


async def test_hosts_and_rewrite() -> None:
    """Inline hosts answer; an exact rewrite gives the client back the name that it asked for."""
    text = ".:53 {\nhosts {\n 10.1.1.1 web.lab.test\n fallthrough\n}\nrewrite name foo.test web.lab.test\nwhoami\n}\n"
    made = chains.build(text)
    assert chains.texts(await chains.ask(made, "web.lab.test.")) == ["web.lab.test. A 10.1.1.1"]
    assert chains.texts(await chains.ask(made, "foo.test.")) == ["foo.test. A 10.1.1.1"]
    assert (await chains.ask(made, "web.lab.test.", "AAAA")).rcode() == dns.rcode.NOERROR
    assert chains.texts(await chains.ask(made, "1.1.1.10.in-addr.arpa.", "PTR")) == [
        "1.1.1.10.in-addr.arpa. PTR web.lab.test."
    ]
    other = await chains.ask(made, "other.test.")
    assert str(other.additional[0][0]) == "10.244.0.9"


async def test_regex_rewrite_of_answers() -> None:
    """Groups move into the new name, and the answer's names move back."""
    text = (
        ".:53 {\nrewrite stop {\n name regex (.*)\\.lab {1}.test\n answer name (.*)\\.test {1}.lab\n}\n"
        "hosts {\n 10.1.1.1 web.test\n}\n}\n"
    )
    assert chains.texts(await chains.ask(chains.build(text), "web.lab.")) == ["web.lab. A 10.1.1.1"]


@pytest.mark.parametrize(
    ("kind", "old", "new", "name", "found"),
    [
        ("exact", "a.test", "b.test", "a.test.", "b.test."),
        ("prefix", "pre-", "", "pre-a.test.", "a.test."),
        ("suffix", ".old", ".new", "a.old.", "a.new."),
        ("substring", "mid", "x", "a.mid.b.", "a.x.b."),
        ("regex", r"(\w+)\.(\w+)\.test", "{2}.{1}.test", "a.b.test.", "b.a.test."),
        ("exact", "a.test", "b.test", "aa.test.", None),
    ],
)
def test_kinds_of_name_rewrites(kind: str, old: str, new: str, name: str, found: str | None) -> None:
    """Each kind changes what it should, and leaves the rest."""
    assert rewrite.change(kind, old, new)(name) == found


def test_cache_counts_down_and_caps() -> None:
    """A hit shows what is left; `cache 30` caps long answers; a denial lives by its SOA."""
    options = cachesettings.Options(["."], cachesettings.Limits(100, 30), cachesettings.Limits(100, 30))
    kept = cache.Cache(options, metrics.Registry())
    asked = chains.asked("a.test.")
    answer = asked.reply(authoritative=False)
    convert.add(answer.answer, [records.Record("a.test.", "A", 300, ("192.0.2.1",))])
    assert kept.find(asked, 0) is None
    kept.keep(asked, answer, 0)
    assert answer.answer[0].ttl == 30
    hit = kept.find(chains.asked("A.test."), 10.5)
    assert hit is not None
    assert hit.answer[0].ttl == 19
    assert hit.flags & dns.flags.AA
    assert kept.find(asked, 30) is None
    denied = chains.asked("b.test.")
    reply = denied.refuse(dns.rcode.NXDOMAIN)
    soa = ("ns.", "me.", 1, 1, 1, 1, 7)
    convert.add(reply.authority, [records.Record("test.", "SOA", 60, soa)])
    kept.keep(denied, reply, 0)
    assert kept.find(denied, 6) is not None
    assert kept.find(denied, 7) is None


async def test_too_many_queries_at_once_are_refused() -> None:
    """max_concurrent answers REFUSED, in the real words."""
    made = chains.build(".:53 {\nforward . 127.0.0.1:1 {\n max_concurrent 1\n}\n}\n")
    plugin: forward.Forward = made.configs[0].plugins["forward"]
    plugin._running = 1
    with pytest.raises(query.Failure, match="concurrent queries exceeded maximum 1"):
        await plugin.serve(chains.asked("a.test."))


async def test_an_upstream_that_is_away_is_servfail_with_gos_words() -> None:
    """The error names both ends of the socket."""
    made = chains.build(".:53 {\nforward . 127.0.0.1:1\n}\n")
    with pytest.raises(
        query.Failure, match=r"read udp 127\.0\.0\.1:\d+->127\.0\.0\.1:1: read: connection refused"
    ):
        await made.configs[0].plugins["forward"].serve(chains.asked("a.test."))
    await made.stop()


async def test_logs(capsys: pytest.CaptureFixture[str]) -> None:
    """A line a query, and one for what went wrong."""
    made = chains.build(".:53 {\nlog\nerrors\nhosts {\n 10.1.1.1 web.test\n}\n}\n")
    await chains.ask(made, "web.test.")
    await chains.ask(made, "none.test.")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("[INFO] 10.244.0.9:40000 - ")
    assert '"A IN web.test. udp 26 false 512" NOERROR qr,aa,rd 50 0.' in lines[0]
    assert '"A IN none.test. udp 27 false 512" SERVFAIL qr,rd 27 0.' in lines[1]


async def test_zones_share_a_port_and_the_longest_wins() -> None:
    """Server blocks are chosen by name; what no block serves is refused."""
    made = chains.build(
        "a.test {\nhosts {\n 10.0.0.1 x.a.test\n}\n}\nb.a.test {\nhosts {\n 10.0.0.2 x.b.a.test\n}\n}\n"
    )
    assert chains.texts(await chains.ask(made, "x.a.test.")) == ["x.a.test. A 10.0.0.1"]
    assert chains.texts(await chains.ask(made, "x.b.a.test.")) == ["x.b.a.test. A 10.0.0.2"]
    assert (await chains.ask(made, "other.")).rcode() == dns.rcode.REFUSED
    with pytest.raises(dispenser.CorefileError, match="already defined"):
        chains.build("a.test {\nwhoami\n}\na.test {\nwhoami\n}\n")


async def test_large_answers_are_cut_by_udp_and_not_by_edns() -> None:
    """512 bytes without EDNS, and TC says that more was there."""
    lines = "\n".join(f" 10.0.{n // 250}.{n % 250} many.test" for n in range(60))
    made = chains.build(".:53 {\nhosts {\n" + lines + "\n}\n}\n")
    plain = await chains.ask(made, "many.test.")
    assert plain.flags & dns.flags.TC
    assert 20 < len(plain.answer[0]) < 60
    whole = await chains.ask(made, "many.test.", edns=True)
    assert not whole.flags & dns.flags.TC
    assert len(whole.answer[0]) == 60


async def test_the_built_in_zone() -> None:
    """Known names live on documentation addresses, everything else does not exist."""
    front = upstream._Front(None)
    message = dns.message.make_query("google.com.", "A")
    data = await front.serve(message.to_wire(), ("10.0.2.15", 5), "udp", "")
    assert data is not None
    answer = dns.message.from_wire(data)
    assert answer.flags & dns.flags.RA
    assert str(answer.answer[0][0]).startswith("198.51.100.")
    assert (
        builtin.answer("www.google.com.", "A").answer[0].data
        != builtin.answer("google.com.", "A").answer[0].data
    )
    assert builtin.answer("nothing.google.com.", "A").rcode == records.NXDOMAIN
    assert builtin.answer("google.com.default.svc.cluster.local.", "A").rcode == records.NXDOMAIN
    assert builtin.answer("google.com.", "MX").authority[0].type == "SOA"
    assert len(builtin.answer(".", "NS").answer) == 13
