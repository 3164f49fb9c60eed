"""Error codes of BGP (RFC 4271 §4.5 and §6, RFC 4486, RFC 5492), and the fault that carries one. Pure."""

HEADER, OPEN, UPDATE, HOLD_TIMER, FSM = 1, 2, 3, 4, 5

NOT_SYNCHRONIZED, BAD_LENGTH, BAD_TYPE = 1, 2, 3
UNSUPPORTED_VERSION, BAD_PEER_AS, BAD_IDENTIFIER, UNSUPPORTED_PARAMETER = 1, 2, 3, 4
UNACCEPTABLE_HOLD_TIME, UNSUPPORTED_CAPABILITY = 6, 7
MALFORMED_LIST, UNRECOGNIZED_WELL_KNOWN, MISSING_WELL_KNOWN, FLAGS_ERROR, LENGTH_ERROR = 1, 2, 3, 4, 5
INVALID_ORIGIN, INVALID_NEXT_HOP, OPTIONAL_ERROR, INVALID_NETWORK, MALFORMED_AS_PATH = 6, 8, 9, 10, 11
IN_OPEN_SENT, IN_OPEN_CONFIRM, IN_ESTABLISHED = 1, 2, 3

NAMES = {
    0x0100: "Message header error (unspecific)",
    0x0101: "Connection not synchronized",
    0x0102: "Bad message length",
    0x0103: "Bad message type",
    0x0200: "OPEN message error (unspecific)",
    0x0201: "Unsupported version number",
    0x0202: "Bad peer AS",
    0x0203: "Bad BGP identifier",
    0x0204: "Unsupported optional parameter",
    0x0206: "Unacceptable hold time",
    0x0207: "Unsupported capability",
    0x0300: "UPDATE message error (unspecific)",
    0x0301: "Malformed Attribute List",
    0x0302: "Unrecognized Well-known Attribute",
    0x0303: "Missing Well-known Attribute",
    0x0304: "Attribute Flags Error",
    0x0305: "Attribute Length Error",
    0x0306: "Invalid ORIGIN Attribute",
    0x0308: "Invalid NEXT_HOP Attribute",
    0x0309: "Optional Attribute Error",
    0x030A: "Invalid Network Field",
    0x030B: "Malformed AS_PATH",
    0x0400: "Hold Timer Expired (unspecific)",
    0x0500: "BGP FSM state error (unspecific)",
    0x0501: "Receive Unexpected Message in OpenSent State",
    0x0502: "Receive Unexpected Message in OpenConfirm State",
    0x0503: "Receive Unexpected Message in Established State",
    0x0601: "Maximum Number of Prefixes Reached",
    0x0602: "Administrative Shutdown",
    0x0603: "Peer De-configured",
    0x0604: "Administrative Reset",
    0x0605: "Connection Rejected",
    0x0606: "Other Configuration Change",
    0x0607: "Connection Collision Resolution",
    0x0608: "Out of Resources",
}
"""Code and subcode -> the words that a speaker's log shows."""


def describe(code: int, subcode: int) -> str:
    """As MetalLB logs one that it got."""
    number = code << 8 | subcode
    return f"got BGP notification code 0x{number:04x} ({NAMES.get(number, 'unknown code')})"


class Fault(Exception):  # noqa: N818 - RFC 4271 calls it an error condition; it always answers with a message
    """What the peer sent breaks the protocol, and must be answered by a NOTIFICATION with this code and data."""

    def __init__(self, code: int, subcode: int, data: bytes = b"") -> None:
        number = code << 8 | subcode
        super().__init__(f"{NAMES.get(number, 'error')} (0x{number:04x})")
        self.code = code
        self.subcode = subcode
        self.data = data
