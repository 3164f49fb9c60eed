"""All manifests of a class, in the order in which a cluster can take them. Pure."""

import yaml

from tutor.workshop.deploy import host, learners, limits, nats, objects, policies
from tutor.workshop.deploy import plan as plans


def manifests(plan: plans.Plan, material: plans.Material) -> list[objects.Object]:
    """The namespace with its limits first; the closed network before the first pod."""
    return [
        *limits.manifests(plan),
        *policies.manifests(plan),
        *nats.manifests(plan, dict(material.server_files)),
        *host.manifests(plan, dict(material.class_files)),
        *learners.manifests(plan, material.code),
    ]


def as_yaml(found: list[objects.Object]) -> str:
    """One document each, as `kubectl apply -f -` reads them."""
    return yaml.dump_all(found, Dumper=_Plain, sort_keys=False, default_flow_style=False, width=110)


class _Plain(yaml.SafeDumper):
    """Files as blocks; the same labels written out again rather than as `*id001`."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Plain.add_representer(str, _text)
