"""What is done to pods on their way in, and what a namespace allows."""

import pytest

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest

QUOTAS = resources.Resource("", "v1", "resourcequotas", "ResourceQuota")
LIMITS = resources.Resource("", "v1", "limitranges", "LimitRange")


async def test_a_pod_runs_as_its_namespace_s_account(api: running.Api) -> None:
    """Its token is mounted, and failing nodes are tolerated for five minutes."""
    spec = (await api.client.create(resources.PODS, running.pod("p")))["spec"]
    assert spec["serviceAccountName"] == "default"
    volume = spec["volumes"][0]
    assert volume["name"].startswith("kube-api-access-")
    mount = spec["containers"][0]["volumeMounts"][0]
    assert (mount["name"], mount["mountPath"]) == (
        volume["name"],
        "/var/run/secrets/kubernetes.io/serviceaccount",
    )
    assert [one["tolerationSeconds"] for one in spec["tolerations"]] == [300, 300]


async def test_no_token_where_none_is_wanted(api: running.Api) -> None:
    """The pod's own word counts."""
    spec = (await api.client.create(resources.PODS, running.pod("p", automountServiceAccountToken=False)))[
        "spec"
    ]
    assert "volumes" not in spec


async def test_accounts_and_priorities_must_exist(api: running.Api) -> None:
    """A name that leads nowhere is refused in the real words."""
    with pytest.raises(
        rest.ApiError, match='error looking up service account lab/robot: serviceaccount "robot" not found'
    ):
        await api.client.create(resources.PODS, running.pod("p", serviceAccountName="robot"))
    with pytest.raises(rest.ApiError, match="no PriorityClass with name high was found"):
        await api.client.create(resources.PODS, running.pod("p", priorityClassName="high"))
    made = await api.client.create(resources.PODS, running.pod("p", priorityClassName="system-node-critical"))
    assert made["spec"]["priority"] == 2000001000


async def test_limits_give_defaults_and_bounds(api: running.Api) -> None:
    """A LimitRange fills in what is missing and refuses what is too much."""
    item = {
        "type": "Container",
        "default": {"cpu": "500m"},
        "defaultRequest": {"cpu": "100m"},
        "max": {"cpu": "1"},
    }
    await api.client.create(
        LIMITS, {"metadata": {"name": "l", "namespace": "lab"}, "spec": {"limits": [item]}}
    )
    made = await api.client.create(resources.PODS, running.pod("p"))
    assert made["spec"]["containers"][0]["resources"] == {
        "limits": {"cpu": "500m"},
        "requests": {"cpu": "100m"},
    }
    noted = made["metadata"]["annotations"]["kubernetes.io/limit-ranger"]
    assert noted == "LimitRanger plugin set: cpu request for container c; cpu limit for container c"
    big = [{"name": "c", "image": "nginx", "resources": {"limits": {"cpu": "2"}}}]
    with pytest.raises(rest.ApiError, match="maximum cpu usage per Container is 1, but limit is 2"):
        await api.client.create(resources.PODS, running.pod("q", containers=big))


async def test_a_quota_counts(api: running.Api) -> None:
    """What is beyond it is forbidden, with what was asked, used and allowed."""
    hard = {"pods": "1", "requests.cpu": "1"}
    await api.client.create(QUOTAS, {"metadata": {"name": "rq", "namespace": "lab"}, "spec": {"hard": hard}})
    some = [{"name": "c", "image": "nginx", "resources": {"requests": {"cpu": "400m"}}}]
    with pytest.raises(rest.ApiError, match=r"failed quota: rq: must specify requests\.cpu for: c"):
        await api.client.create(resources.PODS, running.pod("p"))
    await api.client.create(resources.PODS, running.pod("p", containers=some))
    with pytest.raises(
        rest.ApiError, match="exceeded quota: rq, requested: pods=1, used: pods=1, limited: pods=1"
    ):
        await api.client.create(resources.PODS, running.pod("q", containers=some))
    await api.client.delete(resources.PODS, "p", "lab")
    await api.client.create(resources.PODS, running.pod("q", containers=some))


async def test_a_runtime_class_must_be_there_and_adds_its_overhead(api: running.Api) -> None:
    """As for priorities, in words of its own."""
    classes = resources.Resource("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", namespaced=False)
    with pytest.raises(rest.ApiError, match='pod rejected: RuntimeClass "small" not found'):
        await api.client.create(resources.PODS, running.pod("p", runtimeClassName="small"))
    small = {"metadata": {"name": "small"}, "handler": "vm", "overhead": {"podFixed": {"memory": "64Mi"}}}
    await api.client.create(classes, small)
    made = await api.client.create(resources.PODS, running.pod("p", runtimeClassName="small"))
    assert made["spec"]["overhead"] == {"memory": "64Mi"}
