"""A speaker's BGP without a cluster, as a program for a host: `python -m … JSON`, then one command a line on stdin.

The JSON holds `peer` (fields of model.Peer), `pool` (a list of fields of model.BgpAdvertisement) and `services`
(name -> address); what is left out has defaults.
Commands: `withdraw NAME`, `announce NAME ADDRESS`. It ends gracefully with its stdin.
"""

import asyncio
import contextlib
import ipaddress
import json
import sys
from typing import Any

from tutor.lab.metallb import log, model
from tutor.lab.metallb.bgp import controller


def configured(words: dict[str, Any]) -> tuple[model.Config, model.Pool]:
    """The configuration in the JSON."""
    peer = {
        "name": "router",
        "my_asn": 64512,
        "peer_asn": 64513,
        "address": "192.168.10.254",
        **words.get("peer", {}),
    }
    peer["address"] = ipaddress.ip_address(peer["address"])
    ways = [
        model.BgpAdvertisement(**{**one, "communities": frozenset(one.get("communities", ()))})
        for one in words.get("pool", [{}])
    ]
    pool = model.Pool("pool", (ipaddress.ip_network("172.20.1.0/24"),), bgp=tuple(ways))
    return model.Config({"pool": pool}, (model.Peer(**peer),)), pool


async def main(words: dict[str, Any]) -> None:
    """Until stdin ends."""
    config, pool = configured(words)
    speaker = controller.Controller(node="test", log=log.Log())
    await speaker.set_node_labels({})
    await speaker.set_config(config)
    for name, address in words.get("services", {"svc1": "172.20.1.1"}).items():
        await speaker.set_balancer(name, ipaddress.ip_address(address), pool)
    running = asyncio.create_task(speaker.run())
    while line := await asyncio.to_thread(sys.stdin.readline):
        match line.split():
            case ["withdraw", name]:
                await speaker.delete_balancer(name, "test")
            case ["announce", name, address]:
                await speaker.set_balancer(name, ipaddress.ip_address(address), pool)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
