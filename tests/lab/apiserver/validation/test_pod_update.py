"""What of a pod may change, and how the server says so."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lab.apiserver import running
from tutor.lab.apiserver.validation import field, pod_update
from tutor.lab.client import resources, rest

CASES = json.loads((Path(__file__).parents[3] / "vectors" / "api_1.36.json").read_text())["cases"]


def _recorded(case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(one["body"] for one in CASES if one["id"] == case))
    return found


def test_the_difference_is_the_one_that_was_recorded() -> None:
    """Line numbers, Go's field names and empty values included."""
    old = _recorded("A067")
    new = copy.deepcopy(old)
    new["spec"]["serviceAccountName"] = "x"
    found = field.Errors()
    pod_update.validate(new, old, found)
    assert found.causes[0].message == _recorded("A069")["details"]["causes"][0]["message"]


async def test_an_image_may_change_and_tolerations_may_come(api: running.Api) -> None:
    """Nothing else of the spec."""
    await api.client.create(resources.PODS, running.pod("p"))
    patch = {"spec": {"containers": [{"name": "c", "image": "nginx:1.26"}]}}
    strategic = rest.STRATEGIC_PATCH
    changed = await api.client.patch(resources.PODS, "p", patch, "lab", content_type=strategic)
    assert changed["metadata"]["generation"] == 2
    more = [*changed["spec"]["tolerations"], {"key": "a", "operator": "Exists"}]
    await api.client.patch(resources.PODS, "p", {"spec": {"tolerations": more}}, "lab")
    with pytest.raises(rest.ApiError, match="pod updates may not change fields other than"):
        await api.client.patch(resources.PODS, "p", {"spec": {"tolerations": []}}, "lab")


async def test_debug_containers_come_by_their_own_path(api: running.Api) -> None:
    """`kubectl debug` adds one; the rest of what it sends is not looked at."""
    await api.client.create(resources.PODS, running.pod("p"))
    body = {"spec": {"ephemeralContainers": [{"name": "d", "image": "busybox"}], "nodeName": "elsewhere"}}
    found = await api.client.patch(resources.PODS, "p", body, "lab", subresource="ephemeralcontainers")
    assert found["spec"]["ephemeralContainers"][0]["name"] == "d"
    assert "nodeName" not in found["spec"]
