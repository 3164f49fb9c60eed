"""Blocks of log, cache and kubernetes in a Corefile: what they accept, and what it means (after the plugins' tests)."""

import pytest

from tests.lab.dns import chains
from tutor.lab.dns import dispenser


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("log", {"denial", "success", "failure"}),
        ("log {\n class success\n}", {"success"}),
        ("log {\n class denial error\n}", {"denial", "failure"}),
        ("log {\n class denial\n class error\n}", {"denial", "failure"}),
        ("log yes.test", {"success"}),
        ("log yes.test fails", {"success", "failure"}),
        ("log no.test {\n class success\n}", set()),
    ],
)
async def test_classes_and_names_of_logged_queries(
    words: str, wanted: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Denials are known by their SOA; several lines of classes add up."""
    rules = 'template IN A yes.test {\n answer "{{ .Name }} A 10.0.0.1"\n}\n'
    rules += 'template IN A no.test {\n rcode NXDOMAIN\n authority "test. SOA n. m. 1 2 3 4 5"\n}\n'
    rules += "template IN A fails {\n rcode REFUSED\n}\n"
    made = chains.build(f".:53 {{\n{words}\n{rules}}}\n")
    for name in ("yes.test.", "no.test.", "fails."):
        await chains.ask(made, name)
    named = {"yes.test.": "success", "no.test.": "denial", "fails.": "failure"}
    lines = capsys.readouterr().out.splitlines()
    assert {kind for name, kind in named.items() if any(f" {name} " in line for line in lines)} == wanted


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("{type} {name} {rcode} {>rflags}", "A yes.test. NOERROR qr,aa,rd"),
        ("{proto}-{class}-{port}-{remote}", "udp-IN-40000-10.244.0.9"),
        ("{unknown} {/metadata} {id} {}", "{unknown} - {id} {}"),
        ("{>do} {>bufsize} {>opcode}", "false 512 0"),
    ],
)
async def test_forms_of_logged_queries(form: str, wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no field stays as it is written."""
    rules = 'template IN A yes.test {\n answer "{{ .Name }} A 10.0.0.1"\n}\n'
    made = chains.build(f'.:53 {{\nlog . "{form}"\n{rules}}}\n')
    await chains.ask(made, "yes.test.")
    assert capsys.readouterr().out.splitlines()[-1] == f"[INFO] {wanted}"


@pytest.mark.parametrize(
    ("words", "success", "denial"),
    [
        ("", (9984, 5, 3600), (9984, 5, 1800)),
        (" 30", (9984, 5, 30), (9984, 5, 30)),
        (" example.nl {\n success 10\n}", (10, 5, 3600), (9984, 5, 1800)),
        (" example.nl {\n success 10 1800 30\n}", (10, 30, 1800), (9984, 5, 1800)),
        (" 25 example.nl {\n success 10\n denial 10 15 2\n}", (10, 5, 25), (10, 2, 15)),
        (" aaa example.nl", (9984, 5, 3600), (9984, 5, 1800)),
    ],
)
def test_bounds_of_a_cache(words: str, success: tuple[int, ...], denial: tuple[int, ...]) -> None:
    """Capacity, shortest and longest life, for answers and for denials."""
    options = chains.build(f".:53 {{\ncache{words}\nwhoami\n}}\n").configs[0].plugins["cache"].options
    for limits, wanted in ((options.success, success), (options.denial, denial)):
        assert (limits.capacity, limits.shortest, limits.longest) == wanted


@pytest.mark.parametrize(
    ("line", "good"),
    [
        ("serve_stale", True),
        ("serve_stale 1h20m", True),
        ("serve_stale 0 VERIFY", True),
        ("serve_stale 20", False),
        ("serve_stale -20m", False),
        ("serve_stale 1m nono", False),
        ("serve_stale 0 after nono", False),
        ("servfail 5m", True),
        ("servfail 0", True),
        ("servfail", False),
        ("servfail 6m", False),
        ("servfail 20", False),
        ("servfail -1s", False),
        ("servfail 1m invalid", False),
        ("disable denial example.com example.org", True),
        ("disable success", True),
        ("disable invalid example.com", False),
        ("success", False),
        ("success 15\ndenial aaa", False),
        ("positive 15", False),
        ("prefetch 10", True),
        ("prefetch -1", False),
        ("prefetch 0 blurp", False),
    ],
)
def test_options_of_a_cache(line: str, good: bool) -> None:
    """Durations have units, and failures are kept for five minutes at most."""
    text = f".:53 {{\ncache {{\n{line}\n}}\nwhoami\n}}\n"
    if good:
        assert chains.build(text).configs[0].plugins["cache"]
        return
    with pytest.raises(dispenser.CorefileError):
        chains.build(text)


@pytest.mark.parametrize(
    ("line", "good"),
    [
        ("namespaces demo test", True),
        ("namespaces", False),
        ("labels environment=prod", True),
        ("labels environment in (production, staging, qa),application=nginx", True),
        ("labels environment in (production, qa", False),
        ("labels", False),
        ("labels !canary,tier", True),
        ("labels a in ()", True),
        ("labels a b", False),
        ("labels =x", False),
        ("pods verified", True),
        ("pods giant_seed", False),
        ("endpoint_pod_names", True),
        ("endpoint_pod_names giant_seed", False),
        ("fallthrough ip6.arpa inaddr.arpa foo.com", True),
        ("ttl 0", True),
        ("ttl 3601", False),
        ("ttl -1", False),
        ("ttl x", False),
        ("ignore empty_service", True),
        ("ignore pie", False),
        ("noendpoints", True),
        ("noendpoints x", False),
        ("namespace_labels istio-injection=enabled", True),
        ("namespaces a\nnamespace_labels b=c", False),
    ],
)
def test_options_of_the_cluster(line: str, good: bool) -> None:
    """What the kubernetes plugin's block may hold."""
    text = f".:53 {{\nkubernetes cluster.local {{\nendpoint http://127.0.0.1:1\n{line}\n}}\n}}\n"
    if good:
        assert chains.build(text).configs[0].plugins["kubernetes"]
        return
    with pytest.raises(dispenser.CorefileError):
        chains.build(text)
