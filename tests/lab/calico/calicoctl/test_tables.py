"""Tables as the real command prints them, against recorded layouts."""

import json
import pathlib
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.calico.calicoctl import catalogue, ipam, tables

FILE = pathlib.Path(__file__).parents[3] / "vectors" / "calico_vectors.json"
DATA: dict[str, Any] = json.loads(FILE.read_text())["calicoctl"]

CELLS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
ROWS = st.integers(1, 5).flatmap(
    lambda size: st.lists(st.lists(CELLS, min_size=size, max_size=size), min_size=1)
)


@pytest.mark.vectors
@pytest.mark.parametrize("kind", [catalogue.IP_POOL, catalogue.ENDPOINT], ids=lambda kind: str(kind.name))
def test_headings(kind: catalogue.Kind) -> None:
    """Narrow and wide, in their order."""
    key = {"IPPool": "ippool", "WorkloadEndpoint": "wep"}[kind.name]
    assert list(kind.narrow) == DATA[key]
    assert list(kind.wide) == DATA[f"{key}_wide"]


@pytest.mark.vectors
def test_values_of_a_pool() -> None:
    """Modes that are not set are Never, and NAT is true or false."""
    cells = catalogue.IP_POOL.cells
    pool: dict[str, Any] = {"metadata": {"name": "p"}, "spec": {"cidr": "10.0.0.0/8"}}
    assert f"{cells['IPIPMODE'](pool)} when unset" == DATA["ippool_values"]["IPIPMODE"]
    assert f"{cells['VXLANMODE'](pool)} when unset" == DATA["ippool_values"]["VXLANMODE"]
    pool["spec"]["natOutgoing"] = True
    assert cells["NAT"](pool) in DATA["ippool_values"]["NAT"].split("/")
    assert cells["DISABLED"](pool) == "false"


@pytest.mark.vectors
@pytest.mark.parametrize("case", ["example_pool_65536_10_used", "example_block_64_3_used"])
def test_figures_of_usage(case: str) -> None:
    """Counts with their percentages."""
    expected = DATA["ipam_show"][case]
    grouping, cidr, total, *_ = expected
    used = int(case.split("_")[3])
    assert list(ipam.row(grouping, cidr, int(total), used)) == expected


@pytest.mark.vectors
def test_headings_of_usage() -> None:
    """As the tutorial's author saw them."""
    assert list(ipam.USAGE) == DATA["ipam_show"]["columns"]


def test_a_listing() -> None:
    """Cells are as wide as their column's widest and three more, at least five; an empty line ends it."""
    text = tables.columns(("NAME", "X"), [("default-ipv4-ippool", "1"), ("b", "")])
    assert text.split("\n") == [
        "NAME                  X    ",
        "default-ipv4-ippool   1    ",
        "b                          ",
        "",
        "",
    ]


def test_a_box() -> None:
    """Headings in the middle, numbers to the right, the rest to the left."""
    rows = [("IP Pool", "172.16.0.0/16", "65536", "15 (0%)"), ("Block", "172.16.116.0/24", "256", "4 (2%)")]
    assert tables.box(("GROUPING", "CIDR", "IPS TOTAL", "IPS IN USE"), rows).split("\n") == [
        "+----------+-----------------+-----------+------------+",
        "| GROUPING |      CIDR       | IPS TOTAL | IPS IN USE |",
        "+----------+-----------------+-----------+------------+",
        "| IP Pool  | 172.16.0.0/16   |     65536 | 15 (0%)    |",
        "| Block    | 172.16.116.0/24 |       256 | 4 (2%)     |",
        "+----------+-----------------+-----------+------------+",
        "",
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [(65536, "65536"), (131072, "1.3107e+05"), (2**80, "1.2089e+24"), (0, "0")],
)
def test_figures(number: int, text: str) -> None:
    """Five digits, as Go's %.5g has them."""
    assert tables.figure(number) == text


@hypothesis.given(ROWS)
def test_lines_of_a_table_are_equally_long(rows: list[list[str]]) -> None:
    """And nothing of a cell is lost."""
    head, *body = rows
    lines = tables.columns(head, body).split("\n")
    assert lines[-2:] == ["", ""]
    assert len({len(line) for line in lines[:-2]}) == 1
    boxed = tables.box(head, body).split("\n")[:-1]
    assert len({len(line) for line in boxed}) == 1
    for row, line in zip(rows, lines, strict=False):
        assert all(cell in line for cell in row)
