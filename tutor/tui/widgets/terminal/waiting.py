"""What stands where a terminal will be; it takes keys as a terminal would, and does nothing with them."""

from textual import events, message
from textual.widgets import Static


class Waiting(Static, can_focus=True):
    """Says why there is no terminal yet; nothing that is typed here reaches the lesson's own keys."""

    class HostWanted(message.Message):
        """The learner wants another host's terminal, `by` places on."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def on_key(self, event: events.Key) -> None:
        """As in a terminal; only the host can be changed."""
        event.stop()
        event.prevent_default()
        if event.key in ("ctrl+pageup", "ctrl+pagedown"):
            self.post_message(self.HostWanted(-1 if event.key == "ctrl+pageup" else 1))
