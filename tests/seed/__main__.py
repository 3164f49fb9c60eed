"""`python -m tests.seed [ID…]`: run the rows on the lab that runs now. Exit 0 when all of them hold."""

import asyncio
import sys

from tests.seed import play, table


def main() -> int:
    """Rows whose id begins with one of the arguments; all without arguments."""
    wanted = [row for row in table.ROWS if not sys.argv[1:] or row.id.startswith(tuple(sys.argv[1:]))]
    results = asyncio.run(play.play(wanted, lambda line: print(line, flush=True)))
    return int(any(result.fault for result in results))


if __name__ == "__main__":
    sys.exit(main())
