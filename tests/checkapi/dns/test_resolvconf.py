"""resolv.conf(5): which names are tried, in which order, until one exists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi.dns import resolvconf, sections

CONF = resolvconf.parse(
    "# made by the kubelet\nsearch default.svc.cluster.local svc.cluster.local cluster.local\n"
    "nameserver 10.96.0.10\noptions ndots:5 edns0\n"
)
labels = st.from_regex(r"[a-z]([a-z0-9-]{0,9}[a-z0-9])?", fullmatch=True)
names = st.lists(labels, min_size=1, max_size=8).map(".".join)


def test_what_is_read() -> None:
    """Servers, search list and options; the last search line holds, and the last ndots."""
    assert CONF.nameservers == ("10.96.0.10",)
    assert CONF.options == ("ndots:5", "edns0")
    assert CONF.ndots == 5
    other = resolvconf.parse("domain a.b\nsearch c.d. .\noptions ndots:2\noptions ndots:3\nnameserver ::1\n")
    assert (other.search, other.ndots, other.nameservers) == (("c.d",), 3, ("::1",))
    assert resolvconf.parse("") == resolvconf.ResolvConf()
    assert resolvconf.parse("").ndots == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", ["a.default.svc.cluster.local", "a.svc.cluster.local", "a.cluster.local", "a"]),
        ("a.", ["a"]),
        ("A.B.C.D.E.F", ["a.b.c.d.e.f", *(f"a.b.c.d.e.f.{one}" for one in CONF.search)]),
    ],
)
def test_candidates(name: str, expected: list[str]) -> None:
    """Few dots: the list first. Many: the name first. One at the end: nothing else."""
    assert resolvconf.candidates(CONF, name) == expected


def test_it_stops_where_a_name_exists() -> None:
    """What comes behind is not asked for."""
    wanted = ["a.b.default.svc.cluster.local", "a.b.svc.cluster.local"]
    assert resolvconf.asked(CONF, "a.b", lambda name: name == wanted[1]) == wanted


@given(names, st.integers(0, 15))
def test_each_name_is_tried_once(name: str, ndots: int) -> None:
    """Whatever the threshold: the name itself and one for each domain."""
    conf = resolvconf.parse(f"search x.y z\noptions ndots:{ndots}\n")
    assert sorted(resolvconf.candidates(conf, name)) == sorted([name, f"{name}.x.y", f"{name}.z"])


@given(names)
def test_question_sections(name: str) -> None:
    """As nslookup, dig, drill and kdig print them; answers are no questions."""
    text = (
        f"    QUESTIONS:\n\t{name}, type = A, class = IN\r\n    ANSWERS:\n    ->  {name}\n\tttl = 30\n"
        f";; QUESTION SECTION:\n;{name}.\t\tIN\tA\n{name}.\t30\tIN\tA\t1.2.3.4\n;; {name}. \t\tIN\tA\n"
        f";{name}.\tIN\tAAAA\n"
    )
    assert sections.asked(text) == [name] * 3


def test_codes() -> None:
    """How the tools say it."""
    text = "status: NXDOMAIN\nrcode: NOERROR\n** server can't find x.y: SERVFAIL\nHost x not found: 3(NXDOMAIN)\n"
    assert sections.codes(text) == ["NXDOMAIN", "NOERROR", "SERVFAIL", "NXDOMAIN"]


@given(st.text())
def test_anything(text: str) -> None:
    """No text makes them fail."""
    resolvconf.parse(text)
    sections.asked(text)
    sections.codes(text)
