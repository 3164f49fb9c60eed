"""What counts as ended well, and what a line asks for when earlier lines are known."""

import pytest

from tutor.checkapi import learner, testing


@pytest.mark.parametrize(
    ("text", "output", "code", "well"),
    [
        ("curl x", "", 0, True),
        ("curl x", "", 7, False),
        ("kubectl logs -f x", "a", 130, True),
        ("kubectl logs -f x", "a\n^C", 1, True),
        ("while sleep 1; do curl x; done", "a\n^C", 130, True),
        ("for i in 1 2 3; do curl x; done | sort", "", 130, True),
        ("kubectl exec x -- sh -c 'while :; do date; done'", "a", 130, True),
        ("curl x; curl y | grep z", "a", 1, True),
        ("curl x | grep z", "", 2, False),
        ("curl x; false", "a", 1, False),
        ("ip monitor route", "a\n^C", 130, True),
        ("watch -n 1 ip route", "a", 130, True),
        ("ip route; echo watch x", "^C", 130, False),
        ("while sleep 1; do curl x; done", "a", 7, False),
        ("kubectl logs -fl role=leader", "a\n^C", 130, True),
        ("kubectl get po -owide", "a\n^C", 130, False),
        ("timeout 5 kubectl logs -f x", "a", 124, True),
        ("timeout 5 curl x", "", 124, False),
        ("kubectl logs -f x", "a", 124, False),
        ("kubectl exec -it x -- redis-cli -r -1 ROLE", "slave\n^C", 130, True),
        ("nc 172.16.1.2 6379", "-READONLY\n^C", 130, True),
        ("watch kubectl get po", "a\n^C", 130, True),
        ("kubectl exec -it x -- bash", "# false\n# exit\ncommand terminated with exit code 1", 1, True),
        ("kubectl exec -it x -- bash", 'Error from server (NotFound): pods "x" not found', 1, False),
        ("kubectl exec x -- bash -c false", "command terminated with exit code 1", 1, False),
        ("curl x", "^C", 130, False),
        (
            "kubectl exec -it x -- bash",
            "x:~# nosuch\nx:~# exit\ncommand terminated with exit code 127",
            127,
            True,
        ),
        ("kubectl run -it --rm x --image=a", "~ # exit\npod default/x terminated (Error)", 1, True),
        ("kubectl exec x -- bash -c 'exit 3'", "", 3, False),
        ("kubectl exec -it x -- bash", "", None, False),
        ("diff <(kubectl exec a -- cat /x) <(kubectl exec b -- cat /x)", "1c1\n< a\n> b", 1, True),
        ("diff /x /y", "diff: /y: No such file or directory", 2, False),
        ("echo while", "^C", 130, False),
    ],
)
def test_ended_well(text: str, output: str, code: int, well: bool) -> None:
    """Ctrl-C is how a loop without an end ends."""
    assert learner.ended_well(testing.ran(text, output, code)) is well


def test_watch_breaks_lines_where_the_screen_ends() -> None:
    """Nobody but `watch` does."""
    output = "coredns   172.16.158.1   k\n8s-w1   <none>\n"
    assert learner.sees([testing.ran("watch -n1 kubectl get po -o wide", output)], "k8s-w1")
    assert not learner.sees([testing.ran("kubectl get po -o wide --watch", output)], "k8s-w1")


def test_a_change_whose_waiting_was_interrupted_is_one() -> None:
    """An error, or a change on paper, is none."""
    line = "kubectl replace -f cm.yaml; tail -f log"
    assert learner.changes([testing.ran(line, "^C", 130)])
    assert not learner.changes([testing.ran("kubectl replace -f cm.yaml", "error", 1)])
    assert not learner.changes([testing.ran("kubectl create cm a --dry-run=client -o yaml")])


def test_earlier_lines_set_variables() -> None:
    """Those of the same host."""
    before = [testing.ran("U=http://10.0.0.1/x"), testing.ran("U=http://10.0.0.2/x", host="k8s-w1")]
    (call,) = learner.resolved(testing.ran("curl -s $U"), before)
    assert call.words == ("-s", "http://10.0.0.1/x")
