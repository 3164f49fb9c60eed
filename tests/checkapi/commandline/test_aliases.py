"""Names of the learner's own for commands."""

import pytest

from tutor.checkapi.commandline import aliases


@pytest.mark.parametrize(
    ("defined", "line", "expected"),
    [
        ("alias kgp='kubectl get pods'", "kgp -A", "kubectl get pods -A"),
        ("alias kgp='kubectl get pods'", "watch kgp -A | less", "watch kubectl get pods -A | less"),
        ("alias k=kubectl\nalias kg='k get'", "kg po", "kubectl get po"),
        (
            "alias k=kubectl kg='kubectl get'",
            "for n in a b; do kg po -n $n; done",
            "for n in a b; do kubectl get po -n $n; done",
        ),
        ("alias ip='ip -c'", "ip neigh", "ip -c neigh"),
        ('kg() { kubectl get "$@"; }', "kg pods -o wide", "kubectl get pods -o wide"),
        ("function kn { kubectl -n x $*; }", "A=$(kn get po)", "A=$(kubectl -n x get po)"),
        (
            "mac() { arping -I enp0s8 -c 1 $1 | grep -o x; }",
            "mac $A; ls",
            "arping -I enp0s8 -c 1 $A | grep -o x; ls",
        ),
        ("alias kgp='kubectl get pods'", "echo kgp", "echo kgp"),
        ("alias kgp='kubectl get pods'\nunalias kgp", "kgp", "kgp"),
        ("alias a=b", "a=1 c", "a=1 c"),
        ("ls", "kgp", "kgp"),
    ],
)
def test_spelled_out(defined: str, line: str, expected: str) -> None:
    """By alias and by function; a word that stands elsewhere is left alone."""
    names = aliases.Names()
    for one in defined.split("\n"):
        names.spelled("k8s-m", one)
    assert names.spelled("k8s-m", line) == expected
    assert names.spelled("k8s-w1", line) == line
