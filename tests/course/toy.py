"""A small course that is in order, for tests to read, break and lint."""

from pathlib import Path

LESSON = """\
steps:
  - id: look
    predict: b
    commands:
      - run: kubectl get nodes
        host: k8s-m
        timeout: 5
    checks:
      - check: toy.ran
        title: {en: It ran, ko: 실행했습니다}
        with: {program: kubectl}
    cleanup:
      - run: rm -f left
        host: k8s-w1
  - id: think
"""

PROSE = {
    "en": """\
# A toy

Short.

<!-- step: look -->
## Look

Prose with a [link](#a-toy).

```
<!-- step: not-this -->
```

<!-- predict -->
How many?

- (a) one
- (b) two,
  in all

<!-- hints -->
<details><summary>Hints</summary>

1. A nudge
   over two lines.
2. All of it.

</details>

<!-- step: think -->
## Think

More prose.
""",
    "ko": """\
# 장난감

짧습니다.

<!-- step: look -->
## 보기

글.

<!-- predict -->
몇 개일까요?

- (a) 하나
- (b) 둘

<!-- hints -->
1. 귀띔
2. 전부

<!-- step: think -->
## 생각하기

글.
""",
}


def write(root: Path, *, lesson: str = LESSON, folder: str = "01-toy", **prose: str) -> Path:
    """Write the course into `root`, with other texts where given; returns the lesson's folder."""
    home = root / "lessons" / folder
    home.mkdir(parents=True, exist_ok=True)
    (home / "lesson.yaml").write_text(lesson, encoding="utf-8")
    for lang, text in {**PROSE, **prose}.items():
        (home / f"{lang}.md").write_text(text, encoding="utf-8")
    return home
