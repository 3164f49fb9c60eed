"""How everything looks: one theme of the tutor's own, and the sixteen colours of its terminals."""

from textual import theme

NAME = "k8stutor"

THEME = theme.Theme(
    name=NAME,
    primary="#6ea8fe",
    secondary="#9d8cff",
    accent="#7ee0d0",
    foreground="#d7dde8",
    background="#11151c",
    surface="#171c25",
    panel="#202735",
    success="#7fd88f",
    warning="#f2c879",
    error="#ff8a8a",
    dark=True,
    variables={
        "border": "#3a4556",
        "border-blurred": "#2a3242",
        "block-cursor-background": "#6ea8fe",
        "block-cursor-foreground": "#11151c",
        "scrollbar": "#2f394a",
        "scrollbar-hover": "#3d4a60",
        "scrollbar-active": "#6ea8fe",
        "scrollbar-background": "#171c25",
        "scrollbar-background-hover": "#171c25",
        "scrollbar-background-active": "#171c25",
        "scrollbar-corner-color": "#171c25",
    },
)

FOREGROUND = (0xD7, 0xDD, 0xE8)
BACKGROUND = (0x0D, 0x10, 0x16)
"""Of terminals: a little darker than the page around them."""

ANSI = (
    (0x2B, 0x33, 0x40),
    (0xFF, 0x7B, 0x7B),
    (0x7F, 0xD8, 0x8F),
    (0xF2, 0xC8, 0x79),
    (0x6E, 0xA8, 0xFE),
    (0xC7, 0x92, 0xEA),
    (0x7E, 0xE0, 0xD0),
    (0xC5, 0xCD, 0xDB),
    (0x5C, 0x67, 0x7B),
    (0xFF, 0xA3, 0xA3),
    (0xA5, 0xE8, 0xB0),
    (0xFF, 0xDD, 0xA1),
    (0x9C, 0xC4, 0xFF),
    (0xDB, 0xB6, 0xF5),
    (0xA8, 0xEF, 0xE3),
    (0xF4, 0xF7, 0xFB),
)
"""Colours 0-15."""


def palette(index: int) -> tuple[int, int, int]:
    """One of a terminal's 256 colours as red, green, blue (xterm's cube and greys from 16 on)."""
    if index < 16:
        return ANSI[index]
    if index >= 232:
        grey = 8 + 10 * (index - 232)
        return (grey, grey, grey)
    index -= 16
    red, green, blue = ((0, 95, 135, 175, 215, 255)[index // size % 6] for size in (36, 6, 1))
    return (red, green, blue)
