"""A shell variable is known by what it was seen to hold."""

import pytest

from tests.checks import webworld as web
from tutor.checkapi import testing

ARGS = {"resource": "pods", "name": "webpod1", "field": "status.podIP", "variable": "WPOD1"}
TAKEN = ("WPOD1=$(calicoctl get wep | grep pod1)", "")


@pytest.mark.parametrize(
    ("text", "output", "passes"),
    [
        ("echo $WPOD1", "172.16.158.2\n", True),
        ('echo "${WPOD1}"', "172.16.158.2", True),
        ("declare -p WPOD1", 'declare -- WPOD1="172.16.158.2"', True),
        ("printenv WPOD1", "172.16.158.2", True),
        ("curl -s $WPOD1", "Hostname: webpod1\nHost: 172.16.158.2", True),
        ("echo $WPOD1", "\n", False),
        ("echo $WPOD1", "172.16.158.20\n", False),
        ("echo $WPOD1", "172.16.158.2/32\n", False),
        ("calicoctl get wep; echo $WPOD1", "webpod1 172.16.158.2/32 cali1\n172.16.158.2\n", True),
        ("echo $WPOD1", "172.16.184.2", False),
        ("echo 172.16.158.2", "172.16.158.2", False),
        ("echo 172.16.158.2 # $WPOD1", "172.16.158.2", False),
        ("echo $WPOD2", "172.16.158.2", False),
        ("true", "", False),
    ],
)
def test_variable(text: str, output: str, passes: bool) -> None:
    """Printed or used; empty, another, a near one, or typed by hand will not do."""
    records = [testing.ran(*TAKEN), testing.ran(text, output)]
    assert web.judged("shell.variable", ARGS, *records).passed is passes
    assert not web.judged("shell.variable", {**ARGS, "name": "gone"}, *records).passed


def test_any_variable_will_do_where_the_lesson_names_none() -> None:
    """The name is the learner's own."""
    args = {key: value for key, value in ARGS.items() if key != "variable"}
    assert web.judged("shell.variable", args, testing.ran("echo $X", "172.16.158.2")).passed
