"""A set of iptables chains as data, and its text for `iptables-restore --noflush`."""

from collections.abc import Iterable

Rule = tuple[str, ...]
"""The arguments after the chain's name; a comment is one argument."""

Chains = dict[str, list[Rule]]

TABLES = ("mangle", "filter", "nat")


class RuleSet:
    """Tables of chains of rules, in the order in which they were written."""

    def __init__(self) -> None:
        self.tables: dict[str, Chains] = {}

    def chain(self, table: str, name: str) -> None:
        """Make sure that the chain exists, even if it stays empty."""
        self.tables.setdefault(table, {}).setdefault(name, [])

    def add(self, table: str, chain: str, *arguments: str) -> None:
        """Append one rule, making its chain when needed."""
        self.chain(table, chain)
        self.tables[table][chain].append(arguments)

    def merge(self, other: "RuleSet") -> None:
        """Append all of another set. Chains that are new here are shared with it, not copied."""
        for table, chains in other.tables.items():
            own = self.tables.setdefault(table, {})
            for name, rules in chains.items():
                if name in own:
                    own[name] += rules
                else:
                    own[name] = rules

    def sizes(self) -> dict[str, int]:
        """How many rules each table has."""
        return {table: sum(map(len, chains.values())) for table, chains in self.tables.items()}


def quote(argument: str) -> str:
    """One argument as iptables-restore reads it."""
    if argument and not any(mark in argument for mark in " \"'\\;#"):
        return argument
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def line(chain: str, rule: Rule, *, verb: str = "-A") -> str:
    """One rule as a line: `-A CHAIN …`, or with another verb such as `-I`."""
    return " ".join((verb, chain, *map(quote, rule)))


def restore_text(
    wanted: RuleSet, known: RuleSet | None = None, *, first: Iterable[tuple[str, str]] = ()
) -> str:
    """What turns `known` into `wanted`: changed chains written anew, vanished ones deleted.

    In --noflush mode a declared chain is emptied and all others stay as they are, so only what changed is
    sent. `first` holds (table, line) pairs put behind each table's rules (jumps out of built-in chains). An
    empty text means that there is nothing to do.
    """
    before = known.tables if known else {}
    extra: dict[str, list[str]] = {}
    for table, text in first:
        extra.setdefault(table, []).append(text)
    parts = []
    for table in TABLES:
        lines = _table_lines(wanted.tables.get(table, {}), before.get(table, {}), extra.get(table, []))
        if lines:
            parts.append("\n".join((f"*{table}", *lines, "COMMIT", "")))
    return "".join(parts)


def _table_lines(wanted: Chains, before: Chains, extra: list[str]) -> list[str]:
    changed = [chain for chain, rules in wanted.items() if before.get(chain) != rules]
    gone = [chain for chain in before if chain not in wanted]
    lines = [f":{chain} - [0:0]" for chain in (*changed, *gone)]
    for chain in changed:
        lines += [line(chain, rule) for rule in wanted[chain]]
    lines += extra
    return lines + [f"-X {chain}" for chain in gone]
