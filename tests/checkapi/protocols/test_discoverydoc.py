"""The words of kubectl find their kind in both forms of discovery."""

import pytest

from tutor.checkapi.protocols import discoverydoc

AGGREGATED = {
    "kind": "APIGroupDiscoveryList",
    "items": [
        {
            "metadata": {"name": "apps"},
            "versions": [
                {
                    "version": "v1",
                    "resources": [
                        {
                            "resource": "deployments",
                            "responseKind": {"kind": "Deployment"},
                            "scope": "Namespaced",
                            "singularResource": "deployment",
                            "shortNames": ["deploy"],
                        }
                    ],
                }
            ],
        }
    ],
}
LISTED = {
    "groupVersion": "apps/v1",
    "resources": [
        {
            "name": "deployments",
            "singularName": "deployment",
            "kind": "Deployment",
            "namespaced": True,
            "shortNames": ["deploy"],
        },
        {"name": "deployments/scale", "kind": "Scale", "namespaced": True},
    ],
}


@pytest.mark.parametrize(
    "word", ["deploy", "Deployment", "deployments", "deployments.apps", "deploy.v1.apps"]
)
def test_every_name_of_a_kind(word: str) -> None:
    """Short, singular, plural, with group and version."""
    for kinds in (discoverydoc.aggregated(AGGREGATED), discoverydoc.listed(LISTED)):
        found = discoverydoc.find(kinds, word)
        assert found is not None
        assert (found.path, found.plural, found.namespaced) == ("/apis/apps/v1", "deployments", True)


@pytest.mark.parametrize("word", ["deployments.batch", "scale", "po"])
def test_other_words(word: str) -> None:
    """Another group, a subresource, another kind."""
    assert discoverydoc.find(discoverydoc.listed(LISTED), word) is None
