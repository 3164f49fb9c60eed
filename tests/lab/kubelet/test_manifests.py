"""The pods of a node's manifests, and what stands for them in the API."""

import datetime
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.kubelet import context, manifests

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
WEB = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: c, image: nginx}]}
"""


def test_a_static_pod_is_named_after_its_node() -> None:
    """And tolerates that the node is in trouble; its hash is its uid."""
    pod = manifests.parse("web.yaml", WEB, "k8s-w1", NOW)
    meta = pod["metadata"]
    assert (meta["name"], meta["namespace"], pod["spec"]["nodeName"]) == ("web-k8s-w1", "default", "k8s-w1")
    assert meta["uid"] == meta["annotations"][manifests.HASH]
    assert meta["annotations"][context.SOURCE] == "file"
    assert {"effect": "NoExecute", "operator": "Exists"} in pod["spec"]["tolerations"]
    assert context.is_static(pod)


def test_the_hash_tells_texts_files_and_nodes_apart() -> None:
    """And is the same for the same."""
    asked = [("a", WEB, "n1"), ("a", WEB + "\n", "n1"), ("b", WEB, "n1"), ("a", WEB, "n2"), ("a", WEB, "n1")]
    uids = [manifests.parse(file, text, node, NOW)["metadata"]["uid"] for file, text, node in asked]
    assert len(set(uids)) == 4
    assert uids[0] == uids[-1]


def test_a_mirror_belongs_to_its_node_and_is_no_static_pod_itself() -> None:
    """It stands for this manifest until another text comes, or until somebody deletes it."""
    pod = manifests.parse("web.yaml", WEB, "k8s-w1", NOW)
    mirror = manifests.mirror_of(pod, "node-uid")
    (owner,) = mirror["metadata"]["ownerReferences"]
    assert (owner["kind"], owner["name"], owner["uid"]) == ("Node", "k8s-w1", "node-uid")
    assert "uid" not in mirror["metadata"]
    assert manifests.is_mirror(mirror)
    assert not context.is_static(mirror)
    assert manifests.stands_for(mirror, pod)
    assert not manifests.stands_for(mirror, manifests.parse("web.yaml", WEB + "#", "k8s-w1", NOW))
    gone = {**mirror, "metadata": {**mirror["metadata"], "deletionTimestamp": "2026-01-02T03:04:05Z"}}
    assert not manifests.stands_for(gone, pod)


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "just words",
        "",
        "kind: Service\napiVersion: v1\n",
        "kind: Pod\napiVersion: v1\nspec: {containers: [{name: c, image: i}]}\n",
        "kind: Pod\napiVersion: v1\nmetadata: {name: x}\n",
        "kind: Pod\napiVersion: v1\nmetadata: {name: x}\nspec: {containers: []}\n",
        "kind: Pod\napiVersion: v1\nmetadata: {name: x}\nspec: {containers: [{name: c}]}\n",
    ],
)
def test_what_is_no_pod_is_left_out_and_logged(text: str, caplog: pytest.LogCaptureFixture) -> None:
    """The other manifests go on."""
    with caplog.at_level(logging.ERROR):
        found = list(manifests.pods({"bad.yaml": text, "web.yaml": WEB}, "n", NOW))
    assert [pod["metadata"]["name"] for pod in found] == ["web-n"]
    assert "bad.yaml" in caplog.text


@given(st.text())
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    """It is refused in words: none of these is a pod."""
    with pytest.raises(manifests.BadManifest, match=r"\w"):
        manifests.parse("file", text, "n", NOW)


def test_a_folder_is_read_without_its_hidden_files(tmp_path: Path) -> None:
    """An editor's temporary file is no manifest; a folder that is not there holds none."""
    (tmp_path / "web.yaml").write_text(WEB)
    (tmp_path / ".web.yaml.swp").write_bytes(b"\xff")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "folder").mkdir()
    assert manifests.read(tmp_path) == {"web.yaml": WEB}
    assert manifests.read(tmp_path / "none") == {}
