"""`course new`: the folder of a course, or of one more lesson, that passes the linter from the start."""

import re
from pathlib import Path

from tutor.authoring import schema
from tutor.base import errors
from tutor.course import loader

LESSON = """\
# What all languages share: commands, checks, answers. The prose stands in en.md and ko.md.
# 언어와 상관없는 것: 명령, 검사, 정답. 본문은 en.md와 ko.md에 있습니다.
steps:
  - id: nodes
    predict: all
    commands:
      - run: kubectl get nodes
        host: k8s-m
    checks:
      - check: kubectl.shown
        title: {en: The table shows the cluster's nodes, ko: 표에 클러스터의 노드가 모두 보입니다}
        with: {resource: nodes}
"""

PROSE = {
    "en": """\
# NAME

Say here what the learner will understand at the end, and why it matters.

<!-- step: nodes -->
## Which nodes are there?

Tell what the command asks for and what to look at in its answer.

<!-- predict -->
How many nodes are Ready?

- (none) None of them yet
- (all) All of them

<!-- hints -->
<details><summary>Hints</summary>

1. `kubectl get` lists objects of one kind.
2. The kind is `nodes`.

</details>
""",
    "ko": """\
# NAME

이 레슨을 마치면 무엇을 알게 되는지, 그것이 왜 중요한지 적어 주세요.

<!-- step: nodes -->
## 어떤 노드가 있을까요?

이 명령이 무엇을 묻고, 결과에서 무엇을 봐야 하는지 설명해 주세요.

<!-- predict -->
Ready 상태인 노드는 몇 개일까요?

- (none) 아직 하나도 없습니다
- (all) 모두 Ready입니다

<!-- hints -->
<details><summary>힌트</summary>

1. `kubectl get`은 한 종류의 오브젝트를 나열합니다.
2. 종류는 `nodes`입니다.

</details>
""",
}

PROVE = """\
# How else the step is done rightly, and how it is done wrongly: `k8stutor course prove` tries them all.
# 단계를 맞게 하는 다른 방법과 틀리게 하는 방법: `k8stutor course prove`가 모두 시험합니다.
steps:
  nodes:
    right:
      - about: the short name
        commands: [{run: kubectl get no, host: k8s-m}]
      - about: names only
        commands: [{run: kubectl get nodes -o name, host: k8s-m}]
    wrong:
      - about: another kind
        commands: [{run: kubectl get namespaces, host: k8s-m}]
      - about: echoes a name
        commands: [{run: echo k8s-m Ready, host: k8s-m}]
      - about: a kind that does not exist
        commands: [{run: kubectl get nodez, host: k8s-m}]
    races:
      - about: a node is written to meanwhile
        during:
          - run: kubectl annotate node k8s-w1 seen=yes && kubectl annotate node k8s-w1 seen-
            host: k8s-m
"""

COURSE = """\
# The languages in the order of preference: a learner whose own is missing sees the first.
# 선호하는 순서로 적은 언어: 자기 언어가 없는 학습자에게는 첫 번째 언어가 보입니다.
languages: [en, ko]
title: {en: NAME, ko: NAME}
"""


def course(root: Path, name: str = "first-steps") -> list[Path]:
    """Make the next lesson in the course `root`, and the course itself where there is none.

    Returns the files that were written, the schemas for editors among them. Raises UsageError for a name that no
    folder can have.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not slug:
        raise errors.UsageError(f"{name!r} cannot be a lesson's name", todo="use letters a-z, digits and -")
    home = root / "lessons"
    numbers = [int(found[1]) for path in home.glob("*") if (found := loader.FOLDER.fullmatch(path.name))]
    folder = home / f"{max(numbers, default=0) + 1:02}-{slug}"
    title = name if name != slug else name.replace("-", " ").capitalize()
    folder.mkdir(parents=True)
    (root / "checks").mkdir(exist_ok=True)
    yaml = {
        root / "course.yaml": COURSE.replace("NAME", root.resolve().name),
        folder / "lesson.yaml": LESSON,
        folder / "prove.yaml": PROVE,
    }
    texts = {
        **{file: schema.modeline(file.stem, file, root) + text for file, text in yaml.items()},
        **{folder / f"{lang}.md": text.replace("NAME", title) for lang, text in PROSE.items()},
    }
    # What an author wrote is never touched.
    missing = {path: text for path, text in texts.items() if not path.exists()}
    for path, text in missing.items():
        path.write_text(text, encoding="utf-8")
    return [*missing, *schema.write(root)]
