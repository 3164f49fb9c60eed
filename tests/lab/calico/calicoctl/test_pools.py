"""What an IPPool must be."""

from typing import Any

import pytest

from tutor.lab.calico.calicoctl import fault, pools


def pool(name: str = "p", **spec: Any) -> dict[str, Any]:
    """An IPPool."""
    return {"metadata": {"name": name}, "spec": {"cidr": "10.0.0.0/16", **spec}}


def test_defaults() -> None:
    """As Calico fills them in."""
    spec = pools.checked(pool(), [])["spec"]
    assert (spec["blockSize"], spec["ipipMode"], spec["nodeSelector"]) == (26, "Never", "all()")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (pool(cidr=""), "error with field IPPool.Spec.CIDR (IPPool CIDR must be specified)"),
        (pool(cidr="banana"), "IPPool.Spec.CIDR = 'banana' (IPPool CIDR must be a valid subnet)"),
        (pool(cidr="10.0.0.1"), "IPPool.Spec.CIDR = '10.0.0.1' (IPPool CIDR must be a valid subnet)"),
        (pool(cidr="10.0.0.1/16"), "IPPool.Spec.CIDR = '10.0.0.0/16' (IPPool CIDR is not strictly masked)"),
        (pool(cidr="169.254.7.0/24"), "(IPPool CIDR overlaps with IPv4 Link Local range 169.254.0.0/16)"),
        (pool(blockSize=33), "IPPool.Spec.BlockSize = '33' (IPv4 block size must be between 20 and 32)"),
        (pool(cidr="10.0.0.0/30"), "IPPool.Spec.CIDR = '10.0.0.0/30' (IP pool size is too small"),
        (pool(ipipMode="Always", vxlanMode="Always"), "cannot both be enabled"),
        (pool(cidr="172.16.1.0/24"), "IPPool(p) CIDR overlaps with IPPool(old) CIDR 172.16.0.0/16"),
    ],
)
def test_what_is_refused(wrong: dict[str, Any], words: str) -> None:
    """With the field, its value and the reason."""
    with pytest.raises(fault.Fault) as caught:
        pools.checked(wrong, [pool("old", cidr="172.16.0.0/16")])
    assert words in str(caught.value)


def test_what_cannot_be_changed() -> None:
    """The CIDR and the block size of a pool that exists."""
    with pytest.raises(fault.Fault, match="IPPool CIDR cannot be modified"):
        pools.checked(pool(), [], pool(cidr="10.0.0.0/8", blockSize=26))
    with pytest.raises(fault.Fault, match="IPPool BlockSize cannot be modified"):
        pools.checked(pool(blockSize=28), [], pool(blockSize=26))


def test_several_faults_are_told_together() -> None:
    """A line each, as Calico's library has them."""
    with pytest.raises(
        fault.Fault, match=r"error with the following fields:\n-  IPPool\.Spec\.BlockSize"
    ) as caught:
        pools.checked(pool(cidr="10.0.0.1/16", blockSize=8), [])
    assert str(caught.value).count("\n-  ") == 3


def test_a_disabled_pool_may_be_small() -> None:
    """No address is given out of it."""
    assert pools.checked(pool(cidr="10.0.0.0/30", disabled=True), [])["spec"]["cidr"] == "10.0.0.0/30"
