"""Which errors of a connection stay until somebody does something about them."""

import ssl

import pytest

from tutor.workshop import failures, lasting, transport


def _certificate(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "certificate is not as it should be"
    return error


@pytest.mark.parametrize("vouched", [False, True])
@pytest.mark.parametrize(
    ("error", "lasts"),
    [
        (_certificate(18), True),
        (_certificate(9), True),
        (transport.NoTLS(), True),
        (OSError("nats: 'maximum account active connections exceeded'"), True),
        (ConnectionRefusedError(111, "Connect call failed"), False),
        (TimeoutError(), False),
        (OSError("nats: 'Authorization Violation'"), False),
    ],
)
def test_what_waiting_does_not_mend_is_told_apart(error: Exception, lasts: bool, vouched: bool) -> None:
    """A certificate, a clock, a limit; not a server that is away, and a refusal ends all tries anyway."""
    found = failures.lost(["a:1"], error, vouched=vouched)
    assert isinstance(found, lasting.Lasting) == lasts
    assert found.todo
