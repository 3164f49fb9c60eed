"""resolv.conf for pods, against the recorded vectors."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.kubelet import dnsconfig

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/resolvconf_vectors.json").read_text())


def named(group: str) -> list[Any]:
    """The cases of a group as pytest parameters."""
    return [pytest.param(case, id=case.get("id", case.get("dnsPolicy"))) for case in VECTORS[group]]


@pytest.mark.vectors
@pytest.mark.parametrize("case", named("parse"))
def test_a_host_file_is_read_as_the_kubelet_reads_it(case: dict[str, Any]) -> None:
    """Lists and errors are the recorded ones; the order of options is free."""
    if case["error"]:
        with pytest.raises(ValueError, match="nameserver"):
            dnsconfig.parse(case["text"])
        return
    found = dnsconfig.parse(case["text"])
    assert list(found.nameservers) == case["nameservers"]
    assert list(found.searches) == case["searches"]
    assert sorted(found.options) == sorted(case["options_any_order"])


@pytest.mark.vectors
@pytest.mark.parametrize("case", named("pod"))
def test_a_pod_gets_the_recorded_resolver(case: dict[str, Any]) -> None:
    """Every dnsPolicy and dnsConfig of the vectors."""
    config, host = case["config"], case["config"]["host"]
    resolver = (
        dnsconfig.without_file(*config["node_ips"])
        if "resolv_conf_path" in host
        else dnsconfig.Resolver(tuple(host["nameservers"]), tuple(host["searches"]), tuple(host["options"]))
    )
    spec = {
        "dnsPolicy": case["dnsPolicy"],
        "hostNetwork": case["hostNetwork"],
        "dnsConfig": case["dnsConfig"],
    }
    pod = {"metadata": {"name": "p", "namespace": config["pod_namespace"]}, "spec": spec}
    warned = dnsconfig.for_pod(
        pod, resolver, cluster_dns=tuple(config["cluster_dns"]), cluster_domain=config["cluster_domain"]
    )
    assert list(warned.resolver.nameservers) == case["servers"]
    assert list(warned.resolver.searches) == case["searches"]
    assert sorted(warned.resolver.options) == sorted(case["options_any_order"])
    assert len(warned.events) == len(case.get("events", []))


@pytest.mark.vectors
@pytest.mark.parametrize("case", named("limits"))
def test_limits_cut_and_tell(case: dict[str, Any]) -> None:
    """What a resolver library would not read is left out, with an event."""
    given_ = dnsconfig.Resolver(tuple(case.get("nameservers_in", ())), tuple(case.get("searches_in", ())))
    warned = dnsconfig.limited(given_)
    assert list(warned.resolver.searches) == case.get("searches", [])
    assert list(warned.resolver.nameservers) == case.get("nameservers", [])
    assert bool(warned.events) == case["event"]


@pytest.mark.vectors
@pytest.mark.parametrize("case", named("merge_options_any_order"))
def test_options_merge_by_name(case: dict[str, Any]) -> None:
    """A dnsConfig's option replaces the one of its name."""
    assert sorted(dnsconfig.merged(tuple(case["existing"]), case["config"])) == sorted(case["result"])


@pytest.mark.vectors
@pytest.mark.parametrize("case", named("types"))
def test_policies_choose_their_source(case: dict[str, Any]) -> None:
    """Cluster, host or none."""
    assert dnsconfig.kind_of(case["dnsPolicy"], host_network=case["hostNetwork"]) == case["type"]


def test_the_file_has_containerds_order() -> None:
    """search, then nameservers, then options."""
    resolver = dnsconfig.Resolver(
        ("10.96.0.10",), ("default.svc.cluster.local", "cluster.local"), ("ndots:5",)
    )
    expected = "search default.svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n"
    assert dnsconfig.render(resolver) == expected


words = st.text("abcdefghij0123456789-", min_size=1, max_size=12).filter(
    lambda word: not word.startswith("-")
)


@given(st.lists(words, max_size=3), st.lists(words, max_size=6), st.lists(words, max_size=4, unique=True))
def test_what_is_written_is_read_back(servers: list[str], searches: list[str], options: list[str]) -> None:
    """render and parse are each other's inverse."""
    resolver = dnsconfig.Resolver(tuple(servers), tuple(searches), tuple(options))
    assert dnsconfig.parse(dnsconfig.render(resolver)) == resolver
