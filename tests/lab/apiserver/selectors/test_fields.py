"""Field selectors: what they select, and what the server says of bad ones."""

from typing import Any

import pytest

from tutor.lab.apiserver.selectors import errors, fields

POD: dict[str, Any] = {
    "metadata": {"name": "a", "namespace": "x"},
    "spec": {"nodeName": "n1"},
    "status": {"phase": "Running", "podIPs": [{"ip": "10.0.0.1"}]},
}


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("", True),
        ("metadata.name=a", True),
        ("metadata.name==a,status.phase!=Running", False),
        ("spec.nodeName=n2", False),
        ("spec.host=n1", True),
        ("spec.hostNetwork=false", True),
        ("status.podIPs=10.0.0.1", True),
        ("status.phase!=Failed", True),
    ],
)
def test_selects(text: str, selected: bool) -> None:
    """Equality and inequality over the fields that pods have."""
    assert fields.parse(text).matches(POD) is selected


def test_unsupported_field() -> None:
    """A field that the kind cannot be selected by is named."""
    with pytest.raises(errors.SelectorError, match=r"field label not supported: spec\.nope"):
        fields.parse("spec.nope=1").check(["spec.nodeName"])


def test_no_operator() -> None:
    """A term without an operator is refused in the server's words."""
    with pytest.raises(errors.SelectorError, match="invalid selector: 'abc'; can't understand 'abc'"):
        fields.parse("abc")


def test_exact_value() -> None:
    """The one wanted name can be read off, so that a look-up may take the place of a scan."""
    assert fields.parse("metadata.name=a").exact("metadata.name") == "a"
    assert fields.parse("metadata.name!=a").exact("metadata.name") is None
