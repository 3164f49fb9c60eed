"""What a process in a pod may need to import: after it has entered its root there is no Python library there."""

from tutor.lab.dns import plugins
from tutor.lab.kubelet.images import registry

LIBRARIES = ("asyncio", "encodings.idna", "aiohttp.web", "dns.message")
"""The first ones are what the supervisor itself needs as well: their memory is shared."""

RECORD_TYPES = (
    "IN.A",
    "IN.AAAA",
    "IN.SRV",
    "IN.HTTPS",
    "IN.SVCB",
    "ANY.CNAME",
    "ANY.HINFO",
    "ANY.MX",
    "ANY.NS",
    "ANY.OPT",
    "ANY.PTR",
    "ANY.SOA",
    "ANY.TXT",
    "ANY.CAA",
)
"""dnspython imports a type when it first meets one; others are passed on unread."""

PARTS = ("yaml", "tutor.lab.client.informer", "tutor.lab.kubelet.rootfs")


def modules() -> list[str]:
    """Their names, in the order to import them."""
    return [
        *LIBRARIES,
        *(f"dns.rdtypes.{name}" for name in RECORD_TYPES),
        *PARTS,
        *registry.PRELOAD,
        *(f"tutor.lab.dns.plugins.{name}" for name in plugins.AVAILABLE),
    ]
