"""Large rule sets in pieces: whatever the order of changes, a kernel that takes them in turn ends where it should."""

import shlex

import hypothesis
from hypothesis import strategies as st

from tutor.lab.proxy import batches, ruleset


class Kernel:
    """What iptables-restore --noflush does, on chains of lines; refuses jumps to chains that do not exist."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, list[tuple[str, ...]]]] = {}

    def restore(self, text: str) -> None:
        """Run one text."""
        for part in text.split("COMMIT\n")[:-1]:
            head, *lines = part.strip().splitlines()
            chains = self.tables.setdefault(head[1:], {})
            for line in lines:
                self._line(chains, line)

    def _line(self, chains: dict[str, list[tuple[str, ...]]], line: str) -> None:
        if line.startswith(":"):
            chains[line[1:].split()[0]] = []
            return
        verb, chain, *words = shlex.split(line)
        if verb == "-X":
            assert not any(chain in rule for rules in chains.values() for rule in rules)
            assert not chains.pop(chain)
            return
        target = words[words.index("-j") + 1]
        assert not target.startswith("KUBE-") or target in chains
        match verb:
            case "-A":
                chains[chain].append(tuple(words))
            case "-D":
                chains[chain].remove(tuple(words))
            case "-I":
                assert 1 <= int(words[0]) <= len(chains[chain]) + 1
                chains[chain].insert(int(words[0]) - 1, tuple(words[1:]))


def rules_of(services: dict[int, int]) -> ruleset.RuleSet:
    """A set with a chain for each service, and one for each of its endpoints."""
    out = ruleset.RuleSet()
    out.chain("nat", "KUBE-SERVICES")
    for name, endpoints in sorted(services.items()):
        out.add("nat", "KUBE-SERVICES", "-m", "comment", "--comment", f"s {name}", "-j", f"KUBE-SVC-{name}")
        out.chain("nat", f"KUBE-SVC-{name}")
        for number in range(endpoints):
            out.add("nat", f"KUBE-SVC-{name}", "-j", f"KUBE-SEP-{name}-{number}")
            out.add("nat", f"KUBE-SEP-{name}-{number}", "-j", "DNAT", "--to-destination", f"{number}")
    out.add("nat", "KUBE-SERVICES", "-j", "KUBE-NODEPORTS")
    out.chain("nat", "KUBE-NODEPORTS")
    return out


SERVICES = st.dictionaries(st.integers(0, 30), st.integers(0, 4), max_size=20)


@hypothesis.given(st.lists(SERVICES, min_size=1, max_size=4), st.integers(400, 6000))
def test_pieces_lead_to_the_same_rules_as_the_whole(steps: list[dict[int, int]], largest: int) -> None:
    """From any set to any other, with any limit; no piece is heavier than the limit unless one chain alone is."""
    kernel, known = Kernel(), None
    for services in steps:
        wanted = rules_of(services)
        texts = batches.texts(wanted, known, largest=largest)
        for text in texts:
            kernel.restore(text)
            unit = max(map(batches.weight, text.splitlines()))
            assert sum(map(batches.weight, text.splitlines()[1:-1])) <= max(largest, unit)
        if texts:
            assert kernel.tables == wanted.tables
        known = wanted


def test_what_fits_is_one_text() -> None:
    """And nothing is none."""
    wanted = rules_of({1: 2})
    assert len(batches.texts(wanted)) == 1
    assert batches.texts(wanted, wanted) == []
    assert len(batches.texts(rules_of(dict.fromkeys(range(300), 2)))) > 1


MEASURED = {
    ":KUBE-SEP-AAAAAAAAAAAAAAAA - [0:0]": 70,
    "-A KUBE-SEP-A -j RETURN": 152,
    "-A KUBE-SEP-A -s 172.16.1.2 -j KUBE-MARK-MASQ": 265,
    "-A KUBE-SEP-A -m tcp -p tcp -j DNAT --to-destination 172.16.1.2:80": 330,
    '-A KUBE-SEP-A -m comment --comment "default/web" -s 172.16.1.2 -j KUBE-MARK-MASQ': 569,
    '-A KUBE-SEP-A -m comment --comment "default/web" -m tcp -p tcp -j DNAT --to-destination 172.16.1.2:80': 634,
    '-A KUBE-SVC-A -m comment --comment "default/web" -m statistic --mode random --probability 0.5 -j B': 558,
    '-A KUBE-SERVICES -m comment --comment "default/web" -m tcp -p tcp -d 10.96.0.1 --dport 80 -j A': 758,
    '-A KUBE-SVC-A -m comment --comment "web" -m tcp -p tcp -d 10.96.0.1 --dport 80 ! -s 172.16.0.0/16 -j M': 845,
    '-A KUBE-SVC-A -m comment --comment "default/web" -m recent --name A --rcheck --seconds 10800 --reap -j A': 766,
}
"""Bytes that iptables-nft makes of a line."""


def test_no_line_is_taken_for_lighter_than_it_is() -> None:
    """With and without comments, which kube-proxy leaves out where there are many endpoints."""
    assert {line for line, size in MEASURED.items() if batches.weight(line) < size} == set()
