"""Lessons that build on each other, on a real lab."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab import running
from tutor.lab import launch
from tutor.session import opening, request, walk

pytestmark = pytest.mark.lab

COURSE = {
    "01-make/lesson.yaml": """
steps:
  - id: make
    commands:
      - run: kubectl create deployment web --image=traefik/whoami
        host: k8s-m
      - run: kubectl rollout status deployment web --timeout=30s
        host: k8s-m
  - id: note
    commands:
      - run: NAME=$(kubectl get pod -l app=web -o jsonpath='{.items[0].metadata.name}')
        host: k8s-m
      - run: echo $NAME > /root/note
        host: k8s-m
    cleanup:
      - run: kubectl delete deployment web; rm /root/note
        host: k8s-m
""",
    "01-make/en.md": """# Make

Make.

<!-- step: make -->
## Make

It.

<!-- step: note -->
## Note

It.
""",
    "02-use/lesson.yaml": """
continues: 01-make
start:
  - run: echo ready > /root/start
    host: k8s-w1
steps:
  - id: use
    commands:
      - run: echo "$NAME $(cat /root/note)"; kubectl get pod $NAME --no-headers
        host: k8s-m
      - run: cat /root/start
        host: k8s-w1
""",
    "02-use/en.md": """# Use

Use.

<!-- step: use -->
## Use

It.
""",
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A lab and state of its own; the course's folder."""
    for name, text in COURSE.items():
        file = tmp_path / "course" / "lessons" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(variable, str(tmp_path / variable.lower()))
        with running.lab(tmp_path / "runtime"):
            yield tmp_path / "course"


async def outputs(course: Path, lesson: str, told: list[str]) -> list[str]:
    """Walk one lesson; what its commands said."""
    said: list[str] = []
    wanted = request.Options(course, "en", "lab")
    async with opening.opened(wanted, progress=told.append, keep=False) as desk:
        async with desk.session(desk.lessons([lesson])[0], grade_at_once=False) as one:
            assert (await walk.walk(one, said.append)).passed
    return said


async def test_a_lesson_begins_where_the_one_before_ends(place: Path) -> None:
    """Objects, files and the shell's variables are there, made first and then restored; also after clean-up."""
    told: list[str] = []
    first = await outputs(place, "2", told)
    assert sum(line.startswith("Preparing") for line in told) == 3
    name = next(line for line in first if line.startswith("web-")).split()[0]
    assert f"{name} {name}" in "\n".join(first)
    assert any("Running" in line for line in first)
    assert "ready" in first
    told.clear()
    again = await outputs(place, "2", told)
    assert not any(line.startswith("Preparing") for line in told)
    assert f"{name} {name}" in "\n".join(again)
    await outputs(place, "1", told)
    assert f"{name} {name}" in "\n".join(await outputs(place, "2", told))


async def test_reset_and_resume_bring_the_learner_back(place: Path) -> None:
    """Reset undoes a step whatever it changed; in another lab the learner goes on where they left."""
    wanted = request.Options(place, "en", "lab")
    told: list[str] = []
    async with opening.opened(wanted, progress=told.append) as desk:
        async with desk.session(desk.lessons(["1"])[0]) as one:
            for command in one.step.commands:
                await one.run(command.text, command.host)
            await one.grade()
            await one.passed(one.index)
            await one.run("WORD=kept", "k8s-m")
            one.next()
            await one.entered()
            await one.run("WORD=lost; kubectl delete deployment web; touch /root/junk", "k8s-m")
            await one.reset()
            record = await one.run("echo $WORD; ls /root; kubectl get deployment web -o name", "k8s-m")
            assert record.output.split() == ["kept", "assets", "deployment.apps/web"]
            await one.passed(one.index)
        async with desk.session(desk.lessons(["1"])[0]) as one:
            assert (await one.run("echo $WORD", "k8s-m")).output == "kept\n"
    launch.down()
    async with opening.opened(wanted, progress=told.append) as desk:
        async with desk.session(desk.lessons(["1"])[0]) as one:
            assert one.step.id == "note"
            record = await one.run("kubectl get deployment web -o name", "k8s-m")
            assert record.output.strip() == "deployment.apps/web"
    assert "k8stutor lab restore before-01-make" in told[-1]
