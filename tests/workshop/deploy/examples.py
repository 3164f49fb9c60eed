"""A class to deploy, as the tests take it."""

import dataclasses
from typing import Any

from tutor.workshop.deploy import plan as plans
from tutor.workshop.deploy import rendering

PLAN = plans.Plan("net101", "k8s-class", "registry.example/k8stutor:1", 3, replicas=3)
MATERIAL = plans.Material(
    {f"{name}.conf": f"server_name: {name}\nport: 7422\n" for name in PLAN.servers},
    {"authority.json": "{}"},
    "nats/AAAAA-BBBBB",
)


def rendered(**changes: Any) -> list[dict[str, Any]]:
    """The manifests, with parts of the plan changed."""
    return rendering.manifests(dataclasses.replace(PLAN, **changes), MATERIAL)


def one(kind: str, name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """The object of that kind and name."""
    (only,) = [item for item in found if item["kind"] == kind and item["metadata"]["name"] == name]
    return only


def templates(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The pods' specs, by the names of what makes them."""
    return {
        item["metadata"]["name"]: item["spec"]["template"]["spec"]
        for item in found
        if "template" in item.get("spec", {})
    }
