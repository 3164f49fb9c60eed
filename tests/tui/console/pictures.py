"""The scenes of the console that the snapshot tests compare and that stand in the guide.

`python -m tests.tui.console.pictures` writes them to assets/screens/.
"""

import asyncio
import dataclasses
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from tests.tui.conftest import until
from tests.tui.console import room
from tutor.tui.classroom import frames
from tutor.tui.console import application, ports
from tutor.tui.console.widgets import watched
from tutor.workshop import reports

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "screens"
SMALL, LARGE = (80, 24), (120, 40)
FRAME = reports.Frame(
    "k8s-rtr",
    24,
    80,
    (
        "\x1b[1;32mroot@k8s-rtr\x1b[0m:\x1b[34m~\x1b[0m# vtysh -c 'show bgp summary'",
        "",
        "IPv4 Unicast Summary:",
        "BGP router identifier 192.168.10.254, local AS number \x1b[33m64513\x1b[0m",
        "",
        "Neighbor        V         AS   MsgRcvd   MsgSent   Up/Down  State/PfxRcd",
        "192.168.10.10   4      64512         0        12     never  \x1b[31mActive\x1b[0m",
        "192.168.10.101  4      64512        41        44  00:19:31  \x1b[32m2\x1b[0m  goes on and on",
        "",
        "\x1b[1;32mroot@k8s-rtr\x1b[0m:\x1b[34m~\x1b[0m# \x1b]0;a title\x07\x1b[2J",
    ),
    (18, 9),
)
Prepare = Callable[[room.Room], None]


@dataclasses.dataclass(frozen=True)
class Scene:
    """What is pressed until the picture is taken; `then` is what the class does after that."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    lang: str = "en"
    count: int = 10
    screen: str = "ConsoleScreen"
    before: Prepare | None = None
    then: Prepare | None = None
    last: tuple[str, ...] = ()
    """What is pressed after that."""

    def app(self) -> application.ConsoleApp:
        """A fresh console on a fresh class."""
        known = room.Room(self.count)
        if self.before:
            self.before(known)
        return application.ConsoleApp(known, self.lang)

    async def play(self, pilot: Pilot[int]) -> None:
        """Bring the console to the scene."""
        app = pilot.app
        assert isinstance(app, application.ConsoleApp)
        known = app.room
        assert isinstance(known, room.Room)
        await pilot.pause()
        for key in self.keys:
            await pilot.press(key)
        await until(pilot, lambda: type(app.screen).__name__ == self.screen)
        if self.then in (_frame, _wide, _behind):
            await until(pilot, lambda: any(one.watch == "asked" for one in known.details.values()))
        if self.then:
            self.then(known)
            await until(pilot, lambda: known.told.empty())
        if self.then in (_frame, _wide):
            await until(pilot, lambda: bool(app.screen.query_one(watched.Watched).front))
        for key in self.last:
            await pilot.press(key)
        if self.then is _behind:
            await until(pilot, lambda: app.screen.query_one(watched.Watched).behind)
        for toast in list(app._notifications):
            app._unnotify(toast)
        app.update_views()
        await pilot.pause(0.15)
        app.update_views()
        await pilot.pause()


def _frame(known: room.Room, frame: reports.Frame = FRAME) -> None:
    asked = next(one for one, found in known.details.items() if found.watch == "asked")
    known.consent(asked, "watch", "given")
    known.sent.put_nowait(frame)


WIDE = reports.Frame(
    "k8s-m",
    24,
    160,
    (
        "\x1b[1;32mroot@k8s-m\x1b[0m:\x1b[34m~\x1b[0m# kubectl get pods -A -o wide",
        "NAMESPACE        NAME                          READY   STATUS    RESTARTS   AGE     IP               NODE"
        "     NOMINATED NODE   READINESS GATES",
        "kube-system      coredns-7d764666f9-4k2xp      1/1     Running   0          3m12s   172.16.158.1     k8s-w1"
        "   <none>           <none>",
        "kube-system      coredns-7d764666f9-x9v7m      1/1     Running   0          3m12s   172.16.184.1     k8s-w2"
        "   <none>           <none>",
        "\x1b[1;32mroot@k8s-m\x1b[0m:\x1b[34m~\x1b[0m# ",
    ),
    (14, 4),
)


def _wide(known: room.Room) -> None:
    _frame(known, WIDE)


def _behind(known: room.Room) -> None:
    asked = next(one for one, found in known.details.items() if found.watch == "asked")
    known.consent(asked, "watch", "given")
    known.sent.put_nowait(frames.BEHIND)


def _lost(known: room.Room) -> None:
    known.linked = ports.Link(
        False,
        trouble="the class's server at 192.168.1.7:7422 does not answer",
        behind="[Errno 113] No route to host",
    )


def _votes(known: room.Room) -> None:
    known.answer({"one": 1, "two": 5, "nodes": 2})


def _timer(known: room.Room) -> None:
    known.stands = known.stands._replace(
        locked=frozenset({"02-services"}), until=room.NOW + 252, label="step 3", follow=("01-coredns", "pods")
    )


def _every(
    name: str,
    *keys: str,
    count: int = 10,
    screen: str = "ConsoleScreen",
    before: Prepare | None = None,
    then: Prepare | None = None,
) -> list[Scene]:
    """At both sizes, in both languages."""
    return [
        Scene(f"console-{name}{mark}-{size[0]}x{size[1]}", size, keys, lang, count, screen, before, then)
        for size in (SMALL, LARGE)
        for lang, mark in (("en", ""), ("ko", "-ko"))
    ]


SCENES = [
    *_every("10"),
    *_every("1000", count=1000),
    *_every("stuck", "2", count=30),
    *_every("hands", "3", count=30),
    *_every("poll", "4", "enter", then=_votes),
    *_every("pace", "5", before=_timer),
    *_every("learner", "down", "enter", screen="LearnerScreen"),
    *_every("watch", "down", "enter", "w", screen="LearnerScreen", then=_frame),
    *_every("behind", "down", "enter", "w", screen="LearnerScreen", then=_behind)[:2],
    *_every("join", "c", screen="JoinScreen"),
    *_every("message", "2", "down", "m", "ctrl+n", screen="Write", count=30),
    *(
        Scene(
            f"console-wide{mark}-80x24",
            SMALL,
            ("enter", "w"),
            lang,
            10,
            "LearnerScreen",
            None,
            _wide,
            ("shift+right",),
        )
        for lang, mark in (("en", ""), ("ko", "-ko"))
    ),
    Scene("console-lost-80x24", SMALL, ("c",), screen="JoinScreen", before=_lost),
    Scene("console-lost-120x40", LARGE, before=_lost),
    Scene("console-30-120x40", LARGE, ("space", "down", "space"), count=30),
    Scene("console-rows-120x40", LARGE, ("d",), count=1000),
    Scene("console-empty-80x24", SMALL, count=0, before=lambda known: setattr(known, "groups", [])),
    Scene("console-help-80x24", SMALL, ("question_mark",), screen="Tell"),
    Scene("console-notes-120x40", LARGE, ("6", "left")),
]


async def _write(scene: Scene) -> None:
    app = scene.app()
    async with app.run_test(size=scene.size) as pilot:
        await scene.play(pilot)
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{scene.name}.svg").write_text(app.export_screenshot(title="k8stutor workshop"))


if __name__ == "__main__":
    for each in SCENES:
        asyncio.run(_write(each))
