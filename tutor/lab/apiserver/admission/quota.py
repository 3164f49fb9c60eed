"""ResourceQuota: what a namespace may use in all (kubernetes: plugin/pkg/admission/resourcequota).

What is used is counted from the stored objects at every write, so no count can drift.
"""

import decimal
from collections.abc import Iterable
from typing import Any

from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.decode import quantity
from tutor.lab.apiserver.kinds import kind

Object = dict[str, Any]
Usage = dict[str, decimal.Decimal]

_COMPUTE = ("cpu", "memory", "ephemeral-storage")
QUOTAS = ("", "resourcequotas")
_COUNTED = {
    "pods": ("", "pods"),
    "services": ("", "services"),
    "secrets": ("", "secrets"),
    "configmaps": ("", "configmaps"),
    "persistentvolumeclaims": ("", "persistentvolumeclaims"),
    "replicationcontrollers": ("", "replicationcontrollers"),
    "resourcequotas": ("", "resourcequotas"),
}


def charge(call: state.Call, one: kind.Kind, new: Object) -> None:
    """Raises errors.Forbidden where the new object would go beyond a quota; else notes the new usage."""
    namespace = new["metadata"]["namespace"]
    for found in call.state.store.entries(QUOTAS, namespace):
        hard = objects.dig(found.object, "spec", "hard") or {}
        asked = {name: value for name, value in usage(one, new).items() if name in hard}
        if missing := _missing(one, new, hard):
            why = f"failed quota: {found.object['metadata']['name']}: must specify {'; '.join(missing)}"
            raise errors.forbidden(one.group, one.plural, new["metadata"]["name"], why)
        if not asked:
            continue
        used = count(call, namespace, hard)
        _check(one, new, found.object, asked, used)
        if not call.dry_run:
            total = {name: used[name] + asked.get(name, decimal.Decimal(0)) for name in hard}
            _note(call, found.copy(), hard, total)


def recount(call: state.Call, namespace: str) -> None:
    """Write down anew what is used."""
    for found in call.state.store.entries(QUOTAS, namespace):
        hard = objects.dig(found.object, "spec", "hard") or {}
        _note(call, found.copy(), hard, count(call, namespace, hard))


def _missing(one: kind.Kind, new: Object, hard: Iterable[str]) -> list[str]:
    """Compute resources that a quota bounds and a container does not name."""
    if one.key != ("", "pods"):
        return []
    found = []
    for name in sorted(hard):
        sort, dot, resource = name.partition(".")
        if not dot and name in _COMPUTE:
            sort, resource = "requests", name
        if sort not in ("requests", "limits") or resource not in _COMPUTE:
            continue
        lacking = [
            container["name"]
            for container in new["spec"]["containers"]
            if resource not in (objects.dig(container, "resources", sort) or {})
        ]
        if lacking:
            found.append(f"{name} for: {','.join(lacking)}")
    return found


def _check(one: kind.Kind, new: Object, quota: Object, asked: Usage, used: Usage) -> None:
    hard = quota["spec"]["hard"]
    over = sorted(
        name for name, value in asked.items() if used[name] + value > quantity.parse(str(hard[name])).value
    )
    if not over:
        return

    def shown(values: Any) -> str:
        return ",".join(f"{name}={_text(values[name])}" for name in over)

    why = (
        f"exceeded quota: {quota['metadata']['name']}, requested: {shown(asked)}, used: {shown(used)}, "
        f"limited: {','.join(f'{name}={hard[name]}' for name in over)}"
    )
    raise errors.forbidden(one.group, one.plural, new["metadata"]["name"], why)


def _text(value: decimal.Decimal) -> str:
    return quantity.canonical(format(value.normalize(), "f"))


def count(call: state.Call, namespace: str, hard: Iterable[str]) -> Usage:
    """What the namespace uses of each resource that is bounded."""
    total = dict.fromkeys(hard, decimal.Decimal(0))
    for one in call.state.registry:
        if one.conversion is not None or not one.namespaced:
            continue
        if not any(_concerns(one, name) for name in total):
            continue
        for found in call.objects(*one.key, namespace):
            for name, value in usage(one, found).items():
                if name in total:
                    total[name] += value
    return total


def _concerns(one: kind.Kind, name: str) -> bool:
    if name.startswith("count/"):
        return name == f"count/{one.qualified}"
    if name in _COUNTED:
        return one.key == _COUNTED[name]
    if name.startswith("services."):
        return one.key == ("", "services")
    return one.key in (("", "pods"), ("", "persistentvolumeclaims"))


def usage(one: kind.Kind, obj: Object) -> Usage:
    """What one object uses of everything that can be bounded."""
    found: Usage = {f"count/{one.qualified}": decimal.Decimal(1)}
    if one.key == ("", "pods"):
        if objects.dig(obj, "status", "phase") in ("Succeeded", "Failed"):
            return found
        found |= _pod(obj["spec"])
    elif one.key == ("", "services"):
        sort = obj["spec"].get("type")
        if sort == "LoadBalancer":
            found["services.loadbalancers"] = decimal.Decimal(1)
        if sort in ("LoadBalancer", "NodePort"):
            found["services.nodeports"] = decimal.Decimal(len(obj["spec"].get("ports") or ()))
    elif one.key == ("", "persistentvolumeclaims"):
        asked = objects.dig(obj, "spec", "resources", "requests", "storage")
        if asked is not None:
            found["requests.storage"] = quantity.parse(str(asked)).value
    for name, key in _COUNTED.items():
        if one.key == key:
            found[name] = decimal.Decimal(1)
    return found


def _pod(spec: Object) -> Usage:
    found: Usage = {}
    for container in spec["containers"]:
        for sort in ("requests", "limits"):
            for name, value in (objects.dig(container, "resources", sort) or {}).items():
                amount = quantity.parse(str(value)).value
                for key in (f"{sort}.{name}", *((name,) if sort == "requests" else ())):
                    found[key] = found.get(key, decimal.Decimal(0)) + amount
    return found


def _note(call: state.Call, quota: Object, hard: Object, used: Usage) -> None:
    status = {"hard": dict(hard), "used": {name: _text(value) for name, value in used.items()}}
    if quota.get("status") != status:
        quota["status"] = status
        call.state.store.put(QUOTAS, quota)
