"""The addresses of this network namespace's interfaces, by the kernel's oldest interfaces, which need no library."""

import array
import fcntl
import ipaddress
import socket
import struct
from pathlib import Path

SIOCGIFCONF = 0x8912
"""netdevice(7): the IPv4 addresses of all interfaces."""
ENTRY = 40
"""Bytes of one struct ifreq on a 64-bit kernel."""
ROOM = 64


def addresses() -> list[str]:
    """IPv4 then IPv6 of each interface, loopback first, as net.InterfaceAddrs of Go orders them by interface."""
    found: dict[str, list[str]] = {}
    for name, address in [*_ipv4(), *_ipv6()]:
        found.setdefault(name, []).append(address)
    return [
        address for name in sorted(found, key=lambda item: (item != "lo", item)) for address in found[name]
    ]


def _ipv4() -> list[tuple[str, str]]:
    buffer = array.array("B", bytes(ENTRY * ROOM))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("iL", len(buffer), buffer.buffer_info()[0])
        size = struct.unpack("iL", fcntl.ioctl(probe.fileno(), SIOCGIFCONF, request))[0]
    raw = buffer.tobytes()[:size]
    entries = [raw[at : at + ENTRY] for at in range(0, size, ENTRY)]
    return [(entry[:16].split(b"\0")[0].decode(), socket.inet_ntoa(entry[20:24])) for entry in entries]


def _ipv6() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/net/if_inet6").read_text().splitlines()
    except OSError:
        return []
    rows = [line.split() for line in lines]
    return [(row[5], str(ipaddress.IPv6Address(int(row[0], 16)))) for row in rows]
