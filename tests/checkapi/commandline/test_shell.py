"""What a typed line runs is found whatever its shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi.commandline import kubectl, shell


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kubectl get po", ["kubectl get po"]),
        ("/usr/bin/kubectl get po | grep core", ["kubectl get po", "grep core"]),
        ("A=$(kubectl get po -o name); echo $A", ["kubectl get po -o name", "echo $A"]),
        ('echo "$(kubectl get po)" `date`', ["kubectl get po", "date", "echo $(kubectl get po) `date`"]),
        ("KUBECONFIG=x sudo -E kubectl get po", ["kubectl get po"]),
        ("timeout 5 curl -s 'http://a b'", ["curl -s http://a b"]),
        ("timeout -s INT -k 5 3 ping x", ["ping x"]),
        ("sudo -s ls", ["ls"]),
        ("while ! dig x; do sleep 1; done", ["dig x", "sleep 1"]),
        ("for p in 1 2; do curl $p; done", ["curl $p"]),
        ("cat <<EOF | kubectl apply -f -\nkubectl delete all\nEOF\nls", ["cat", "kubectl apply -f -", "ls"]),
        ("curl x # kubectl get po", ["curl x"]),
        ("echo 'kubectl get po'", ["echo kubectl get po"]),
        ("(cd /tmp && ls)", ["cd /tmp", "ls"]),
        ("kubectl get po \\\n  -o wide", ["kubectl get po -o wide"]),
        ("curl -s x 2>/dev/null &", ["curl -s x"]),
        ('kubectl patch cm x -p \'{"a": "b;c"}\'', ['kubectl patch cm x -p {"a": "b;c"}']),
        ("watch -n 1 kubectl get po", ["kubectl get po"]),
        ("sudo -u root timeout 5s curl x", ["curl x"]),
        ("echo 1 | xargs -I {} curl {}:80", ["echo 1", "curl {}:80"]),
        ("bash -c 'curl x; ls'", ["bash -c curl x; ls", "curl x", "ls"]),
        ("a >f 2>&1 <g 2>/dev/null x; b &>f", ["a x", "b"]),
        ("diff <(kubectl get po) f", ["diff", "kubectl get po", "f"]),
        ("", []),
    ],
)
def test_programs_and_words(line: str, expected: list[str]) -> None:
    """Pipelines, lists, substitutions, wrappers and here-documents are seen through."""
    assert [" ".join((call.program, *call.words)) for call in shell.calls(line)] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("for u in a b; do curl $X/$u; done", ["curl $X/a", "curl $X/b"]),
        ("for p in $A $B; do curl ${p}:80; done", ["curl $A:80", "curl $B:80"]),
        ("U=http://$P; curl -s $U/x", ["curl -s http://$P/x"]),
        ("X=1; curl $X; X=$(y); curl $X", ["curl 1", "y", "curl $X"]),
        ("X=1; read X; curl $X", ["read X", "curl $X"]),
        ("(X=1); curl $X", ["curl 1"]),
        ('K="kubectl -n kube-system"; $K get pods', ["kubectl -n kube-system get pods"]),
        ("for i in 1 2; do for j in a b; do x $i$j; done; done", ["x 1a", "x 1b", "x 2a", "x 2b"]),
        ("bash -c 'for i in 1 2; do x $i; done'", ["bash -c for i in 1 2; do x $i; done", "x 1", "x 2"]),
        ("for i in {1..9}; do x $i $S; done", ["x {1..9} $S"]),
    ],
)
def test_values_of_variables(line: str, expected: list[str]) -> None:
    """A program is there once for each value that is written out; what a program decides stays unknown."""
    assert [" ".join((call.program, *call.words)) for call in shell.calls(line, known={})] == expected


@pytest.mark.parametrize(
    ("line", "repeats"),
    [
        ("while true; do curl x; done", True),
        ("sleep 1; for i in 1 2; do x; done | sort", True),
        ("until x; do sleep 1; done", True),
        ("bash -c 'while :; do x; done'", True),
        ("echo while", False),
        ("curl x", False),
    ],
)
def test_loops(line: str, repeats: bool) -> None:
    """A loop stands where a command stands."""
    assert shell.loops(line) is repeats


@given(st.text(alphabet="ab$(){}`'\"\\|&;<># \n-=", max_size=80))
def test_any_line_is_read(line: str) -> None:
    """No line, however broken, makes the reader fail or loop."""
    for call in shell.calls(line, known={}):
        assert call.program
    shell.loops(line)


def test_a_hostile_line_is_not_followed_for_ever() -> None:
    """Thousands of nested substitutions are read as far as anyone would write them."""
    assert len(shell.calls("echo $(" * 3000)) < 50
    assert len(shell.calls("A=1;" + "for A in $A $A $A; do " * 99 + "x $A", known={})) < 99


@pytest.mark.parametrize(
    ("line", "verb", "targets"),
    [
        ("kubectl get deployments.apps -n kube-system", "get", [("deployments.apps", "")]),
        ("kubectl -n kube-system get deploy/coredns", "get", [("deploy", "coredns")]),
        ("k get po,svc -A", "get", [("po", ""), ("svc", "")]),
        ("kubectl get -l k8s-app=kube-dns --output wide po", "get", [("po", "")]),
        ("kubectl describe cm coredns -nkube-system", "describe", [("cm", "coredns")]),
        ("kubectl logs -f deploy/coredns --tail 5", "logs", [("deploy", "coredns")]),
        ("kubectl logs -f -l k8s-app=kube-dns", "logs", []),
        ("kubectl apply -f x.yaml", "apply", []),
    ],
)
def test_kubectl_is_understood(line: str, verb: str, targets: list[tuple[str, str]]) -> None:
    """The order of words, short forms and aliases do not matter."""
    ask = kubectl.asks(line)[0]
    assert (ask.verb, ask.targets()) == (verb, targets)


def test_what_runs_inside_a_pod_is_kept() -> None:
    """The words behind -- belong to the other command."""
    ask = kubectl.asks("kubectl exec -it web -c app -- curl -s x")[0]
    assert (ask.verb, ask.words, ask.inner) == ("exec", ("web",), ("curl", "-s", "x"))
    assert ask.flag("--container", "-c") == "app"


def test_short_flags_may_share_a_word() -> None:
    """The last one may take a value, behind it or in the next word."""
    ask = kubectl.asks("kubectl get -Ao wide pods")[0]
    assert (ask.words, ask.flag("-A"), ask.flag("-o")) == (("pods",), "", "wide")
    ask = kubectl.asks("kubectl logs -fl role=leader")[0]
    assert (ask.words, ask.flag("-f"), ask.flag("-l")) == ((), "", "role=leader")
    assert kubectl.asks("kubectl exec -it x -- sh")[0].words == ("x",)
    assert kubectl.asks("kubectl get po -wojson")[0].flag("-o") == "json"
