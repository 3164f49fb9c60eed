"""Questions about access: may I, may they, what may I, who am I, whose token is this."""

from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import objects, state
from tutor.lab.apiserver.auth import rbac, user
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.verbs import answer, incoming, writing

Object = dict[str, Any]


def self_subject_review(call: state.Call, one: kind.Kind) -> answer.Plain:
    """Who am I."""
    incoming.read(call, one)
    meta = {"creationTimestamp": clock.rfc3339(call.now)}
    return _made(one, {"metadata": meta, "status": {"userInfo": call.user.as_json()}})


def self_access_review(call: state.Call, one: kind.Kind) -> answer.Plain:
    """May I."""
    return _access(call, one, call.user)


def access_review(call: state.Call, one: kind.Kind) -> answer.Plain:
    """May they."""
    given = incoming.read(call, one)
    spec = given.get("spec") or {}
    who = user.User(spec.get("user", ""), tuple(spec.get("groups") or ()), spec.get("uid", ""))
    return _access(call, one, who, given)


def _access(call: state.Call, one: kind.Kind, who: user.User, given: Object | None = None) -> answer.Plain:
    obj = incoming.read(call, one) if given is None else given
    decision = rbac.decide(call.state.store, who, _wanted(obj.get("spec") or {}))
    status: Object = {"allowed": decision.allowed}
    if decision.reason:
        status["reason"] = decision.reason
    obj = writing.track(call, one, obj, None)
    return _made(one, {"metadata": obj["metadata"], "spec": obj["spec"], "status": status})


def _wanted(spec: Object) -> rbac.Attributes:
    path = spec.get("nonResourceAttributes")
    if path is not None:
        return rbac.Attributes(path.get("verb", ""), path=path.get("path", ""))
    found = spec.get("resourceAttributes") or {}
    keys = ("verb", "group", "resource", "subresource", "namespace", "name")
    return rbac.Attributes(*(found.get(key, "") for key in keys))


def rules_review(call: state.Call, one: kind.Kind) -> answer.Plain:
    """What may I do in a namespace."""
    spec = incoming.read(call, one).get("spec") or {}
    resources: list[Object] = []
    paths: list[Object] = []
    if user.MASTERS in call.user.groups:
        resources.append({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]})
        paths.append({"verbs": ["*"], "nonResourceURLs": ["*"]})
    for _, rules in rbac.granted(call.state.store, call.user, spec.get("namespace", "")):
        for rule in rules:
            (paths if rule.get("nonResourceURLs") else resources).append(objects.copy(rule))
    status = {"resourceRules": resources, "nonResourceRules": paths, "incomplete": False}
    return _made(one, {"metadata": {}, "spec": {}, "status": status})


def token_review(call: state.Call, one: kind.Kind) -> answer.Plain:
    """Whose token is this."""
    spec = incoming.read(call, one).get("spec") or {}
    found = call.state.identify(spec.get("token", ""))
    status: Object = {"user": {}, "error": "invalid bearer token"}
    if found is not None:
        audiences = spec.get("audiences") or [call.state.config.issuer]
        status = {"authenticated": True, "user": found.as_json(), "audiences": audiences}
    return _made(one, {"metadata": {}, "spec": spec, "status": status})


def _made(one: kind.Kind, rest: Object) -> answer.Plain:
    return answer.Plain({"kind": one.kind, "apiVersion": one.api_version, **rest}, 201)


_AUTHENTICATION, _AUTHORIZATION = "authentication.k8s.io", "authorization.k8s.io"
CREATORS = {
    (_AUTHENTICATION, "selfsubjectreviews"): self_subject_review,
    (_AUTHENTICATION, "tokenreviews"): token_review,
    (_AUTHORIZATION, "selfsubjectaccessreviews"): self_access_review,
    (_AUTHORIZATION, "selfsubjectrulesreviews"): rules_review,
    (_AUTHORIZATION, "subjectaccessreviews"): access_review,
    (_AUTHORIZATION, "localsubjectaccessreviews"): access_review,
}
"""Kinds that are asked, not stored."""
