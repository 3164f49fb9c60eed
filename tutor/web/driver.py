"""The end of the bridge that a visitor's program loads (TEXTUAL_DRIVER): Textual's web driver, and two things more.

A page that comes to a running program gets the whole picture, and the program ends with its server: a web driver whose
input has ended would go on for ever with nobody to see it.
"""

from textual import messages
from textual.drivers import web_driver

ATTACH = "attach"
"""As `tutor.web.visit` says it."""

MODES = (
    "\x1b[?1049h",
    "\x1b[?25l",
    "\x1b[?1000h",
    "\x1b[?1003h",
    "\x1b[?1015h",
    "\x1b[?1006h",
    "\x1b[?2004h",
)
"""What `start_application_mode` asks of a terminal: other screen, no cursor, mouse, bracketed paste (xterm's
ctlseqs)."""


class Driver(web_driver.WebDriver):
    """Draws for whichever page is there."""

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """One packet about the terminal, on the thread that reads."""
        if packet_type != ATTACH:
            super().on_meta(packet_type, payload)
            return
        self.write("".join(MODES))
        super().on_meta("resize", payload)
        self._app.call_later(self._app.refresh, layout=True)

    def run_input_thread(self) -> None:
        """Read until the program or the server ends."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(messages.ExitApp())
