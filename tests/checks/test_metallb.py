"""MetalLB counts as installed, and a pool as made, by what runs and by what it reads."""

from typing import Any

import pytest

from tests.checks import segment

POOL = {"protocol": "layer2", "addresses": [segment.RANGE]}
REFUSED = '{"caller":"pool_controller.go:48","controller":"PoolReconciler","error":"CIDR \\"a\\" overlaps"}\n'
LOADED = '{"configmap":"metallb-system/config","event":"configLoaded","msg":"config (re)loaded"}\n'
STALE = '{"error":"unknown protocol \\"layer3\\"","event":"configStale","level":"error"}\n'


def custom(
    kind: str, name: str = "default", namespace: str = "metallb-system", **spec: Any
) -> dict[str, Any]:
    """A custom resource of MetalLB."""
    return {"kind": kind, "metadata": segment.meta(name, namespace), "spec": spec}


def old(config: str, **meta: Any) -> list[dict[str, Any]]:
    """MetalLB 0.11 with this configuration."""
    container = {
        "name": "controller",
        "image": "quay.io/metallb/controller:v0.11.0",
        "args": ["--config=config"],
    }
    controller = segment.part("controller-abc", "controller", "k8s-w2", spec={"containers": [container]})
    where = {"name": "config", "namespace": "metallb-system", **meta}
    return [controller, {"kind": "ConfigMap", "metadata": where, "data": {"config": config}}]


def text(protocol: str = "layer2", addresses: str = segment.RANGE) -> str:
    """The ConfigMap's text."""
    return f"address-pools:\n- name: lan\n  protocol: {protocol}\n  addresses:\n  - {addresses}\n"


WHOLE = custom("IPAddressPool", addresses=[segment.RANGE])


def without(*names: str) -> list[dict[str, Any]]:
    """The cluster without some of its objects."""
    return [item for item in segment.OBJECTS if item["metadata"]["name"] not in names]


def test_installed() -> None:
    """A controller, and a speaker a node."""
    assert segment.verdicts("metallb.installed", {}).passed


def test_not_quite_installed() -> None:
    """Each speaker that is missing costs its share; pods of other images are nothing of MetalLB."""
    found = segment.verdicts("metallb.installed", {}, objects=without("speaker-k8s-w2"))
    assert not found.passed
    assert "k8s-w2" in found.seen
    assert 0.5 < found.credit < 1
    assert segment.verdicts("metallb.installed", {}, objects=without("controller-abc")).credit == 0.5
    fake = [
        {**item, "spec": {"nodeName": "k8s-m", "containers": [{"image": "nginx"}]}}
        for item in segment.OBJECTS
    ]
    assert not segment.verdicts("metallb.installed", {}, objects=fake).passed
    assert not segment.verdicts("metallb.installed", {"namespace": "default"}).passed


@pytest.mark.parametrize(
    ("status", "leaving"),
    [({"conditions": []}, {}), ({"conditions": segment.READY}, {"deletionTimestamp": "now"})],
)
def test_pods_that_do_not_count(status: dict[str, Any], leaving: dict[str, Any]) -> None:
    """A speaker has to be ready, and to stay."""
    speaker = segment.part("speaker-k8s-w2", "speaker", "k8s-w2", status=status)
    speaker["metadata"] = {**speaker["metadata"], **leaving}
    objects = [*without("speaker-k8s-w2"), speaker]
    assert not segment.verdicts("metallb.installed", {}, objects=objects).passed


@pytest.mark.parametrize(
    ("made", "credit"),
    [
        ([WHOLE, custom("L2Advertisement", ipAddressPools=["default"])], 1),
        ([custom("IPAddressPool", "lan", addresses=[segment.RANGE]), custom("L2Advertisement")], 1),
        (
            [
                custom(
                    "IPAddressPool", addresses=["192.168.10.200/29", "192.168.10.208/31", "192.168.10.210/32"]
                ),
                custom("L2Advertisement"),
            ],
            1,
        ),
        ([WHOLE], 0.5),
        ([WHOLE, custom("BGPAdvertisement")], 0.5),
        ([WHOLE, custom("L2Advertisement", ipAddressPools=["lan"])], 0.5),
        ([WHOLE, custom("L2Advertisement", namespace="default")], 0.5),
        (
            [custom("IPAddressPool", addresses=["192.168.10.200-192.168.10.220"]), custom("L2Advertisement")],
            0,
        ),
        ([custom("IPAddressPool", addresses=["nonsense"]), custom("L2Advertisement")], 0),
        ([custom("IPAddressPool", "default", "default", addresses=[segment.RANGE])], 0),
        (old(text())[1:], 0),
        ([], 0),
    ],
)
def test_pools_by_custom_resources(made: list[dict[str, Any]], credit: float) -> None:
    """The whole range, in whatever way it is written, and an advertisement that is about it."""
    found = segment.verdicts("metallb.pool", POOL, objects=[*segment.OBJECTS, *made])
    assert found.passed is (credit == 1)
    assert found.passed or found.credit == credit


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (old(text()), True),
        (old(text(addresses="192.168.10.200-192.168.10.209")), False),
        (old(text("bgp")), False),
        (old("address-pools: [\n"), False),
        (old("hello"), False),
        (old(text(), name="metallb-config"), False),
        (old(text(), namespace="default"), False),
        ([old("")[0], WHOLE, custom("L2Advertisement")], False),
    ],
)
def test_pools_by_configmap(made: list[dict[str, Any]], expected: bool) -> None:
    """What the older release reads is the ConfigMap, and nothing else."""
    found = segment.verdicts("metallb.pool", POOL, objects=[*without("controller-abc"), *made])
    assert found.passed is expected


@pytest.mark.parametrize(
    ("log", "expected"),
    [("", True), (LOADED, True), (STALE + LOADED, True), (LOADED + STALE, False), (REFUSED, False)],
)
def test_a_pool_that_is_refused(log: str, expected: bool) -> None:
    """The newest word of the controller counts."""
    objects = [*segment.OBJECTS, WHOLE, custom("L2Advertisement")]
    found = segment.verdicts("metallb.pool", POOL, objects=objects, logs={"controller-abc": log})
    assert found.passed is expected


def test_no_metallb_at_all() -> None:
    """Without a controller nobody reads a pool."""
    found = segment.verdicts("metallb.pool", POOL, objects=[WHOLE, custom("L2Advertisement")])
    assert "no pods controller" in found.seen
