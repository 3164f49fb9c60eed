"""Which pools an advertisement is about: by name, by label, or all."""

from typing import Any

import pytest

from tutor.checkapi.services import pools

POOL = {"metadata": {"name": "lan", "labels": {"use": "lan", "tier": "a"}}}


def in_(operator: str, *values: str, key: str = "use") -> dict[str, Any]:
    """A selector with one expression."""
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (None, True),
        ({}, True),
        ({"ipAddressPools": ["lan"]}, True),
        ({"ipAddressPools": ["wan"]}, False),
        ({"ipAddressPoolSelectors": [{"matchLabels": {"use": "lan"}}]}, True),
        ({"ipAddressPoolSelectors": [{"matchLabels": {"use": "lan", "tier": "b"}}]}, False),
        ({"ipAddressPools": ["wan"], "ipAddressPoolSelectors": [{"matchLabels": {"tier": "a"}}]}, True),
        ({"ipAddressPoolSelectors": [in_("In", "lan", "wan")]}, True),
        ({"ipAddressPoolSelectors": [in_("NotIn", "lan")]}, False),
        ({"ipAddressPoolSelectors": [in_("NotIn", "x", key="none")]}, True),
        ({"ipAddressPoolSelectors": [in_("Exists")]}, True),
        ({"ipAddressPoolSelectors": [in_("Exists", key="none")]}, False),
        ({"ipAddressPoolSelectors": [in_("DoesNotExist", key="none")]}, True),
    ],
)
def test_chosen(spec: dict[str, Any] | None, expected: bool) -> None:
    """An advertisement that says nothing is about all."""
    assert pools.chooses({"metadata": {}, "spec": spec}, POOL) is expected


def test_a_configmap() -> None:
    """A list of pools, each with its protocol; addresses keep their order."""
    one = "{name: a, protocol: bgp, addresses: [10.0.0.0/30, 10.0.1.1-10.0.1.2]}"
    text = f"peers: []\naddress-pools:\n- {one}\n- hello\n"
    assert pools.configmap(text) == [
        pools.Pool("a", ("10.0.0.0/30", "10.0.1.1-10.0.1.2"), frozenset({"bgp"}))
    ]
    assert pools.configmap("") == []
    with pytest.raises(ValueError):
        pools.configmap("a: [")
