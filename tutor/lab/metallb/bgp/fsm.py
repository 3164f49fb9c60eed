"""A session's states from the speaker's side, which always connects (RFC 4271 §8.2.2, §6.6). Pure.

Time and sockets are the caller's: it says what happened, and is told what to send.
"""

import dataclasses
import enum
import ipaddress

from tutor.lab.metallb.bgp import messages, notifications, opens, updates


class State(enum.Enum):
    """Where a session stands; CONNECT covers all that lies before TCP is up."""

    CONNECT = "Connect"
    OPEN_SENT = "OpenSent"
    OPEN_CONFIRM = "OpenConfirm"
    ESTABLISHED = "Established"


UNEXPECTED = {
    State.OPEN_SENT: notifications.IN_OPEN_SENT,
    State.OPEN_CONFIRM: notifications.IN_OPEN_CONFIRM,
    State.ESTABLISHED: notifications.IN_ESTABLISHED,
}


@dataclasses.dataclass(frozen=True)
class Terms:
    """What this side wants of a session; times in seconds, keepalive None is a third of the hold time."""

    my_asn: int
    peer_asn: int
    hold_time: int = 90
    keepalive: int | None = None


class Ended(Exception):  # noqa: N818 - an end that the peer chose
    """The peer sent a NOTIFICATION; nothing is to be answered."""

    def __init__(self, message: messages.Notification) -> None:
        super().__init__(notifications.describe(message.code, message.subcode))


class WrongAsn(notifications.Fault):
    """The peer is another system than the configuration says."""

    def __init__(self, got: int, want: int) -> None:
        super().__init__(notifications.OPEN, notifications.BAD_PEER_AS)
        self.args = (f"unexpected peer ASN {got}, want {want}",)


class Narrow(notifications.Fault):
    """The peer cannot write this system's number."""

    def __init__(self, asn: int) -> None:
        missing = bytes((opens.FOUR_OCTETS, 4)) + asn.to_bytes(4, "big")
        super().__init__(notifications.OPEN, notifications.UNSUPPORTED_CAPABILITY, missing)
        self.args = ("peer does not support 4-byte ASNs",)


class Machine:
    """One connection's states. Raises Fault, with what to answer, and Ended; both end the connection."""

    def __init__(self, terms: Terms) -> None:
        self.state = State.CONNECT
        self.hold_time = terms.hold_time
        self.wide = True
        self._terms = terms
        self._router_id = ipaddress.IPv4Address(0)

    @property
    def internal(self) -> bool:
        """Whether both sides are of one system (iBGP)."""
        return self._terms.my_asn == self._terms.peer_asn

    @property
    def keepalive(self) -> float:
        """Seconds between keepalives, never more than a third of what was agreed on; 0 for none (RFC 4271 §4.4)."""
        third = self.hold_time / 3
        wish = self._terms.keepalive
        return third if wish is None or not wish else min(float(wish), third)

    def connected(self, router_id: ipaddress.IPv4Address) -> messages.Message:
        """TCP is up; the OPEN to send."""
        self.state = State.OPEN_SENT
        self._router_id = router_id
        return opens.speaker(self._terms.my_asn, self._terms.hold_time, router_id)

    def received(self, message: messages.Message) -> messages.Message | None:
        """What to send in answer."""
        if isinstance(message, messages.Notification):
            raise Ended(message)
        match self.state, message:
            case State.OPEN_SENT, opens.Open():
                return self._opened(message)
            case State.OPEN_CONFIRM, messages.Keepalive():
                self.state = State.ESTABLISHED
                return None
            case State.ESTABLISHED, messages.Keepalive() | updates.Update():
                return None  # a speaker takes no routes
        raise notifications.Fault(notifications.FSM, UNEXPECTED[self.state])

    def _opened(self, message: opens.Open) -> messages.Message:
        if message.asn != self._terms.peer_asn:
            raise WrongAsn(message.asn, self._terms.peer_asn)
        if self.internal and message.router_id == self._router_id:  # RFC 6286 §2.1
            raise notifications.Fault(notifications.OPEN, notifications.BAD_IDENTIFIER)
        if self._terms.my_asn > 0xFFFF and not message.wide:
            raise Narrow(self._terms.my_asn)
        self.wide = message.wide
        self.hold_time = min(self._terms.hold_time, message.hold_time)
        self.state = State.OPEN_CONFIRM
        return messages.Keepalive()


class Backoff:
    """How long to wait before the next attempt: 0, 1, 2, 4 … 120 seconds (MetalLB's internal/bgp/native/backoff.go)."""

    MOST = 120.0

    def __init__(self) -> None:
        self._next = 0.0

    def next(self) -> float:
        """The seconds to wait now."""
        now = self._next
        self._next = min(self.MOST, 2 * now) if now else 1.0
        return now

    def reset(self) -> None:
        """A session came up."""
        self._next = 0.0
