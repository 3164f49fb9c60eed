"""Keys, pastes and the mouse as the bytes a program in the terminal expects, by libghostty's encoders."""

from typing import Any

from pyghostty import _ffi

from tutor.shell import screen

ffi, lib = _ffi.ffi, _ffi.lib

_NAMES = {
    "up": "ARROW_UP",
    "down": "ARROW_DOWN",
    "left": "ARROW_LEFT",
    "right": "ARROW_RIGHT",
    "home": "HOME",
    "end": "END",
    "pageup": "PAGE_UP",
    "pagedown": "PAGE_DOWN",
    "insert": "INSERT",
    "delete": "DELETE",
    "backspace": "BACKSPACE",
    "enter": "ENTER",
    "tab": "TAB",
    "escape": "ESCAPE",
    **{f"f{n}": f"F{n}" for n in range(1, 25)},
}
_MODIFIERS = {"shift": 1, "ctrl": 2, "alt": 4, "super": 8}
"""GhosttyMods; the header defines them as macros, which the binding does not carry."""
_CONTROLS = {
    "space": 0,
    "at": 0,
    "left_square_bracket": 0x1B,
    "backslash": 0x1C,
    "right_square_bracket": 0x1D,
    "circumflex_accent": 0x1E,
    "underscore": 0x1F,
    "slash": 0x1F,
}
"""Ctrl with a key that is no letter (ECMA-48's C0 set, as keyboards have it)."""


class Encoder:
    """Encodes for one screen, since the bytes depend on what its program has asked for."""

    def __init__(self, target: screen.Screen) -> None:
        self._screen = target
        self._encoder = _make("GhosttyKeyEncoder*", lib.ghostty_key_encoder_new, lib.ghostty_key_encoder_free)
        self._event = _make("GhosttyKeyEvent*", lib.ghostty_key_event_new, lib.ghostty_key_event_free)
        self._mouse = _make(
            "GhosttyMouseEncoder*", lib.ghostty_mouse_encoder_new, lib.ghostty_mouse_encoder_free
        )
        self._click = _make("GhosttyMouseEvent*", lib.ghostty_mouse_event_new, lib.ghostty_mouse_event_free)

    def key(self, name: str, character: str | None = None) -> bytes:
        """The bytes of a key such as "a", "ctrl+c", "shift+left" or "f5"; b"" for one a terminal has no
        bytes for.

        `character` is what the key types, where it types anything.
        """
        *modifiers, base = name.split("+") if name != "+" else ["+"]
        if base in _NAMES:
            return self._named(_NAMES[base], modifiers)
        escape = b"\x1b" if "alt" in modifiers else b""
        if "ctrl" in modifiers:
            return escape + _control(base)
        if character and character.isprintable():
            return escape + character.encode()
        return escape + base.encode() if escape and len(base) == 1 else b""

    def paste(self, text: str) -> bytes:
        """Text from a clipboard: bracketed where the program asked for that, Enter for each line's end
        elsewhere."""
        # An escape inside could end the bracket early and have the rest carried out.
        clean = "".join(char for char in text.replace("\r\n", "\n") if char in "\n\t" or char >= " ")
        if self._screen.modes.bracketed_paste:
            return b"\x1b[200~" + clean.encode() + b"\x1b[201~"
        return clean.replace("\n", "\r").encode()

    def mouse(self, action: str, button: int, x: int, y: int) -> bytes:
        """A "press", "release" or "motion" of button 1-3, or of the wheel (4 up, 5 down), at a cell; b""
        where the program has not asked for the mouse."""
        lib.ghostty_mouse_encoder_setopt_from_terminal(self._mouse[0], self._screen.handle)
        size = ffi.new("GhosttyMouseEncoderSize*")
        size.size = ffi.sizeof("GhosttyMouseEncoderSize")
        size.screen_width, size.screen_height = self._screen.cols, self._screen.rows
        size.cell_width = size.cell_height = 1
        lib.ghostty_mouse_encoder_setopt(self._mouse[0], lib.GHOSTTY_MOUSE_ENCODER_OPT_SIZE, size)
        event = self._click[0]
        lib.ghostty_mouse_event_set_action(event, getattr(lib, f"GHOSTTY_MOUSE_ACTION_{action.upper()}"))
        buttons = {1: "LEFT", 2: "MIDDLE", 3: "RIGHT", 4: "FOUR", 5: "FIVE"}
        lib.ghostty_mouse_event_set_button(event, getattr(lib, f"GHOSTTY_MOUSE_BUTTON_{buttons[button]}"))
        position = ffi.new("GhosttyMousePosition*", {"x": x + 0.5, "y": y + 0.5})
        lib.ghostty_mouse_event_set_position(event, position[0])
        return _read(lambda *out: lib.ghostty_mouse_encoder_encode(self._mouse[0], event, *out))

    def _named(self, key: str, modifiers: list[str]) -> bytes:
        lib.ghostty_key_encoder_setopt_from_terminal(self._encoder[0], self._screen.handle)
        event = self._event[0]
        lib.ghostty_key_event_set_action(event, lib.GHOSTTY_KEY_ACTION_PRESS)
        lib.ghostty_key_event_set_key(event, getattr(lib, f"GHOSTTY_KEY_{key}"))
        lib.ghostty_key_event_set_mods(event, sum(_MODIFIERS.get(modifier, 0) for modifier in modifiers))
        return _read(lambda *out: lib.ghostty_key_encoder_encode(self._encoder[0], event, *out))


def _control(base: str) -> bytes:
    if len(base) == 1 and base.isascii() and base.isalpha():
        return bytes([ord(base.lower()) & 0x1F])
    return bytes([_CONTROLS[base]]) if base in _CONTROLS else b""


def _read(encode: Any) -> bytes:
    """What an encoder writes; every sequence of a key or click is far shorter than the buffer."""
    buffer, written = ffi.new("char[128]"), ffi.new("size_t*")
    _ffi.check(encode(buffer, 128, written), "encode")
    return bytes(ffi.buffer(buffer, written[0]))


def _make(ctype: str, make: Any, free: Any) -> Any:
    """An object of the library, freed with its Python handle."""
    handle = ffi.new(ctype)
    _ffi.check(make(ffi.NULL, handle), ctype)
    return ffi.gc(handle, lambda held: free(held[0]))
