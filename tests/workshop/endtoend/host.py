"""The host's process: `workshop host` without its screens. It prints code and the server's pid.

`python -m … PORT`, or `PORT SERVERS SEED CA` where the class lives in an account of another cluster.
"""

import asyncio
import sys
from pathlib import Path

from tests.workshop import classroom
from tutor.workshop import cluster, foreign, founding, hosting


async def _main(port: int, *abroad: str) -> None:
    wanted = founding.Options(
        classroom.CLASS, title="Networking 101", address="127.0.0.1", port=port, bind="127.0.0.1"
    )
    if abroad:
        servers, seed, ca = cluster.addresses(abroad[0]), Path(abroad[1]), Path(abroad[2])
        wanted = wanted._replace(servers=servers, account=foreign.read(seed, "", servers, ca))
    async with hosting.opened(wanted) as found:
        print(found.join_code, found.pid, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), *sys.argv[2:]))
