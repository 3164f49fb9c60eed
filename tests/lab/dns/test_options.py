"""Options of plugins that a learner may well add: what they accept, and what they do."""

import asyncio

import dns.message
import dns.rcode
import pytest

from tests.lab.dns import chains
from tutor.base import metrics
from tutor.lab.dns import cachesettings, convert, dispenser, query, records
from tutor.lab.dns.plugins import cache, errors, kubernetes, rewrite

SOMEWHERE = "endpoint http://127.0.0.1:1"


class Upstream:
    """Answers with one address after another, or fails."""

    def __init__(self) -> None:
        self.count, self.away = 0, False

    async def serve(self, asked: query.Query) -> dns.message.Message:
        if self.away:
            raise query.Failure(dns.rcode.SERVFAIL, "away")
        self.count += 1
        answer = asked.reply(authoritative=False)
        found = records.Record(asked.qname, "A", 100, (f"192.0.2.{self.count}",))
        convert.add(answer.answer, [found])
        return answer


def front(monkeypatch: pytest.MonkeyPatch, **options: object) -> tuple[cache.Front, Upstream, list[float]]:
    """A cache with its own clock before an upstream."""
    clock, upstream = [0.0], Upstream()
    monkeypatch.setattr("tutor.lab.dns.plugins.cache.time.monotonic", lambda: clock[0])
    limits = cachesettings.Limits(100, 3600), cachesettings.Limits(100, 1800)
    store = cache.Cache(cachesettings.Options(["."], *limits, **options), metrics.Registry())  # type: ignore[arg-type]
    return cache.Front(store, upstream.serve), upstream, clock


def address(answer: dns.message.Message) -> tuple[str, int]:
    """The answer's address and what is left of its time."""
    return answer.answer[0][0].to_text(), answer.answer[0].ttl


async def test_stale_answers_are_served_while_new_ones_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """serve_stale: at once with TTL 0, and the next client gets the new one."""
    made, _, clock = front(monkeypatch, stale_seconds=3600.0)
    assert address(await made.serve(chains.asked("a.test."))) == ("192.0.2.1", 100)
    clock[0] = 150
    assert address(await made.serve(chains.asked("a.test."))) == ("192.0.2.1", 0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert address(await made.serve(chains.asked("a.test."))) == ("192.0.2.2", 100)


async def test_stale_answers_stand_in_for_an_upstream_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """With `verify` the upstream is asked first; what is too old is no answer."""
    made, upstream, clock = front(monkeypatch, stale_seconds=60.0, verify=True)
    await made.serve(chains.asked("a.test."))
    upstream.away, clock[0] = True, 150
    assert address(await made.serve(chains.asked("a.test."))) == ("192.0.2.1", 0)
    clock[0] = 161
    with pytest.raises(query.Failure):
        await made.serve(chains.asked("a.test."))


async def test_wanted_answers_are_renewed_before_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """prefetch 2: in the last tenth of an answer's life, if it was asked for often enough."""
    made, upstream, clock = front(monkeypatch, prefetch=2)
    for moment in (0, 50, 60, 89):
        clock[0] = moment
        await made.serve(chains.asked("a.test."))
    await asyncio.sleep(0)
    assert upstream.count == 1
    clock[0] = 91
    assert address(await made.serve(chains.asked("a.test.")))[0] == "192.0.2.1"
    await asyncio.sleep(0)
    assert address(await made.serve(chains.asked("a.test.")))[0] == "192.0.2.2"


async def test_errors_of_a_kind_become_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """consolidate counts them, and says how many after a while."""
    made = chains.build(
        '.:53 {\nerrors {\nconsolidate 10ms "connection refused" warning\n}\nforward . 127.0.0.1:1\n}\n'
    )
    for _ in range(3):
        await chains.ask(made, "b.test.")
    assert "errors" not in capsys.readouterr().out
    shown = ""
    async with asyncio.timeout(5):
        while "occurred" not in shown:
            await asyncio.sleep(0.005)
            shown += capsys.readouterr().out
    await made.stop()
    assert shown == "[WARNING] plugin/errors: 3 errors like 'connection refused' occurred in last 10ms\n"


async def test_response_codes_are_rewritten() -> None:
    """rewrite rcode: for matching names only."""
    made = chains.build(
        ".:53 {\nrewrite rcode suffix .hidden.test NXDOMAIN NOERROR\ntemplate IN A test {\nrcode NXDOMAIN\n}\n}\n"
    )
    assert (await chains.ask(made, "a.hidden.test.")).rcode() == dns.rcode.NOERROR
    assert (await chains.ask(made, "a.open.test.")).rcode() == dns.rcode.NXDOMAIN


def test_options_of_kubernetes() -> None:
    """What a block may say beside the usual."""
    made = chains.build(
        f".:53 {{\nkubernetes cluster.local clusterset.local {{\n{SOMEWHERE}\nnoendpoints\nstartup_timeout 2s\n"
        "apiserver_qps 50\nmulticluster clusterset.local\n}\n}\n"
    )
    plugin: kubernetes.Kubernetes = made.configs[0].plugins["kubernetes"]
    assert plugin.block.startup_seconds == 2.0
    assert not plugin.block.endpoints
    assert plugin.options.multicluster == {"clusterset.local."}


@pytest.mark.parametrize(
    "text",
    [
        "cache {\nserve_stale 1h sometimes\n}",
        "cache {\nserve_stale -1s\n}",
        "cache {\nservfail 10m\n}",
        "cache {\nprefetch -1\n}",
        "cache {\nprefetch 2 1m 5%\n}",
        "errors {\nconsolidate soon x\n}",
        'errors {\nconsolidate 1s "("\n}',
        "errors {\nconsolidate 1s x loud\n}",
        "rewrite rcode exact a.test NXDOMAIN NOTHING",
        f"kubernetes cluster.local {{\n{SOMEWHERE}\nmulticluster other.local\n}}",
        f"kubernetes cluster.local {{\n{SOMEWHERE}\nstartup_timeout soon\n}}",
    ],
)
def test_what_has_no_meaning_is_refused(text: str) -> None:
    """A mistake ends the start, and is never taken for something else."""
    with pytest.raises(dispenser.CorefileError):
        chains.build(f".:53 {{\n{text}\n}}\n")


def test_groups_and_rules_are_read() -> None:
    """The words of a consolidated group and of a rule for codes."""
    made = chains.build(".:53 {\nerrors {\nconsolidate 30s x$ info show_first\n}\n}\n")
    assert [name for name, _ in made.configs[0].chain] == ["errors"]
    assert errors.LEVELS == ("warning", "error", "info", "debug")
    assert rewrite._rcode("nxdomain") == rewrite._rcode("3") == 3
