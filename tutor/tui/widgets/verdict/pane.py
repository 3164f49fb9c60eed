"""The verdicts under the terminals."""

from collections.abc import Sequence

from textual import content
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tutor.tui import texts
from tutor.tui.widgets.verdict import lines


class VerdictPane(VerticalScroll, can_focus=False):
    """As high as its lines, up to a part of the screen."""

    DEFAULT_CSS = """
    VerdictPane {
        height: auto; max-height: 45%; background: $surface; padding: 0 1;
        border-top: solid $border; border-title-color: $foreground; border-title-style: bold;
        scrollbar-size-vertical: 1;
    }
    VerdictPane.passed { border-top: heavy $success; border-title-color: $success; }
    VerdictPane.failed { border-top: heavy $warning; border-title-color: $warning; }
    """

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    def show(
        self,
        verdicts: Sequence[lines.Verdict],
        lang: str,
        *,
        waiting: bool,
        passed: bool,
        predicted: content.Content,
    ) -> None:
        """Show verdicts; `waiting` while the checks run, `passed` when the step is done.

        `predicted` tells what became of the learner's prediction, "" where there is nothing to tell.
        """
        text = lines.lines(verdicts, lang)
        if not verdicts:
            text = content.Content.styled(texts.text(lang, "verdict.none"), "$foreground 70%")
        if passed:
            done = content.Content.styled(f"★ {texts.text(lang, 'verdict.step')}", "bold $success")
            text = content.Content("\n").join([text, *([predicted] if predicted else []), done])
        self.query_one(Static).update(text)
        title = texts.text(lang, "verdict")
        self.border_title = f"{title} · {texts.text(lang, 'verdict.wait')}" if waiting else title
        self.set_class(passed, "passed")
        self.set_class(not passed and any(one.fate == "failed" for one in verdicts), "failed")
        if passed:
            self.scroll_end(animate=False)  # how the prediction came out, and how to go on
        elif not waiting:
            self.scroll_home(animate=False)  # the first check that has not passed tells what to do
