"""What views of one lesson share: which lesson that is."""

from collections import Counter

from tutor.course import model
from tutor.tui.console.screens import view


class LessonChoice(view.View):
    """At first the lesson where most learners are; then as the instructor turns the pages."""

    def __init__(self) -> None:
        super().__init__()
        self._chosen = ""

    @property
    def lesson(self) -> model.Lesson | None:
        """The lesson that is shown."""
        course = self.app.room.course
        found = course.lesson(self._chosen or self._busiest())
        return found or (course.lessons[0] if course.lessons else None)

    def _busiest(self) -> str:
        at = Counter(one.at[0] for one in self.app.book.everyone if one.at[0])
        return at.most_common(1)[0][0] if at else ""

    def turn(self, by: int) -> None:
        """So many lessons on."""
        lessons, shown = self.app.room.course.lessons, self.lesson
        if shown:
            at = [lesson.id for lesson in lessons].index(shown.id)
            self._chosen = lessons[max(0, min(at + by, len(lessons) - 1))].id
            self.update_view()

    def action_earlier(self) -> None:
        """The lesson before."""
        self.turn(-1)

    def action_later(self) -> None:
        """The next lesson."""
        self.turn(1)

    def action_here(self) -> None:
        """Where most learners are."""
        self._chosen = ""
        self.update_view()
