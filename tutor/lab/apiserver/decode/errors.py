"""Why a body could not be read, in the words of apiserver: pkg/endpoints/handlers (create.go, rest.go)."""

from collections.abc import Sequence

_SUMMARY = 30


class DecodeError(Exception):
    """A body that is not what it should be; `message` as the real decoder words it, without its prefix."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def unhandled(kind: str, version: str, wanted: str, why: str) -> str:
    """The BadRequest message for a body whose kind is known."""
    return f'{kind} in version "{version}" cannot be handled as a {wanted}: {why}'


def unrecognized(wanted: str, why: str, body: bytes) -> str:
    """The BadRequest message for a body whose kind could not be read; `why` is the DecodeError's message."""
    reason = f"couldn't get version/kind; json parse error: {why}"
    return f"the object provided is unrecognized (must be of type {wanted}): {reason} ({_summary(body)})"


def _summary(body: bytes) -> str:
    if not body:
        return "<empty>"
    shown, more = body[:_SUMMARY], " ..." if len(body) > _SUMMARY else ""
    text = shown.decode(errors="replace") if body[:1] == b"{" else shown.hex()
    return text + more


def strict(duplicates: Sequence[str], unknown: Sequence[str]) -> str:
    """The message of strict field validation: `strict decoding error: unknown field "spec.replica"`."""
    return "strict decoding error: " + ", ".join(warnings(duplicates, unknown))


def warnings(duplicates: Sequence[str], unknown: Sequence[str]) -> list[str]:
    """The same, one a line, as Warning headers carry them."""
    return [f'duplicate field "{path}"' for path in duplicates] + [
        f'unknown field "{path}"' for path in unknown
    ]
