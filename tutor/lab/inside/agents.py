"""The lab's agents as hosted containers of the kubelets: each runs once at a time, and can be killed by name."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from tutor.lab.inside import agentlog
from tutor.lab.kubelet import hosted

LOG = logging.getLogger(__name__)

Work = Callable[[hosted.Setting, agentlog.Log], Coroutine[Any, Any, int]]

KILLED = 137
FAILED = 1


class Agents:
    """Knows which run."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[int]] = {}

    def hosted(self, name: str, work: Work, form: agentlog.Form = agentlog.klog) -> hosted.Agent:
        """What a kubelet runs as a container; `name` is the agent's in the whole lab."""

        async def run(setting: hosted.Setting) -> int:
            log = agentlog.Log(setting.say, form)
            if name in self._running or not setting.pod["spec"].get("hostNetwork"):
                log.error("agent", f"the lab runs one {name} at a time, on the network of its node")
                return FAILED
            agentlog.CURRENT.set(log)
            return await self._run(name, work(setting, log))

        return run

    async def _run(self, name: str, work: Coroutine[Any, Any, int]) -> int:
        task = self._running[name] = asyncio.create_task(work, name=name)
        try:
            return await task
        except asyncio.CancelledError:
            own = asyncio.current_task()
            if own is not None and own.cancelling():
                raise
            return KILLED
        except Exception:
            LOG.exception("%s failed", name)
            return FAILED
        finally:
            del self._running[name]

    def names(self) -> list[str]:
        """Those that run."""
        return sorted(self._running)

    def kill(self, name: str) -> None:
        """End one as SIGKILL does. Raises KeyError where none of that name runs."""
        self._running[name].cancel()
