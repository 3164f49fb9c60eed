"""What the manifests say: whole, closed, and with no more rights than are needed."""

import collections
import dataclasses
import os
from typing import Any

import hypothesis
import pytest
import yaml
from hypothesis import strategies as st

from tests.workshop.deploy import examples
from tutor.cli import options
from tutor.web import served, serving
from tutor.workshop.deploy import nats, rendering
from tutor.workshop.deploy import plan as plans

PLANS = st.builds(
    plans.Plan,
    class_id=st.from_regex(r"\A[a-z]([a-z0-9-]{0,20}[a-z0-9])?\Z"),
    namespace=st.from_regex(r"\Ac[a-z0-9-]{0,20}[a-z0-9]\Z"),
    image=st.from_regex(r"\A[a-z0-9]{1,9}\.example(:[0-9]{1,5})?/[a-z]{1,9}(:[a-z0-9.]{1,9})?\Z"),
    learners=st.integers(1, 40),
    replicas=st.sampled_from(plans.NATS_REPLICAS),
    web_from=st.sampled_from(("", "ingress-nginx")),
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=60)


@hypothesis.settings(deadline=None, max_examples=50)
@hypothesis.given(PLANS, st.dictionaries(st.from_regex(r"\A[a-z]{1,9}\.conf\Z"), TEXTS, max_size=3))
def test_the_yaml_says_what_was_meant(plan: plans.Plan, files: dict[str, str]) -> None:
    """Whatever the names and whatever is in a file: read again it is the same, each object once, in one place."""
    found = rendering.manifests(plan, plans.Material(files, files, "nats/AAAAA"))
    assert list(yaml.safe_load_all(rendering.as_yaml(found))) == found
    names = collections.Counter((item["kind"], item["metadata"]["name"]) for item in found)
    assert set(names.values()) == {1}
    assert {item["metadata"].get("namespace", plan.namespace) for item in found} == {plan.namespace}


@hypothesis.settings(deadline=None, max_examples=50)
@hypothesis.given(PLANS)
def test_everything_fits_into_the_quota(plan: plans.Plan) -> None:
    """The class is not kept from starting by its own limits, and has little beyond what it needs."""
    found = rendering.manifests(plan, examples.MATERIAL)
    hard = examples.one("ResourceQuota", "class", found)["spec"]["hard"]
    pods, memory, claims = 0, 0, 0
    for item in found:
        if "template" not in item.get("spec", {}):
            continue
        count = item["spec"]["replicas"]
        pods += count
        claims += count * len(item["spec"].get("volumeClaimTemplates", ()))
        containers = item["spec"]["template"]["spec"]["containers"]
        memory += count * sum(_mib(one["resources"]["limits"]["memory"]) for one in containers)
    assert pods < int(hard["pods"]) <= pods + 2
    assert memory <= _mib(hard["limits.memory"]) <= memory + 1024
    assert claims == int(hard["persistentvolumeclaims"])
    assert sum(item["kind"] == "Service" for item in found) == int(hard["services"])


def test_only_a_learners_pod_is_relaxed_and_nobody_is_root() -> None:
    """No capability, no escalation, no token of the cluster, no id, folder or network of the node's."""
    pods = examples.templates(examples.rendered())
    assert set(pods) == {"nats", "host", "learner"}
    for name, pod in pods.items():
        relaxed = name == "learner"
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"]["type"] == (
            "Unconfined" if relaxed else "RuntimeDefault"
        )
        assert pod.get("hostUsers", True) is not relaxed
        assert not pod.keys() & {"hostNetwork", "hostPID", "hostIPC"}
        assert all(volume.keys() & {"secret", "emptyDir"} for volume in pod["volumes"])
        for container in [*pod["containers"], *pod.get("initContainers", ())]:
            security = container["securityContext"]
            assert security["allowPrivilegeEscalation"] is False
            assert security["capabilities"] == {"drop": ["ALL"]}
            assert ("procMount" in security) is relaxed
            assert security["readOnlyRootFilesystem"] is not relaxed


def test_a_learner_reaches_dns_and_nats_and_nothing_else() -> None:
    """Least of all another learner."""
    policies = [item for item in examples.rendered() if item["kind"] == "NetworkPolicy"]
    out = _peers(policies, "learner", "Egress", "to")
    assert _parts(out) == {"nats", "kube-dns"}
    assert _parts(_peers(policies, "nats", "Ingress", "from")) == {"nats", "host", "learner"}
    assert not _peers(policies, "learner", "Ingress", "from")
    everyone = examples.one("NetworkPolicy", "nobody", policies)["spec"]
    assert everyone == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [],
        "egress": [],
    }


def test_the_web_is_open_to_one_namespace_where_it_is_wanted() -> None:
    """To its pods alone, and to no pod of the class."""
    policies = [i for i in examples.rendered(web_from="ingress-nginx") if i["kind"] == "NetworkPolicy"]
    (peer,) = _peers(policies, "learner", "Ingress", "from")
    assert peer == {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}


def test_each_learner_has_a_service_of_their_own() -> None:
    """With one pod behind it."""
    found = examples.rendered()
    for name in ("learner-0", "learner-1", "learner-2"):
        selector = examples.one("Service", name, found)["spec"]["selector"]
        assert selector["statefulset.kubernetes.io/pod-name"] == name


def test_a_learners_pod_may_serve_as_its_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its command is one that `serve` takes, and does so from this user, who is not root."""
    pod = examples.templates(examples.rendered())["learner"]
    (container,) = pod["containers"]
    args = options.parser("en").parse_args(container["command"][1:])
    assert (args.verb, args.workshop, args.as_root) == ("serve.serve", "$(JOIN_CODE)", False)
    monkeypatch.setattr(os, "geteuid", lambda: pod["securityContext"]["runAsUser"])
    what = served.Served((), "t")
    serving.check(serving.Options(what, "en", bind=args.bind, exposed=args.exposed, as_root=args.as_root))


def test_each_server_reads_its_own_file() -> None:
    """And has a name by which the others find it."""
    (container,) = examples.templates(examples.rendered())["nats"]["containers"]
    assert container["command"] == ["nats-server", "-c", "/etc/nats/$(POD_NAME).conf"]
    assert set(examples.MATERIAL.server_files) == {f"{name}.conf" for name in examples.PLAN.servers}
    assert nats.node_name(examples.PLAN, "nats-0") == "nats-0.nats-nodes.k8s-class.svc"


@pytest.mark.parametrize(("replicas", "kinds"), [(1, 0), (3, 1)])
def test_only_a_cluster_has_a_disruption_budget(replicas: int, kinds: int) -> None:
    """With one server it would only keep its node from being drained."""
    found = examples.rendered(replicas=replicas)
    assert sum(item["kind"] == "PodDisruptionBudget" for item in found) == kinds


def test_what_is_secret_stands_in_secrets_alone() -> None:
    """No key or code in a command, a variable or an annotation."""
    secret = "s3cr3t"
    material = plans.Material({"nats-0.conf": secret}, {"authority.json": secret}, secret)
    for item in rendering.manifests(dataclasses.replace(examples.PLAN, replicas=1), material):
        assert (secret in str(item)) is (item["kind"] == "Secret")


def _peers(policies: list[dict[str, Any]], part: str, way: str, key: str) -> list[dict[str, Any]]:
    """Every peer that the policies on a part's pods, or on all, let through."""
    found = []
    for policy in policies:
        selected = policy["spec"]["podSelector"].get("matchLabels", {})
        if selected.get("app.kubernetes.io/component", part) == part:
            found += [peer for rule in policy["spec"].get(way.lower(), ()) for peer in rule[key]]
    return found


def _parts(peers: list[dict[str, Any]]) -> set[str]:
    labels = [peer["podSelector"]["matchLabels"] for peer in peers]
    return {one.get("app.kubernetes.io/component") or one["k8s-app"] for one in labels}


def _mib(text: str) -> int:
    return int(text.removesuffix("Mi"))
