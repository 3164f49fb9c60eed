"""The keys that MetalLB <= 0.12 knows in its ConfigMap, with the names of Go's types that its errors show."""

from tutor.lab.metallb.config import strictyaml

_TEXT, _FLAG = strictyaml.Text(), strictyaml.Flag()
_UINT32, _UINT16 = strictyaml.Number("uint32", 1 << 32), strictyaml.Number("uint16", 1 << 16)
_INT = strictyaml.Number("int", 1 << 63, signed=True)
_TEXTS, _TABLE = strictyaml.Several(_TEXT), strictyaml.Table()

_EXPRESSION = strictyaml.Struct(
    "config.selectorRequirements", {"key": _TEXT, "operator": _TEXT, "values": _TEXTS}
)
_NODE_SELECTOR = strictyaml.Struct(
    "config.nodeSelector", {"match-labels": _TABLE, "match-expressions": strictyaml.Several(_EXPRESSION)}
)
_PEER = strictyaml.Struct(
    "config.peer",
    {
        "my-asn": _UINT32,
        "peer-asn": _UINT32,
        "peer-address": _TEXT,
        "source-address": _TEXT,
        "peer-port": _UINT16,
        "hold-time": _TEXT,
        "router-id": _TEXT,
        "node-selectors": strictyaml.Several(_NODE_SELECTOR),
        "password": _TEXT,
    },
)
_ADVERTISEMENT = strictyaml.Struct(
    "config.bgpAdvertisement",
    {"aggregation-length": _INT, "localpref": _UINT32, "communities": _TEXTS},
)
_POOL = strictyaml.Struct(
    "config.addressPool",
    {
        "protocol": _TEXT,
        "name": _TEXT,
        "addresses": _TEXTS,
        "avoid-buggy-ips": _FLAG,
        "auto-assign": _FLAG,
        "bgp-advertisements": strictyaml.Several(_ADVERTISEMENT),
    },
)
FILE = strictyaml.Struct(
    "config.configFile",
    {
        "peers": strictyaml.Several(_PEER),
        "bgp-communities": _TABLE,
        "address-pools": strictyaml.Several(_POOL),
    },
)
