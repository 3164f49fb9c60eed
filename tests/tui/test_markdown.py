"""The lessons' markdown."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.tui import markdown
from tutor.tui.markdown import Span

TEXT = """\
# Title `x`

One **bold** and *soft* word, `a*b` and
[a link](https://example.org "t").

- first
  goes on
- second
  1. inner

> [!WARNING]
> Take *care*.

```sh
kubectl get pods
  # kept
```

| a | b |
|---|:-:|
| 1 | `x|y` |

---
"""


def test_blocks_come_in_order() -> None:
    """Every kind of block a lesson uses."""
    assert markdown.parse(TEXT) == (
        markdown.Heading(1, (Span("Title "), Span("x", "code"))),
        markdown.Paragraph(
            (
                Span("One "),
                Span("bold", "strong"),
                Span(" and "),
                Span("soft", "emphasis"),
                Span(" word, "),
                Span("a*b", "code"),
                Span(" and "),
                Span("a link", "link", "https://example.org"),
                Span("."),
            )
        ),
        markdown.Item(0, "•", (Span("first goes on"),)),
        markdown.Item(0, "•", (Span("second"),)),
        markdown.Item(1, "1.", (Span("inner"),)),
        markdown.Quote("warning", (Span("Take "), Span("care", "emphasis"), Span("."))),
        markdown.Code("sh", "kubectl get pods\n  # kept"),
        markdown.Table(((Span("a"),), (Span("b"),)), (((Span("1"),), (Span("`x"),)),)),
        markdown.Rule(),
    )


def test_words_with_underscores_stay_whole() -> None:
    """Names of variables are no emphasis."""
    assert markdown.inline("COREDNS_POD_1 and 2 * 3 * 4") == (Span("COREDNS_POD_1 and 2 * 3 * 4"),)


def test_an_escape_is_the_letter_itself() -> None:
    """A backslash takes a sign's meaning away."""
    assert markdown.inline(r"\*not soft\*") == (Span("*not soft*"),)


@given(st.text(alphabet="ab *_`#->|[]()!\n1.", max_size=80))
def test_nothing_breaks_it(text: str) -> None:
    """Any text gives blocks."""
    markdown.parse(text)


@given(st.text(alphabet="가나 ab.,", max_size=60))
def test_plain_words_are_kept(text: str) -> None:
    """Text without signs is itself, but for spaces at its ends."""
    assert "".join(span.text for span in markdown.inline(text)) == text.strip()
