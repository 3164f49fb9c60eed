"""Why there is no connection to a class's servers, in words."""

import ssl
from collections.abc import Sequence

from tutor.base import clock, errors
from tutor.workshop import lasting, transport

_TIMES = (9, 10)
"""X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED (openssl: x509_vfy.h)."""


def is_refusal(error: BaseException | None) -> bool:
    """Whether the server was there, and would not have who called."""
    text = str(error).lower()
    # A handshake that took too long, as on a machine that is overrun, says nothing of who calls.
    return "authorization violation" in text or ("authentication" in text and "timeout" not in text)


def lost(servers: Sequence[str], error: BaseException, *, vouched: bool = False) -> errors.TutorError:
    """Why there is no connection, in words; `vouched` where authorities say whose the server is."""
    where = ", ".join(servers)
    for one in _causes(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return _unknown(where, one, vouched=vouched)
        if isinstance(one, transport.NoTLS):
            return lasting.Lasting(
                f"the server at {where} offers no TLS",
                why="whatever is said to it could be read and changed on its way; nothing was said",
                todo="have the cluster's administrator add tls to its configuration",
            )
        if "connections exceeded" in str(one):
            return lasting.Lasting(
                f"the server at {where} takes no more connections",
                why="it has a limit, for itself or for the class's account",
                todo="tell the instructor; whoever administers the server can raise it, and nothing is lost meanwhile",
            )
        if is_refusal(one):
            return errors.EnvironmentLacks(
                f"the server at {where} refuses this credential",
                why="it has expired, or belongs to another class or another key",
                todo="join again with the code that the instructor shows now",
            )
    return errors.EnvironmentLacks(
        f"the class's server at {where} does not answer",
        why=str(error) or type(error).__name__,
        todo="see that this machine is in the instructor's network, and that no firewall is between",
    )


def host_away() -> errors.TutorError:
    """Why nothing is heard of a class whose server is there."""
    return errors.EnvironmentLacks(
        "the class's host does not answer",
        why="its server is there, but what leads the class is not",
        todo="go on working: what you do is told when the host is back; tell the instructor if it stays away",
    )


def _unknown(where: str, error: ssl.SSLCertVerificationError, *, vouched: bool) -> errors.EnvironmentLacks:
    if error.verify_code in _TIMES:
        return lasting.Lasting(
            f"the certificate of the server at {where} is not valid at this time",
            why=f"{error.verify_message}; this machine's clock says {clock.rfc3339(clock.now())}",
            todo="set the clock of this machine; if it is right, ask the instructor to begin the class anew",
        )
    if vouched:
        return lasting.Lasting(
            f"the certificate of the server at {where} can't be trusted",
            why=error.verify_message,
            todo="the class is to be hosted with the servers' names as their certificate has them, "
            "and with --ca FILE where their authority is not one that every machine trusts",
        )
    return lasting.Lasting(
        f"the server at {where} is not the class's",
        why="its certificate is another one",
        todo="ask the instructor for the code as it is now; until then nothing is sent there",
    )


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
