"""Recorded fixtures as the server's own types."""

import functools
import json
import pathlib
from typing import Any

from tutor.lab.dns import index, records, targets

FILE = pathlib.Path(__file__).parents[2] / "vectors" / "coredns_vectors.json"


class AllBut(dict[str, dict[str, str]]):
    """Namespaces of a fixture: every name exists except a few."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__()
        self.missing = missing

    def __contains__(self, name: object) -> bool:
        return name not in self.missing


@functools.cache
def load() -> dict[str, Any]:
    """The whole file."""
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


def _service_import(item: dict[str, Any]) -> dict[str, Any]:
    """A fixture's service as a ServiceImport."""
    headless = item["clusterIPs"] == ["None"]
    spec = {
        "type": "Headless" if headless else "ClusterSetIP",
        "ips": [] if headless else item["clusterIPs"],
        "ports": item["ports"],
    }
    return {"metadata": {"namespace": item["namespace"], "name": item["name"]}, "spec": spec}


def index_of(name: str, *, imported: bool = False) -> index.Index:
    """The index that a fixture gives, by way of API objects; as imports from another cluster if so wished."""
    fixture, out = load()["fixtures"][name], index.Index()
    out.namespaces = AllBut(fixture["missing_namespaces"])
    for item in [] if imported else fixture["services"]:
        spec = {"type": item["type"], "ports": item["ports"], "clusterIPs": item["clusterIPs"]}
        if item["externalName"]:
            spec["externalName"] = item["externalName"]
        meta = {"namespace": item["namespace"], "name": item["name"]}
        out.put_service(index.service_of({"metadata": meta, "spec": spec}))
    for item in fixture["services"] if imported else []:
        out.put_service(index.import_of(_service_import(item)))
    for item in fixture["endpoints"]:
        labels = {index.OWN_SERVICE: item["service"]}
        if imported:
            labels = {index.IMPORTED_SERVICE: item["service"], index.SOURCE_CLUSTER: fixture["clusterId"]}
        endpoints = [{"addresses": [end["ip"]], "hostname": end["hostname"]} for end in item["addresses"]]
        meta = {"namespace": item["namespace"], "name": item["name"], "labels": labels}
        out.put_slice(
            item["name"], index.slice_of({"metadata": meta, "endpoints": endpoints, "ports": item["ports"]})
        )
    for item in fixture["pods"]:
        out.put_pod((item["namespace"], item["name"]), item["podIP"])
    return out


def resolver_of(case: dict[str, Any]) -> records.Resolver:
    """A resolver with a case's options; without other word it listens on the addresses of its own service."""
    config, found = case["config"], index_of(case["fixture"])
    own = [
        address.ip
        for (_, service), pieces in found.slices.items()
        if service == "kube-dns"
        for piece in pieces.values()
        for address in piece.addresses
    ]
    options = targets.Options(
        zones=tuple(config["zones"]),
        ttl=config["ttl"],
        pods=config["pods"],
        namespaces=frozenset(config.get("namespaces_option") or ()),
        ignore_empty_service=config["ignore_empty_service"],
        wildcards="wildcards_v1.8.4" in case["group"],
        multicluster=frozenset(config.get("multicluster") or ()),
    )
    imports = index_of(case["fixture"], imported=True) if options.multicluster else None
    return records.Resolver(options, found, config.get("local_ips") or own, imports)
