"""Undoing a step by its own clean-up, where its beginning was not kept."""

import asyncio
from collections.abc import Callable

from tutor.base import errors, wording
from tutor.cluster import place
from tutor.course import model
from tutor.session import texts


async def clean_up(where: place.Place, step: model.Step, lang: str, tell: Callable[[str], None]) -> None:
    """Run the step's clean-up apart from the learner's shells; what fails is told, and the rest goes on."""
    for command in step.cleanup:
        argv = ["bash", "-c", command.text]
        try:
            ended = await asyncio.to_thread(where.run, command.host, argv, timeout=command.timeout)
            code: int | str = ended.exit_code
        except (errors.TutorError, TimeoutError) as error:
            code = wording.said(str(error), lang)
        if code != 0:
            tell(texts.text(lang, "cleanup_failed", host=command.host, text=command.text, code=code))
