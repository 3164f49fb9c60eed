"""A cluster's API takes the manifests."""

import pytest

from tests.lab import onhosts
from tests.workshop.deploy import examples
from tutor.lab import launch
from tutor.workshop.deploy import rendering

pytestmark = pytest.mark.lab


def test_the_server_takes_every_object(lab: launch.LabHandle) -> None:
    """Its types, its validation and its admission, by a dry run; only the namespace is really made meanwhile."""
    found = examples.rendered(web_from="ingress-nginx")
    namespace = rendering.as_yaml([examples.one("Namespace", "k8s-class", found)])
    onhosts.said("k8s-m", "kubectl apply -f -", given=namespace)
    try:
        said = onhosts.said(
            "k8s-m", "kubectl apply --dry-run=server -f - 2>&1", given=rendering.as_yaml(found)
        )
    finally:
        onhosts.said("k8s-m", "kubectl delete namespace k8s-class --wait=false")
    lines = said.splitlines()
    assert len(lines) == len(found), said
    assert all(line.endswith("(server dry run)") for line in lines), said


def test_unknown_fields_would_be_refused(lab: launch.LabHandle) -> None:
    """So the dry run above means something."""
    wrong = examples.one("LimitRange", "class", examples.rendered())
    wrong["metadata"]["namespace"] = "default"
    wrong["spec"]["limit"] = []
    code, said = onhosts.run("k8s-m", "kubectl apply --dry-run=server -f -", given=rendering.as_yaml([wrong]))
    assert code == 1
    assert 'unknown field "spec.limit"' in said
