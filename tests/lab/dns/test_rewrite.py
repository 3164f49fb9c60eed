"""rewrite: what becomes of questions and answers, and which rules are none (facts of the plugin's own tests)."""

import dns.rcode
import pytest

from tests.lab.dns import chains
from tutor.lab.dns import dispenser
from tutor.lab.dns.plugins import rewrite

ECHO = 'template ANY A {\n answer "{{ .Name }} 600 IN A 10.0.0.1"\n}'


async def rewritten(rule: str, name: str) -> tuple[str, str, int]:
    """The question and the answer's owner as the client sees them, and the answer's time to live."""
    made = chains.build(f".:53 {{\nrewrite {rule}\n{ECHO}\n}}\n")
    answer = await chains.ask(made, name)
    return str(answer.question[0].name), str(answer.answer[0].name), answer.answer[0].ttl


@pytest.mark.parametrize(
    ("rule", "asked", "owner"),
    [
        ("name prefix foo bar", "foo.example.com.", "bar.example.com."),
        ("name prefix foo bar", "coredns.foo.", "coredns.foo."),
        ("name suffix .com .org", "foo.example.com.", "foo.example.org."),
        ("name suffix com. org.", "foo.example.com.", "foo.example.org."),
        ("name suffix .in.rocks nginx.rocks", "coredns.in.rocks.", "corednsnginx.rocks."),
        ("name suffix com org answer auto", "foo.example.com.", "foo.example.com."),
        ("name prefix foo bar answer auto", "foo.example.com.", "foo.example.com."),
        ("name exact a.rocks b.consul", "a.rocks.", "a.rocks."),
        ("name a.rocks b.consul", "c.rocks.", "c.rocks."),
        ("name regex (.*).rocks {1}.maps", "foo.rocks.", "foo.maps."),
        ("name regex (.*).rocks {1}.maps answer auto", "foo.rocks.", "foo.rocks."),
        ("name regex (.*).rocks {1}.maps answer name (.*).maps {1}.works", "foo.rocks.", "foo.works."),
        ("name substring from.sub to", "from.sub.nl.", "to.nl."),
        ("name regex (core)\\.(dns)\\.(nl) {2}.{1}.{3}", "core.dns.nl.", "dns.core.nl."),
        ("stop name regex (f.*m)\\.regex\\.(nl) to.{2}", "from.regex.nl.", "to.nl."),
        (
            "continue name regex consul\\.(rocks) core.{1}\nrewrite name core.rocks to.nl",
            "consul.rocks.",
            None,
        ),
    ],
)
async def test_rewrites_of_names(rule: str, asked: str, owner: str | None) -> None:
    """The question is always the client's own; the answer's names go back where the rule says so."""
    question, found, _ = await rewritten(rule, asked)
    assert question == asked
    assert found == (owner or "core.rocks.") or owner is None


@pytest.mark.parametrize(
    ("limits", "ttl"),
    [("30", 30), ("1000", 1000), ("30-300", 300), ("700-", 700), ("30-", 600), ("-300", 300), ("-700", 600)],
)
async def test_rewrites_of_times_to_live(limits: str, ttl: int) -> None:
    """One value, a range, or a bound on one side."""
    assert (await rewritten(f"ttl suffix example.com {limits}", "a.example.com."))[2] == ttl
    assert (await rewritten(f"ttl suffix example.org {limits}", "a.example.com."))[2] == 600


@pytest.mark.parametrize(
    "words",
    [
        "name a.com",
        "name a.com b.com c.com",
        "name regex (.*).rocks {1}.{2}.rocks",
        "name regex ([a]\\.com new-{1}.com",
        "name suffix a.com b.com answer",
        "name suffix a.com b.com answer name",
        "name suffix a.com b.com answer other",
        "name regex a.com b.com answer name",
        "name regex a.com b.com answer name (.*).rock {1}.{2}.com",
        "name regex a.com b.com answer name (.*).rock {1}.com name (.*).rock",
        "name regex a.com b.com answer ttl (.*).rock {1}.com",
        "name regex a.com b.com NoAnswer name (.*).rock {1}.com",
        "type a",
        "type any a a",
        "type XY WV",
        "class IN",
        "class IN WV",
        "ttl a.com",
        "ttl a.com 300-30",
        "ttl a.com -",
        "ttl a.com soon",
        "ttl a.com 12345678901234567890",
        "unknown-action name a.com b.com",
    ],
)
def test_rules_that_are_none(words: str) -> None:
    """They keep the server from starting."""
    with pytest.raises(dispenser.CorefileError):
        rewrite._rule(words.split())


@pytest.mark.parametrize(
    "words",
    [
        "name suffix a.com b.com answer auto",
        "name regex (.*).a {1}.b answer name (.*).b {1}.a name (.*).c {1}.a",
        "name regex (.*).a {1}.b answer name (.*).b {1}.a answer value (.*).c {1}.a",
        "name suffix a. b. answer value (.*).b {1}.a name (.*).b {1}.a",
        "continue class ch in",
        "type any a",
    ],
)
def test_rules_that_are_some(words: str) -> None:
    """Several answers to one rule, with the word repeated or not."""
    assert rewrite._rule(words.split()).field in ("name", "class", "type")


async def test_rewrites_reach_every_section() -> None:
    """Times to live, names and what records point at."""
    text = (
        'template IN MX test {\n answer "{{ .Name }} 600 IN MX 10 mail.test."\n'
        ' authority "test. 600 IN NS ns.test."\n additional "mail.test. 600 IN A 10.0.0.1"\n}\n'
        "rewrite continue ttl regex .* 30\n"
        "rewrite name suffix .lab .test answer name (.*)\\.test {1}.lab answer value (.*)\\.test {1}.lab\n"
    )
    answer = await chains.ask(chains.build(f".:53 {{\n{text}}}\n"), "a.lab.", "MX")
    found = [str(one) for one in (*answer.answer, *answer.authority, *answer.additional)]
    assert found == ["a.lab. 30 IN MX 10 mail.lab.", "test. 30 IN NS ns.lab.", "mail.lab. 30 IN A 10.0.0.1"]


async def test_a_name_that_cannot_be_is_a_failure() -> None:
    """As the real one says."""
    made = chains.build(f".:53 {{\nrewrite name example.org example..org\n{ECHO}\n}}\n")
    assert (await chains.ask(made, "example.org.")).rcode() == dns.rcode.SERVFAIL
