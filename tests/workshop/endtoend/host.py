"""The host's process: `workshop host` without its screens. `python -m … PORT`; it prints code and the server's pid."""

import asyncio
import sys

from tests.workshop import classroom
from tutor.workshop import hosting


async def _main(port: int) -> None:
    wanted = hosting.Options(
        classroom.CLASS, title="Networking 101", address="127.0.0.1", port=port, bind="127.0.0.1"
    )
    async with hosting.opened(wanted) as found:
        print(found.join_code, found.pid, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
