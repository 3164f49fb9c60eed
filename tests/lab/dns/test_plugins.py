"""template, hosts, autopath, file and cache beyond the recorded cases (facts of the plugins' own tests)."""

from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import pytest

from tests.lab.dns import chains
from tutor.base import metrics
from tutor.lab.dns import cachesettings, convert, query, records
from tutor.lab.dns.plugins import cache, hosts, template

IP_NAMES = """\
.:53 {
 template IN A test {
  rcode REFUSED
 }
 template IN A example {
  match ^ip-10-(?P<b>[0-9]*)-(?P<c>[0-9]*)-(?P<d>[0-9]*)[.]example[.]$
  answer "{{ .Name }} 60 IN A 10.{{ .Group.b }}.{{ .Group.c }}.{{ index .Match 3 }}"
  additional "ns0.example. IN A 203.0.113.8"
  authority "example. IN NS ns0.example.com."
  fallthrough
 }
 template IN MX example {
  match ^ip-10-(?P<b>[0-9]*)-(?P<c>[0-9]*)-(?P<d>[0-9]*)[.]example[.]$
  answer "{{ .Name }} 60 MX 10 {{ .Name }}"
 }
 template ANY ANY invalid {
  rcode NXDOMAIN
  authority "invalid. 60 {{ .Class }} SOA a.invalid. b.invalid. (1 60 60 60 60)"
 }
 template IN TXT broken {
  answer "{{ .Name }} 60 IN TXT \\"{{ index .Match 2 }}\\""
 }
 template IN TXT nonsense {
  answer "{{ .Name }}"
 }
 template IN A alias {
  answer "{{ .Name }} 60 IN CNAME ip-10-1-2-3.example."
 }
}
"""


@pytest.mark.parametrize(
    ("name", "kind", "rcode", "texts"),
    [
        ("some.test.", "A", "REFUSED", []),
        ("ip-10-95-12-8.example.", "A", "NOERROR", ["ip-10-95-12-8.example. A 10.95.12.8"]),
        ("ip-10-95-12-8.example.", "MX", "NOERROR", ["ip-10-95-12-8.example. MX 10 ip-10-95-12-8.example."]),
        ("other.example.", "MX", "NXDOMAIN", []),
        ("x.invalid.", "MX", "NXDOMAIN", []),
        ("x.broken.", "TXT", "SERVFAIL", []),
        ("x.nonsense.", "TXT", "SERVFAIL", []),
        (
            "x.alias.",
            "A",
            "NOERROR",
            ["x.alias. CNAME ip-10-1-2-3.example.", "ip-10-1-2-3.example. A 10.1.2.3"],
        ),
    ],
)
async def test_templates(name: str, kind: str, rcode: str, texts: list[str]) -> None:
    """Groups, other sections, aliases that are followed, and templates that make no record."""
    answer = await chains.ask(chains.build(IP_NAMES), name, kind)
    assert (dns.rcode.to_text(answer.rcode()), chains.texts(answer)) == (rcode, texts)
    if kind == "A" and "95" in name:
        assert [str(one) for one in answer.additional] == ["ns0.example. 3600 IN A 203.0.113.8"]
        assert [str(one) for one in answer.authority] == ["example. 3600 IN NS ns0.example.com."]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("a. 60 IN A 10.0.0.1", "a. 60 IN A 10.0.0.1"),
        ("a. IN 60 A 10.0.0.1", "a. 60 IN A 10.0.0.1"),
        ("a.\t60\tA\t10.0.0.1", "a. 60 IN A 10.0.0.1"),
        ("a. A 10.0.0.1", "a. 3600 IN A 10.0.0.1"),
        ('a. CH TXT "b c"', 'a. 3600 CH TXT "b c"'),
    ],
)
def test_records_as_written(line: str, wanted: str) -> None:
    """Time to live and class come in either order, or not at all."""
    assert str(template._record(line)) == wanted


def test_hosts_files() -> None:
    """Several names, comments, zones of interfaces, IPv4 written as IPv6, and what is no address."""
    text = "127.0.0.1 localhost Localhost.Domain # here\n::1 localhost\n::FFFF:10.0.0.2 example.com\n"
    table = hosts.parse(text + "nonsense a\n10.0.0.9\nfe80::1%lo0 link\n10.0.0.1\texample.org\texample.org\n")
    assert table.addresses["localhost."] == ["127.0.0.1", "::1"]
    assert table.addresses["example.com."] == ["10.0.0.2"]
    assert table.addresses["link."] == ["fe80::1"]
    assert table.names["127.0.0.1"] == ["localhost.", "localhost.domain."]
    assert "a." not in table.addresses


@pytest.mark.parametrize(
    ("name", "kind", "rcode", "texts"),
    [
        ("example.org.", "A", "NOERROR", ["example.org. A 10.0.0.1"]),
        ("Example.ORG.", "A", "NOERROR", ["example.org. A 10.0.0.1"]),
        ("example.org.", "AAAA", "NOERROR", []),
        ("example.org.", "MX", "NOERROR", []),
        ("1.0.0.10.in-addr.arpa.", "PTR", "NOERROR", ["1.0.0.10.in-addr.arpa. PTR example.org."]),
        ("none.example.org.", "A", "SERVFAIL", []),
    ],
)
async def test_hosts(name: str, kind: str, rcode: str, texts: list[str]) -> None:
    """Other types of a name that is known are empty answers; an unknown name is a failure, for there is no SOA."""
    made = chains.build(".:53 {\nhosts /none {\n 10.0.0.1 example.org\n ttl 60\n}\n}\n")
    answer = await chains.ask(made, name, kind)
    assert (dns.rcode.to_text(answer.rcode()), [one.lower() for one in chains.texts(answer)]) == (
        rcode,
        [one.lower() for one in texts],
    )
    assert all(rrset.ttl == 60 for rrset in answer.answer)


async def test_autopath_walks_the_search_path(tmp_path: Path) -> None:
    """The first name that exists answers, behind an alias; no alias for the name itself; other names are left alone."""
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\nsearch example.org example.com com\n")
    rules = 'template IN A b.com {\n answer "b.com. 3600 IN A 127.0.0.53"\n}\n'
    rules += 'template IN A a.example.org {\n answer "a.example.org. 3600 IN A 127.0.0.54"\n}\n'
    rules += "template IN A . {\n rcode NXDOMAIN\n}\n"
    made = chains.build(f".:53 {{\nautopath {tmp_path}/resolv.conf\n{rules}}}\n")
    answer = await chains.ask(made, "b.example.org.")
    assert chains.texts(answer) == ["b.example.org. CNAME b.com.", "b.com. A 127.0.0.53"]
    assert str(answer.question[0].name) == "b.example.org."
    plain = await chains.ask(made, "a.example.org.")
    assert chains.texts(plain) == ["a.example.org. A 127.0.0.54"]
    missing = await chains.ask(made, "c.example.org.")
    assert (missing.rcode(), missing.answer) == (dns.rcode.NXDOMAIN, [])
    assert (await chains.ask(made, "b.com.")).answer[0].ttl == 3600


def kept(limits: tuple[int, int], **options: object) -> cache.Cache:
    """A cache whose answers live between these bounds."""
    bounds = cachesettings.Limits(100, limits[1], limits[0])
    return cache.Cache(cachesettings.Options(["."], bounds, bounds, **options), metrics.Registry())  # type: ignore[arg-type]


def reply_of(
    asked: query.Query, ttl: int, *, rcode: dns.rcode.Rcode = dns.rcode.NOERROR
) -> dns.message.Message:
    """An answer, or a denial with a SOA, that lives for so long."""
    reply = asked.reply(authoritative=False)
    reply.set_rcode(rcode)
    if rcode == dns.rcode.NOERROR:
        convert.add(reply.answer, [records.Record("a.test.", "A", ttl, ("192.0.2.1",))])
    elif rcode == dns.rcode.NXDOMAIN:
        convert.add(reply.authority, [records.Record("test.", "SOA", ttl, ("n.", "m.", 1, 2, 3, 4, ttl))])
    return reply


@pytest.mark.parametrize(
    ("ttl", "limits", "wanted"),
    [
        (1800, (300, 3600), 1800),
        (299, (300, 3600), 300),
        (299, (0, 3600), 299),
        (3601, (300, 3600), 3600),
        (0, (5, 30), 5),
        (30, (5, 30), 30),
    ],
)
def test_lifetimes_in_a_cache(ttl: int, limits: tuple[int, int], wanted: int) -> None:
    """Clamped; a miss shows the whole, a hit what is left, and at the end nothing."""
    for rcode in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        store, asked = kept(limits), chains.asked("a.test.")
        answer = reply_of(asked, ttl, rcode=rcode)
        store.keep(asked, answer, 0)
        assert (answer.answer or answer.authority)[0].ttl == wanted
        hit = store.find(asked, 1.5)
        assert hit is not None
        assert (hit.answer or hit.authority)[0].ttl == int(wanted - 1.5)
        assert store.find(asked, wanted) is None


def test_what_is_never_kept() -> None:
    """Answers that are cut off, of no time, refusals; failures are kept for a short while."""
    store, asked = kept((0, 3600)), chains.asked("a.test.")
    cut = reply_of(asked, 60)
    cut.flags |= dns.flags.TC
    for answer in (cut, reply_of(asked, 0), reply_of(asked, 60, rcode=dns.rcode.REFUSED)):
        store.keep(asked, answer, 0)
        assert store.find(asked, 0) is None
    for rcode in (dns.rcode.SERVFAIL, dns.rcode.NOTIMP):
        store.keep(asked, reply_of(asked, 0, rcode=rcode), 0)
        assert store.find(asked, 3) is not None
        assert store.find(asked, 6) is None


@pytest.mark.parametrize(
    ("name", "kind", "rcode", "texts"),
    [
        ("www.example.net.", "A", "NOERROR", ["www.example.net. A 10.0.0.1", "www.example.net. A 10.0.0.2"]),
        ("www.example.net.", "AAAA", "NOERROR", []),
        ("a.b.example.net.", "A", "NOERROR", ["a.b.example.net. A 10.0.0.3"]),
        ("b.example.net.", "A", "NOERROR", []),
        ("any.wild.example.net.", "TXT", "NOERROR", ['any.wild.example.net. TXT "w"']),
        ("alias.example.net.", "CNAME", "NOERROR", ["alias.example.net. CNAME www.example.net."]),
        ("example.net.", "SOA", "NOERROR", None),
        ("none.example.net.", "A", "NXDOMAIN", []),
    ],
)
async def test_zone_files(name: str, kind: str, rcode: str, texts: list[str] | None, tmp_path: Path) -> None:
    """Wildcards, empty names above others, aliases; every denial carries the SOA."""
    lines = [
        "$ORIGIN example.net.",
        "@ 60 IN SOA ns admin 1 2 3 4 5",
        "@ 60 IN NS ns",
        "www 60 IN A 10.0.0.1",
    ]
    lines += ["www 60 IN A 10.0.0.2", "a.b 60 IN A 10.0.0.3", '*.wild 60 IN TXT "w"', "alias 60 IN CNAME www"]
    (tmp_path / "db").write_text("\n".join([*lines, ""]))
    answer = await chains.ask(chains.build(f"example.net:53 {{\nfile {tmp_path}/db\n}}\n"), name, kind)
    assert dns.rcode.to_text(answer.rcode()) == rcode
    assert texts is None or sorted(chains.texts(answer)) == texts
    if texts == []:
        assert "SOA" in str(answer.authority[0])
