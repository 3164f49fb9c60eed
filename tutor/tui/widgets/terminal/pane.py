"""The right pane: tabs of hosts, and the terminal of the chosen one."""

import asyncio
import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import content, message
from textual.app import ComposeResult
from textual.containers import Vertical

from tutor.tui.widgets import tabs
from tutor.tui.widgets.terminal import waiting

if TYPE_CHECKING:
    from tutor.tui.widgets.terminal import view


class TerminalPane(Vertical):
    """One terminal a host; until a host has one, a text tells why."""

    DEFAULT_CSS = """
    TerminalPane { height: 1fr; background: #0d1016; }
    TerminalPane > #message { height: 1fr; padding: 1 2; color: $foreground 80%; background: #0d1016; }
    """

    class HostChosen(message.Message):
        """Another host's terminal is to be shown."""

        def __init__(self, host: str) -> None:
            super().__init__()
            self.host = host

    def __init__(self) -> None:
        super().__init__()
        self.host = ""
        self._hosts: tuple[str, ...] = ()
        self._busy: set[str] = set()
        self._views: dict[str, view.TerminalView] = {}
        self._note = ""

    def compose(self) -> ComposeResult:
        """Tabs over whatever is shown."""
        yield tabs.Tabs(id="hosts")
        yield waiting.Waiting(id="message")

    @property
    def waiting(self) -> waiting.Waiting:
        """What stands there while the chosen host has no terminal."""
        return self.query_one("#message", waiting.Waiting)

    def show_hosts(self, hosts: Sequence[str], active: str) -> None:
        """The lesson's hosts, and the one to look at."""
        self._hosts = tuple(hosts)
        self.show_host(active)

    def show_host(self, host: str) -> None:
        """Show the terminal of `host`, if it has one yet."""
        self.host = host
        for name, shown in self._views.items():
            shown.display = name == host
        self.waiting.display = host not in self._views
        self._note = ""
        self._show_tabs()

    def tell(self, text: content.Content) -> None:
        """What to say where there is no terminal."""
        self.waiting.update(text)

    def mark_busy(self, host: str, *, busy: bool) -> None:
        """A sign on the tab of a host that works."""
        (self._busy.add if busy else self._busy.discard)(host)
        self._show_tabs()

    async def preload(self) -> None:
        """Load the VT engine on a thread: a quarter of a second, in which the screen goes on."""
        await asyncio.to_thread(importlib.import_module, "tutor.tui.widgets.terminal.view")

    async def attach(self, host: str, live: "view.Live") -> "view.TerminalView":
        """Give `host` a terminal on a shell; a former one is dropped."""
        await self.preload()
        from tutor.tui.widgets.terminal import view

        await self.detach(host)
        made = self._views[host] = view.TerminalView(live)
        # Shown and hidden before it is mounted, so that it gets its size, and the shell with it, only once.
        self.show_host(self.host)
        await self.mount(made)
        return made

    async def detach(self, host: str) -> None:
        """The shell of `host` is gone."""
        self._busy.discard(host)
        if former := self._views.pop(host, None):
            await former.remove()
            self.show_host(self.host)

    def terminal(self, host: str | None = None) -> "view.TerminalView | None":
        """The terminal of `host`, or of the one shown."""
        return self._views.get(host or self.host)

    def neighbour(self, by: int) -> str:
        """The host `by` tabs on."""
        if not self._hosts:
            return self.host
        at = self._hosts.index(self.host) if self.host in self._hosts else 0
        return self._hosts[(at + by) % len(self._hosts)]

    def note(self, text: str) -> None:
        """A word at the end of the tabs, such as how far back the learner looks."""
        self._note = text
        self._show_tabs()

    def _show_tabs(self) -> None:
        made = [(host, f"… {host}" if host in self._busy else host) for host in self._hosts]
        self.query_one("#hosts", tabs.Tabs).show(made, self.host, self._note)

    def on_tabs_chosen(self, event: tabs.Tabs.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.post_message(self.HostChosen(event.tab))
