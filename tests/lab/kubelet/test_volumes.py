"""Files of volumes, and how they change."""

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.kubelet import atomicdir, environment, hostsfile, payload, rootfs

POD: dict[str, Any] = {
    "metadata": {"name": "web", "namespace": "shop", "labels": {"b": '"q"', "a": "1"}},
    "spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "250m"}}}]},
}
OBJECTS: environment.Objects = {
    ("configmaps", "conf"): {"data": {"a.txt": "A", "b.txt": "B"}, "binaryData": {"c": "AAE="}},
    ("secrets", "key"): {"type": "Opaque", "data": {"word": base64.b64encode(b"open").decode()}},
}


def built(volume: dict[str, Any]) -> payload.Files:
    """The files of a volume of POD."""
    return payload.build(POD, volume, OBJECTS, tokens={"token": "T"}, allocatable={"cpu": "4"})


def test_a_config_map_gives_a_file_a_key() -> None:
    """Text and bytes alike, with the default mode."""
    found = built({"configMap": {"name": "conf"}})
    assert {path: file.content for path, file in found.items()} == {
        "a.txt": b"A",
        "b.txt": b"B",
        "c": b"\0\1",
    }
    assert {file.mode for file in found.values()} == {0o644}


def test_items_pick_and_rename() -> None:
    """With their own mode; a key that is not there is an error unless optional."""
    picked = {"name": "conf", "items": [{"key": "a.txt", "path": "dir/x", "mode": 0o400}]}
    assert built({"configMap": picked}) == {"dir/x": payload.File(b"A", 0o400)}
    absent = {"name": "conf", "items": [{"key": "z", "path": "z"}]}
    with pytest.raises(payload.MountError, match="references non-existent configmap key"):
        built({"configMap": absent})
    assert built({"configMap": {**absent, "optional": True}}) == {}


@pytest.mark.parametrize(
    ("volume", "message"),
    [
        ({"configMap": {"name": "nope"}}, 'configmap "nope" not found'),
        ({"secret": {"secretName": "nope"}}, 'secret "nope" not found'),
    ],
)
def test_a_missing_source_is_named(volume: dict[str, Any], message: str) -> None:
    """As the FailedMount event shows it."""
    with pytest.raises(payload.MountError, match=message):
        built(volume)


def test_a_projected_volume_joins_its_sources() -> None:
    """Token, CA, namespace: what a service account's volume is made of."""
    sources = [
        {"serviceAccountToken": {"path": "token", "expirationSeconds": 3607}},
        {"configMap": {"name": "conf", "items": [{"key": "a.txt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}]}},
        {"secret": {"name": "key"}},
    ]
    volume = {"projected": {"sources": sources, "defaultMode": 0o600}}
    found = built(volume)
    assert {path: file.content for path, file in found.items()} == {
        "token": b"T",
        "ca.crt": b"A",
        "namespace": b"shop",
        "word": b"open",
    }
    assert payload.token_sources(volume) == [payload.TokenSource("token", "", 3607)]
    assert [(ref.kind.plural, ref.name) for ref in payload.references(volume)] == [
        ("configmaps", "conf"),
        ("secrets", "key"),
    ]


def test_the_downward_api_lists_labels() -> None:
    """Sorted, quoted, one a line."""
    items = [
        {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}},
        {
            "path": "cpu",
            "resourceFieldRef": {"containerName": "c", "resource": "requests.cpu", "divisor": "1m"},
        },
    ]
    found = built({"downwardAPI": {"items": items}})
    assert found["labels"].content == b'a="1"\nb="\\"q\\""'
    assert found["cpu"].content == b"250"


names = st.sampled_from(["a", "b", "sub/c", "sub/d", "e"])
contents = st.dictionaries(names, st.binary(max_size=5), max_size=5)


@given(st.lists(contents, min_size=1, max_size=4))
def test_a_directory_holds_exactly_the_last_files(
    tmp_path_factory: pytest.TempPathFactory, versions: Any
) -> None:
    """Whatever was there before, and with one dated directory left."""
    target = tmp_path_factory.mktemp("volume")
    for files in versions:
        atomicdir.write(target, {path: payload.File(content, 0o644) for path, content in files.items()})
    visible = [
        path for path in target.rglob("*") if path.is_file() and ".." not in path.relative_to(target).parts[0]
    ]
    linked = {entry.name for entry in target.iterdir() if not entry.name.startswith("..")}
    assert linked == {path.split("/")[0] for path in versions[-1]}
    for path, content in versions[-1].items():
        assert (target / path).read_bytes() == content
    assert len([entry for entry in target.iterdir() if entry.name.startswith("..2")]) == 1
    assert all(path.exists() for path in visible)


def test_a_change_is_one_rename(tmp_path: Path) -> None:
    """Names stay symlinks through ..data, which alone moves; an equal payload changes nothing."""
    atomicdir.write(tmp_path, {"a": payload.File(b"1", 0o644)})
    before = os.readlink(tmp_path / "..data")
    assert not atomicdir.write(tmp_path, {"a": payload.File(b"1", 0o644)})
    assert os.readlink(tmp_path / "..data") == before
    assert atomicdir.write(tmp_path, {"a": payload.File(b"2", 0o644)})
    assert os.readlink(tmp_path / "..data") != before
    assert os.readlink(tmp_path / "a") == "..data/a"


def test_hosts_files() -> None:
    """The pod's own line, its domain, aliases, and the node's file for the host network."""
    plain = hostsfile.content(POD, "172.16.1.9", "cluster.local")
    assert plain.endswith("172.16.1.9\tweb\n")
    spec = {
        "hostname": "web-0",
        "subdomain": "web",
        "hostAliases": [{"ip": "10.1.1.1", "hostnames": ["x", "y"]}],
    }
    named = hostsfile.content({**POD, "spec": spec}, "172.16.1.9", "cluster.local")
    assert "172.16.1.9\tweb-0.web.shop.svc.cluster.local\tweb-0\n" in named
    assert named.endswith("\n# Entries added by HostAliases.\n10.1.1.1\tx\ty\n")
    host = hostsfile.content(
        {**POD, "spec": {"hostNetwork": True}}, "", "", node_file="127.0.0.1 localhost\n"
    )
    assert host == "# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n"


def test_host_names_are_cut_to_what_the_kernel_takes() -> None:
    """63 characters, with no dash at the end."""
    pod = {"metadata": {"name": "a" * 62 + "-b"}, "spec": {}}
    assert hostsfile.hostname_of(pod) == "a" * 62


def test_links_of_a_root_are_read_as_it_reads_them(tmp_path: Path) -> None:
    """An absolute link on the way leads to a place below the root, a last part that is a link stays one."""
    root = str(tmp_path)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "run").symlink_to("/run")
    (tmp_path / "var" / "lock").symlink_to("../run/lock")
    assert rootfs.inside(root, "/var/run/a/b") == f"{root}/run/a/b"
    assert rootfs.inside(root, "/var/lock/a") == f"{root}/run/lock/a"
    assert rootfs.inside(root, "/var/run") == f"{root}/var/run"
