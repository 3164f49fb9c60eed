"""How the host answers: in the inbox of who asked, and guests under seal."""

import logging

import nats.errors
from nats.aio.msg import Msg

from tutor.workshop import invitation

LOG = logging.getLogger(__name__)
NO_REQUEST = invitation.write(invitation.Answer(refused="malformed"))


def sealed(answer: invitation.Answer, request: invitation.Request) -> bytes:
    """For the eyes of who asked."""
    try:
        return invitation.seal(answer, request)
    except ValueError:  # a point that no honest key is
        return NO_REQUEST


async def respond(asked: Msg, data: bytes, inbox: str) -> None:
    """Answer who asked, in their own inbox only: elsewhere the answer would go with the instructor's rights."""
    if not asked.reply.startswith(inbox):
        return
    try:
        await asked.respond(data)
    except nats.errors.Error as error:  # they have gone, or the server has; they will ask again
        LOG.info("no answer could be given: %r", error)
