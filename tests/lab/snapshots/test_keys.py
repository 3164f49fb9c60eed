"""A snapshot of a lab with other keys."""

import base64

from tutor.lab.snapshots import archive, keys


def _pem(letter: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{letter * 64}\n-----END CERTIFICATE-----\n"


def _kubeconfig(letter: str) -> str:
    authority = base64.b64encode(_pem(letter).encode()).decode()
    return f"  cluster:\n    certificate-authority-data: {authority}\nusers:\n  user:\n    token: {letter * 43}\n"


def _file(text: str) -> archive.Object:
    return {"kind": "file", "mode": 0o600, "owner": [0, 0], "data": base64.b64encode(text.encode()).decode()}


def _text(content: archive.Content, path: str) -> str:
    return base64.b64decode(content.files["k8s-m"]["entries"][path]["data"]).decode()


def _content(admin: str) -> archive.Content:
    files = {
        "/etc/kubernetes/admin.conf": _file(admin),
        "/root/.kube/config": _file(f"{admin}current-context: of-the-learner\n"),
        "/etc/kubernetes/pki/ca.crt": _file(_pem("a")),
        "/root/notes": _file("mine"),
        "/root/.kube": {"kind": "dir", "mode": 0o700, "owner": [0, 0]},
    }
    root = {"kind": "ConfigMap", "metadata": {"name": "kube-root-ca.crt"}, "data": {"ca.crt": _pem("a")}}
    return archive.Content([root], {"k8s-m": {"entries": files, "gone": ["/etc/motd"]}}, {}, {})


def test_keys_become_those_of_the_running_lab() -> None:
    """In kubeconfigs, whatever else the learner wrote there, in files of PEM, and in objects."""
    found = keys.renewed(_content(_kubeconfig("a")), _kubeconfig("b"))
    assert _text(found, "/etc/kubernetes/admin.conf") == _kubeconfig("b")
    assert _text(found, "/root/.kube/config") == f"{_kubeconfig('b')}current-context: of-the-learner\n"
    assert _text(found, "/etc/kubernetes/pki/ca.crt") == _pem("b")
    assert found.objects[0]["data"] == {"ca.crt": _pem("b")}
    assert _text(found, "/root/notes") == "mine"
    assert found.files["k8s-m"]["gone"] == ["/etc/motd"]


def test_the_same_keys_change_nothing() -> None:
    """As for all labs of one user."""
    content = _content(_kubeconfig("a"))
    assert keys.renewed(content, _kubeconfig("a")) is content


def test_a_snapshot_that_says_no_keys_stays_as_it_is() -> None:
    """A learner may have written over the file, or removed it."""
    content = _content("nothing of the kind")
    assert keys.renewed(content, _kubeconfig("b")) is content
    bare = archive.Content([], {}, {}, {})
    assert keys.renewed(bare, _kubeconfig("b")) is bare
