"""$(VAR) in commands, arguments and values (Kubernetes: third_party/forked/golang/expansion/expand.go)."""

from collections.abc import Mapping


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Replace $(NAME) by its value; an unknown name stays as written, and $$ stands for one $."""
    found: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "$" or at + 1 == len(text):
            found.append(text[at])
            at += 1
            continue
        piece, taken = _reference(text[at + 1 :], variables)
        found.append(piece)
        at += 1 + taken
    return "".join(found)


def _reference(rest: str, variables: Mapping[str, str]) -> tuple[str, int]:
    """What stands after a `$`: its replacement, and how many characters of `rest` it took."""
    if rest[0] == "$":
        return "$", 1
    if rest[0] != "(":
        return f"${rest[0]}", 1
    end = rest.find(")")
    if end < 0:
        return "$(", 1
    name = rest[1:end]
    return variables.get(name, f"$({name})"), end + 1
