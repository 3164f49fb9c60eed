"""Rules as texts for `iptables-restore --noflush`, none too large for the kernel. Pure.

iptables-nft hands a whole table to the kernel in one message, which must fit into the socket's send buffer: without
privileges in the machine's own user namespace that is net.core.wmem_max, some 300 rules. What fits goes out in one
piece, all or nothing. More goes out in pieces, in an order in which no packet meets a jump to a chain that is not
filled yet: endpoints, then services, then what leads to them; what nobody jumps to any more is deleted last.
"""

from collections.abc import Iterable, Iterator

from tutor.lab.proxy import ruleset

LARGEST = 180_000
"""Bytes of one message, as `weight` estimates them; wmem_max is 212,992 on common kernels."""
_RANKS = (("KUBE-SEP-",), ("KUBE-SVC-", "KUBE-SVL-"), ("KUBE-EXT-", "KUBE-FW-", "KUBE-XLB-"))

Unit = list[str]
"""Lines that belong into one message."""


def weight(line: str) -> int:
    """At most how many bytes of a netlink message a line becomes.

    Measured with iptables-nft 1.8.9, as messages that just fit: 70 for a chain, 152 for a bare rule, 304 more for a
    comment, 300 for `recent`, some 90 for each address, protocol or port, 100 for a target or another match.
    """
    return 100 * (1 + line.count(" -")) + 80 * line.count(" --comment ")


def texts(
    wanted: ruleset.RuleSet,
    known: ruleset.RuleSet | None = None,
    *,
    first: Iterable[tuple[str, str]] = (),
    largest: int = LARGEST,
) -> list[str]:
    """What turns `known` into `wanted`, to be restored one after the other; `first` as in `ruleset.restore_text`."""
    first = list(first)
    whole = ruleset.restore_text(wanted, known, first=first)
    if not whole or sum(map(weight, whole.splitlines())) <= largest:
        return [whole] if whole else []
    before = known.tables if known else {}
    found = []
    for table in ruleset.TABLES:
        jumps = [line for where, line in first if where == table]
        units = _units(wanted.tables.get(table, {}), before.get(table, {}), jumps, largest)
        found += [_text(table, lines) for lines in _packed(units, largest)]
    return found


def _units(wanted: ruleset.Chains, before: ruleset.Chains, jumps: list[str], largest: int) -> Iterator[Unit]:
    gone = sorted((chain for chain in before if chain not in wanted), key=_rank, reverse=True)
    for chain in wanted:
        if chain not in before:
            yield [_declared(chain)]
    changed = [chain for chain, rules in wanted.items() if before.get(chain, []) != rules]
    for chain in sorted(changed, key=_rank):
        yield from _chain_units(chain, wanted[chain], before.get(chain), largest)
    yield from ([line] for line in jumps)
    yield from ([_declared(chain)] for chain in gone)
    yield from ([f"-X {chain}"] for chain in gone)


def _chain_units(
    chain: str, rules: list[ruleset.Rule], before: list[ruleset.Rule] | None, largest: int
) -> Iterator[Unit]:
    """A chain that is new is filled; a small one is replaced at once; a large one is changed rule by rule."""
    added = [ruleset.line(chain, rule) for rule in rules]
    if before is None:
        yield from ([line] for line in added)
    elif sum(map(weight, added)) <= largest // 2:
        yield [_declared(chain), *added]
    elif (edits := _edits(chain, rules, before)) is not None:
        yield from ([line] for line in edits)
    else:
        yield from ([line] for line in (_declared(chain), *added))


def _edits(chain: str, rules: list[ruleset.Rule], before: list[ruleset.Rule]) -> list[str] | None:
    """Deletions and insertions; None where the rules that stay have another order, or are not known."""
    new, old = set(rules), set(before)
    kept = [rule for rule in rules if rule in old]
    if not kept or kept != [rule for rule in before if rule in new]:
        return None
    deleted = [ruleset.line(chain, rule, verb="-D") for rule in before if rule not in new]
    inserted = [
        ruleset.line(f"{chain} {number}", rule, verb="-I")
        for number, rule in enumerate(rules, 1)
        if rule not in old
    ]
    return deleted + inserted


def _packed(units: Iterable[Unit], largest: int) -> Iterator[list[str]]:
    lines: list[str] = []
    size = 0
    for unit in units:
        more = sum(map(weight, unit))
        if lines and size + more > largest:
            yield lines
            lines, size = [], 0
        lines += unit
        size += more
    if lines:
        yield lines


def _text(table: str, lines: list[str]) -> str:
    # Chains are declared before anything else of a message.
    ordered = sorted(lines, key=lambda line: not line.startswith(":"))
    return "\n".join((f"*{table}", *ordered, "COMMIT", ""))


def _rank(chain: str) -> int:
    return next((rank for rank, kinds in enumerate(_RANKS) if chain.startswith(kinds)), len(_RANKS))


def _declared(chain: str) -> str:
    return f":{chain} - [0:0]"
