"""Who may do what."""

import datetime

import pytest

from tests.lab.apiserver import running
from tutor.lab.apiserver.auth import tokens
from tutor.lab.client import resources, rest

ROLES = resources.Resource("rbac.authorization.k8s.io", "v1", "roles", "Role")
BINDINGS = resources.Resource("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding")


async def _allow_alice(api: running.Api) -> None:
    rule = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}
    await api.client.create(ROLES, {"metadata": {"name": "reader", "namespace": "lab"}, "rules": [rule]})
    binding = {
        "metadata": {"name": "rb", "namespace": "lab"},
        "subjects": [{"kind": "User", "name": "alice"}],
        "roleRef": {"kind": "Role", "name": "reader", "apiGroup": "rbac.authorization.k8s.io"},
    }
    await api.client.create(BINDINGS, binding)


async def test_a_role_lets_in_where_it_is_bound(api: running.Api) -> None:
    """The verbs and the namespace of the role, and no more."""
    alice = rest.Client(api.guarded, token=running.ALICE)
    try:
        with pytest.raises(rest.ApiError, match='User "alice" cannot list resource "pods" in API group ""'):
            await alice.list(resources.PODS, "lab")
        await _allow_alice(api)
        assert (await alice.list(resources.PODS, "lab"))["items"] == []
        with pytest.raises(rest.ApiError, match='in the namespace "default"'):
            await alice.list(resources.PODS, "default")
        with pytest.raises(rest.ApiError, match='cannot create resource "pods"'):
            await alice.create(resources.PODS, running.pod("p"))
    finally:
        await alice.close()


async def test_a_rule_for_one_object_lets_its_own_list_through(api: running.Api) -> None:
    """A field selector names the object, and the subject of a binding may leave the namespace out."""
    rule = {"apiGroups": [""], "resources": ["pods"], "resourceNames": ["mine"], "verbs": ["list"]}
    await api.client.create(ROLES, {"metadata": {"name": "one", "namespace": "lab"}, "rules": [rule]})
    binding = {
        "metadata": {"name": "one", "namespace": "lab"},
        "subjects": [{"kind": "User", "name": "alice"}, {"kind": "ServiceAccount", "name": "robot"}],
        "roleRef": {"kind": "Role", "name": "one", "apiGroup": "rbac.authorization.k8s.io"},
    }
    await api.client.create(BINDINGS, binding)
    alice = rest.Client(api.guarded, token=running.ALICE)
    try:
        assert (await alice.list(resources.PODS, "lab", fields="metadata.name=mine"))["items"] == []
        with pytest.raises(rest.ApiError, match="cannot list"):
            await alice.list(resources.PODS, "lab", fields="metadata.name=other")
        with pytest.raises(rest.ApiError, match="cannot list"):
            await alice.list(resources.PODS, "lab")
    finally:
        await alice.close()


async def test_a_wrong_token_is_nobody(api: running.Api) -> None:
    """401, not the anonymous user."""
    stranger = rest.Client(api.guarded, token="wrong")
    try:
        with pytest.raises(rest.ApiError, match="Unauthorized") as caught:
            await stranger.list(resources.PODS, "lab")
        assert caught.value.code == 401
    finally:
        await stranger.close()


async def test_a_service_account_s_token_speaks_for_it(api: running.Api) -> None:
    """As long as the account exists."""
    await api.client.create(resources.SERVICE_ACCOUNTS, {"metadata": {"name": "robot", "namespace": "lab"}})
    path = "/api/v1/namespaces/lab/serviceaccounts/robot/token"
    body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
    token = (await api.client.request("POST", path, body=body))["status"]["token"]
    robot = rest.Client(api.guarded, token=token)
    try:
        review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
        where = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
        who = (await robot.request("POST", where, body=review))["status"]["userInfo"]
        assert who["username"] == "system:serviceaccount:lab:robot"
        assert who["groups"] == [
            "system:serviceaccounts",
            "system:serviceaccounts:lab",
            "system:authenticated",
        ]
        await api.client.delete(resources.SERVICE_ACCOUNTS, "robot", "lab")
        with pytest.raises(rest.ApiError, match="Unauthorized"):
            await robot.request("POST", where, body=review)
    finally:
        await robot.close()


async def test_a_token_ends(api: running.Api) -> None:
    """An expired or tampered token is nobody's."""
    made = await api.client.create(
        resources.SERVICE_ACCOUNTS, {"metadata": {"name": "robot", "namespace": "lab"}}
    )
    signing = api.server.state.tokens
    now = datetime.datetime.now(datetime.UTC)
    hour = datetime.timedelta(hours=1)
    uid = made["metadata"]["uid"]
    good = signing.sign(tokens.Claims("lab", "robot", uid, now, now + hour))
    assert signing.verify(good) is not None
    assert signing.verify(signing.sign(tokens.Claims("lab", "robot", uid, now - hour, now - hour))) is None
    assert signing.verify(good[:-2] + "xx") is None
    assert signing.verify("nonsense") is None


async def test_the_administrator_may_act_as_others(api: running.Api) -> None:
    """`kubectl --as`: the answer is what the other would get; others may not do so."""
    await _allow_alice(api)
    where = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    wanted = {"namespace": "lab", "verb": "list", "resource": "pods"}
    body = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": wanted},
    }
    alice = rest.Client(api.guarded, token=running.ALICE)
    try:
        status = (await alice.request("POST", where, body=body))["status"]
    finally:
        await alice.close()
    assert status["allowed"]
    assert status["reason"] == 'RBAC: allowed by RoleBinding "rb/lab" of Role "reader" to User "alice"'
