"""A container's environment."""

import base64
from typing import Any

import pytest

from tutor.lab.kubelet import environment, serviceenv

POD: dict[str, Any] = {
    "metadata": {"name": "web", "namespace": "shop", "uid": "u1", "labels": {"app": "web", "tier": "a b"}},
    "spec": {"nodeName": "k8s-w1", "containers": []},
    "status": {"podIP": "172.16.1.2", "hostIP": "192.168.10.101"},
}
OBJECTS: environment.Objects = {
    ("configmaps", "conf"): {"data": {"level": "7", "name": "x"}},
    ("secrets", "key"): {"type": "Opaque", "data": {"word": base64.b64encode(b"open").decode()}},
}


def built(container: dict[str, Any], services: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a container of POD."""
    found = environment.build(POD, container, OBJECTS, services=services or {}, allocatable={"cpu": "4"})
    return dict(found)


def test_values_expand_what_came_before() -> None:
    """Services, envFrom and earlier entries can be referred to; later ones cannot."""
    container = {
        "envFrom": [{"prefix": "C_", "configMapRef": {"name": "conf"}}],
        "env": [
            {"name": "A", "value": "$(C_level)/$(SVC)/$(B)"},
            {"name": "B", "value": "$(A)!"},
        ],
    }
    found = built(container, {"SVC": "10.96.0.1"})
    assert found["A"] == "7/10.96.0.1/$(B)"
    assert found["B"] == "7/10.96.0.1/$(B)!"
    assert found["C_name"] == "x"


def test_sources_are_read() -> None:
    """fieldRef, secretKeyRef, configMapKeyRef and resourceFieldRef."""
    container = {
        "name": "c",
        "resources": {"limits": {"memory": "64Mi"}},
        "env": [
            {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
            {"name": "APP", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}},
            {"name": "WORD", "valueFrom": {"secretKeyRef": {"name": "key", "key": "word"}}},
            {
                "name": "MEM",
                "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}},
            },
            {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
        ],
    }
    assert built(container) == {"IP": "172.16.1.2", "APP": "web", "WORD": "open", "MEM": "64", "CPU": "4"}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"configMapKeyRef": {"name": "nope", "key": "a"}}, 'configmap "nope" not found'),
        ({"secretKeyRef": {"name": "nope", "key": "a"}}, 'secret "nope" not found'),
        (
            {"configMapKeyRef": {"name": "conf", "key": "mode"}},
            "couldn't find key mode in ConfigMap shop/conf",
        ),
        ({"fieldRef": {"fieldPath": "spec.wrong"}}, "unsupported fieldPath: spec.wrong"),
    ],
)
def test_what_is_missing_is_named(entry: dict[str, Any], message: str) -> None:
    """In the kubelet's words; what is optional is left out instead."""
    with pytest.raises(environment.ConfigError, match=message):
        built({"env": [{"name": "X", "valueFrom": entry}]})
    for ref in entry.values():
        if "name" in ref:
            ref["optional"] = True
            assert built({"env": [{"name": "X", "valueFrom": entry}]}) == {}


def test_references_name_what_must_be_fetched() -> None:
    """Of env and envFrom alike."""
    container = {
        "envFrom": [{"secretRef": {"name": "s", "optional": True}}],
        "env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}],
    }
    found = [(ref.kind.plural, ref.name, ref.optional) for ref in environment.references(container)]
    assert sorted(found) == [("configmaps", "c", False), ("secrets", "s", True)]


def service(name: str, namespace: str, address: str, *ports: dict[str, Any]) -> dict[str, Any]:
    """A Service."""
    return {
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"clusterIP": address, "ports": list(ports)},
    }


KUBERNETES = service("kubernetes", "default", "10.96.0.1", {"name": "https", "port": 443, "protocol": "TCP"})
REDIS = service("redis-leader", "shop", "10.96.4.4", {"port": 6379, "protocol": "TCP"})
HEADLESS = service("quiet", "shop", "None", {"port": 1})


def test_services_become_variables() -> None:
    """HOST, PORT, and the link forms."""
    found = serviceenv.variables(serviceenv.visible([KUBERNETES, REDIS, HEADLESS], "shop", links=True))
    assert found["KUBERNETES_SERVICE_HOST"] == "10.96.0.1"
    assert found["KUBERNETES_SERVICE_PORT"] == found["KUBERNETES_SERVICE_PORT_HTTPS"] == "443"
    assert found["KUBERNETES_PORT"] == found["KUBERNETES_PORT_443_TCP"] == "tcp://10.96.0.1:443"
    assert found["REDIS_LEADER_SERVICE_HOST"] == "10.96.4.4"
    assert found["REDIS_LEADER_PORT_6379_TCP_ADDR"] == "10.96.4.4"
    assert not any(name.startswith("QUIET") for name in found)


def test_only_the_own_namespaces_services_are_seen() -> None:
    """And without links only default/kubernetes."""
    assert serviceenv.visible([KUBERNETES, REDIS], "other", links=True) == [KUBERNETES]
    assert serviceenv.visible([KUBERNETES, REDIS], "shop", links=False) == [KUBERNETES]
