"""Reads what the machine is from /proc and /etc."""

import hashlib
import os
import shutil
import uuid
from pathlib import Path

from tutor.lab.kubelet import nodeobject


def read(node_name: str, started: int = 0) -> nodeobject.Machine:
    """The machine that all nodes share; ids are made distinct by the node's name, as no two machines share one.

    `started`: how often the node was started again; its boot id, not its machine id, is another one each time.
    """
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    memory = Path("/proc/meminfo").read_text().split("MemTotal:", 1)[1].split()[0]
    return nodeobject.Machine(
        cpus=len(os.sched_getaffinity(0)),
        memory_kib=int(memory),
        disk_kib=shutil.disk_usage("/").total // 1024,
        os_image=_pretty_name(),
        kernel=os.uname().release,
        machine_id=hashlib.sha256(f"{node_name} {boot}".encode()).hexdigest()[:32],
        boot_id=str(uuid.uuid5(uuid.UUID(boot), f"{node_name} {started}")) if started else boot,
    )


def _pretty_name() -> str:
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return "Linux"
    names = [line.partition("=")[2].strip('"') for line in lines if line.startswith("PRETTY_NAME=")]
    return names[0] if names else "Linux"
