"""CoreDNS's plugins, one file each, named as in a Corefile. Every module has a `setup(controller)`.

The order of execution is fixed here, as plugin.cfg fixes it when CoreDNS is built: the order of lines in a Corefile
has no meaning. A plugin sees queries through `tutor.lab.dns.query` and knows no other plugin but by `Config.plugins`.
"""

ORDER = (
    "root", "metadata", "geoip", "cancel", "tls", "quic", "grpc_server", "https", "https3", "timeouts", "multisocket",
    "reload", "nsid", "bufsize", "bind", "debug", "trace", "ready", "health", "pprof", "prometheus", "errors", "log",
    "dnstap", "local", "dns64", "rewrite", "acl", "any", "chaos", "loadbalance", "tsig", "autopath", "cache", "header",
    "dnssec", "minimal", "template", "transfer", "hosts", "route53", "azure", "clouddns", "k8s_external", "kubernetes",
    "file", "auto", "secondary", "etcd", "loop", "forward", "grpc", "erratic", "whoami", "on", "sign", "view", "nomad",
)  # fmt: skip
"""Every directive of CoreDNS 1.14, from the outermost inwards."""

AVAILABLE = (
    "root", "metadata", "cancel", "bufsize", "debug", "reload", "bind", "ready", "health", "prometheus", "errors",
    "log", "rewrite", "loadbalance", "autopath", "cache", "template", "hosts", "kubernetes", "file", "loop", "forward",
    "whoami",
)  # fmt: skip
"""Those that this server has."""
