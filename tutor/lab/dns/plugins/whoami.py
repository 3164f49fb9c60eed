"""whoami: tells the client's own address and port (plugin/whoami)."""

import dns.message

from tutor.lab.dns import convert, names, query, records
from tutor.lab.dns import setup as setup_


def setup(controller: setup_.Controller) -> None:
    """whoami."""
    controller.once()
    if controller.tokens.rest():
        raise controller.tokens.argument_error()
    controller.add("whoami", lambda _: _serve)


async def _serve(asked: query.Query) -> dns.message.Message:
    answer, (host, port) = asked.reply(), asked.client[:2]
    asked.answered_by = "whoami"
    service = f"_{asked.protocol}.{asked.qname}"
    found = [
        records.Record(asked.qname, names.address_type(host), 0, (host,)),
        records.Record(service, "SRV", 0, (0, 0, port, ".")),
    ]
    convert.add(answer.additional, found)
    return answer
