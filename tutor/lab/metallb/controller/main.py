"""The program `/controller` with MetalLB's flags (controller/main.go)."""

import argparse
import asyncio
import os
import signal
from collections.abc import Iterator

import aiohttp

from tutor.base import aio
from tutor.lab.client import rest
from tutor.lab.metallb import access, events, monitoring, pooling
from tutor.lab.metallb import log as log_
from tutor.lab.metallb.config import source
from tutor.lab.metallb.controller import secret, services, wording

COMPONENT = "metallb-controller"
FAILED = 1


def flags(arguments: list[str]) -> argparse.Namespace:
    """The flags that matter here; others of any release are let by."""
    parser = argparse.ArgumentParser(prog="controller", add_help=False, allow_abbrev=False)
    parser.add_argument("--port", "-port", type=int, default=7472)
    parser.add_argument("--lb-class", "-lb-class", default="")
    parser.add_argument("--ml-secret-name", default=os.environ.get("METALLB_ML_SECRET_NAME", ""))
    parser.add_argument("--deployment", default=os.environ.get("METALLB_DEPLOYMENT", ""))
    parser.add_argument("--namespace", default="")
    return parser.parse_known_args(arguments)[0]


class Controller:
    """Owns what the program consists of."""

    def __init__(self, arguments: list[str]) -> None:
        self._flags = flags(arguments)
        form, name = source.form_of(arguments)
        self._manner = wording.Manner(modern=form is source.Form.CUSTOM_RESOURCES)
        self._log = log_.Log(caller=self._manner.caller)
        self._namespace = self._flags.namespace or access.namespace()
        self._client = access.client(COMPONENT)
        self._events = events.Events(self._client, COMPONENT)
        self._services = services.Services(
            self._client, self._log, self._manner, self._events.tell, self._flags.lb_class
        )
        self._source = source.Source(
            self._client,
            self._log,
            self._services.take,
            form=form,
            namespace=self._namespace,
            name=name,
            kinds=source.CONTROLLER_KINDS,
        )
        self._ended = asyncio.Event()

    async def run(self) -> int:
        """Work until a signal comes; the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._ended.set)
        version = self._manner.version
        self._log.info(version=version, msg=f"MetalLB controller starting version {version} (the lab's own)")
        metrics = monitoring.Server(self._flags.port, self._families)
        await metrics.start()
        try:
            async with aio.tasks() as owner:
                owner.start(self._work(owner), name="metallb controller")
                ended = owner.start(self._ended.wait(), name="metallb end")
                await asyncio.wait((ended, owner.failed), return_when=asyncio.FIRST_COMPLETED)
                if owner.failed.done():
                    raise owner.failed.result()
        finally:
            await metrics.stop()
            await self._client.close()
        return 0

    async def _work(self, owner: aio.Tasks) -> None:
        await access.knock()
        if self._flags.ml_secret_name:
            wanted = (self._namespace, self._flags.ml_secret_name, self._flags.deployment)
            await secret.ensure(self._client, *wanted)
        owner.start(self._events.run(), name="metallb events")
        owner.start(self._services.followed.run(), name="metallb services")
        await self._services.followed.synced.wait()
        owner.start(self._source.run(), name="metallb configuration")
        await self._source.synced.wait()
        if not self._manner.modern:
            self._log.info(event="stateSynced", msg="controller synced, can allocate IPs now")
        await self._services.run()

    def _families(self) -> Iterator[monitoring.Family]:
        pools = self._services.pools or {}
        used = self._services.given.in_use()
        totals = [({"pool": name}, pooling.capacity(pool)) for name, pool in pools.items()]
        in_use = [({"pool": name}, count) for name, count in used.items() if name in pools]
        of_allocator, of_client = "metallb_allocator_addresses", "metallb_k8s_client"
        for name, kind, told, values in (
            (f"{of_allocator}_in_use_total", "gauge", "Number of IP addresses in use, per pool", in_use),
            (f"{of_allocator}_total", "gauge", "Number of usable IP addresses, per pool", totals),
            (f"{of_client}_config_loaded_bool", "gauge", _LOADED, [({}, self._source.loaded)]),
            (f"{of_client}_config_stale_bool", "gauge", _STALE, [({}, self._source.stale)]),
            (f"{of_client}_updates_total", "counter", _UPDATES, [({}, self._services.updates)]),
            (f"{of_client}_update_errors_total", "counter", _ERRORS, [({}, self._services.errors)]),
        ):
            yield monitoring.Family(name, kind, told, values)


_LOADED = "1 if the MetalLB configuration was successfully loaded at least once."
_STALE = "1 if running on a stale configuration, because the latest config failed to load."
_UPDATES = "Number of k8s object updates that have been processed."
_ERRORS = "Number of k8s object updates that failed for some reason."


def main(arguments: list[str]) -> int:
    """Run with MetalLB's flags; the exit code."""

    async def serve() -> int:
        return await Controller(arguments).run()

    log = log_.Log(caller="main.go")
    try:
        return asyncio.run(serve())
    except access.NoAccessError as error:
        log.error(op="startup", error=str(error), msg="failed to create k8s client")
    except (rest.ApiError, aiohttp.ClientError, OSError) as error:
        log.error(op="startup", error=str(error), msg="failed to run k8s client")
    return FAILED
