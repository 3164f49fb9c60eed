"""What a learner can do in a class, besides all that they can do in a lesson."""

from tutor.tui import commands
from tutor.tui.commands import Command

ANYWHERE = (
    Command("consent", ("f2",), "F2", palette=False, priority=True),
    Command("end_watch", ("f4",), "F4", palette=False, priority=True),
)
"""On every screen and in every window, but only while there is something to answer or to end."""

LESSON = (
    *commands.LESSON[:-2],
    Command("hand", ("a",), "a", 5),
    Command("messages", ("m",), "m", 16),
    Command("poll", ("o",), "o", 17),
    Command("own_way", ("w",), "w", 18),
    Command("return_code", ("i",), "i"),
    *ANYWHERE,
    *commands.LESSON[-2:],
)
"""The lesson screen in a class, in the order of the help."""
