"""Requests through an address while something fails: how many are lost, and for how long none is answered."""

import dataclasses
import itertools
from collections.abc import Callable

from tests.benchmarks import own

SECONDS = 12
CLIENT = "k8s-pc"
ANSWERED, LOST = "answered", "lost"


@dataclasses.dataclass(frozen=True)
class Outage:
    """Requests sent, those not answered in time, the longest time between two answers, and the end of the fault."""

    sent: int
    lost: int
    silence: float
    mended: float


def through(lab: own.Lab, address: str, fail: Callable[[], None], mended: str) -> Outage:
    """Ask `address` from the client for SECONDS while `fail` is called; `mended` holds on k8s-rtr in the end.

    `mended` in the result counts from the call of `fail`.
    """
    watching = {
        CLIENT: _requests(address),
        "k8s-rtr": f"read; {own.wait(mended)}",
    }
    lab.out(CLIENT, own.wait(f"curl -s -m 1 -o /dev/null http://{address}", 0.1))
    with lab.watching(watching) as ended:
        began = own.stamp()
        fail()
        told = ended()
    words = told[CLIENT].split()[:-1]
    moments = [float(at) for what, at in zip(words[::2], words[1::2], strict=True) if what == ANSWERED]
    silence = max(after - before for before, after in itertools.pairwise(moments))
    return Outage(len(words) // 2, words.count(LOST), silence, own.moment(told["k8s-rtr"]) - began)


def _requests(address: str) -> str:
    """Twenty a second, each on a connection of its own and given half a second."""
    ask = f"curl -s -m 0.5 -o /dev/null http://{address} && echo {ANSWERED} $EPOCHREALTIME || echo {LOST} 0"
    return f"end=$((SECONDS + {SECONDS})); while [ $SECONDS -lt $end ]; do {ask}; sleep 0.05; done"
