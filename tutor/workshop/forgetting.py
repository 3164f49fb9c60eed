"""Deleting a class: its keys, and all that was kept of it."""

import asyncio
import contextlib
import shutil
from pathlib import Path

from tutor.base import errors
from tutor.workshop import authority, connection, foreign, hosting, lock, streams


def forget(class_id: str) -> bool:
    """Delete a class's keys and all that was kept of it here or in a foreign account; False where there was none.

    Raises UsageError for what is no class's name, EnvironmentLacks while it is hosted or its cluster does not answer.
    """
    place = authority.folder(class_id)
    if not place.is_dir():
        return False
    with lock.alone(lock.of_host(class_id)), lock.alone(place / "server"):
        if (of := _readable(place)) and of.abroad:
            asyncio.run(_emptied(of, of.abroad, place))
        shutil.rmtree(place)
        lock.remove(lock.of_host(class_id))
    return True


def _readable(place: Path) -> authority.Authority | None:
    """A class whose file is broken is forgotten as it is: nothing leads to what it kept elsewhere."""
    with contextlib.suppress(errors.EnvironmentLacks):
        return authority.load(place)
    return None


async def _emptied(of: authority.Authority, account: foreign.Account, place: Path) -> None:
    try:
        client = await foreign.enter(hosting.instructor(of), account)
        try:
            with foreign.told(account):
                await streams.delete(client, of)
        finally:
            await connection.end(client)
    except errors.EnvironmentLacks as error:
        raise errors.EnvironmentLacks(
            f"what the cluster keeps of the class {of.class_id} could not be deleted",
            why=error.what,
            todo=f"try again when it answers; or delete the folder {place}, and the reports go by themselves after "
            f"{of.keep_days} days",
        ) from error
