"""kube-proxy's metrics of its rules, by the names of pkg/proxy/metrics/metrics.go."""

import time
from collections.abc import Mapping

from tutor.base import metrics

BOUNDS = tuple(0.001 * 2**power for power in range(15))
"""Seconds."""
_RULES = "kubeproxy_sync_proxy_rules"


class Metrics:
    """Counts for one proxy and one family of addresses."""

    def __init__(self, family: str) -> None:
        self._family, self._registry = family, metrics.Registry()
        for kind in ("restore", "partial_restore"):
            self.failed(kind, by=0)

    def text(self) -> str:
        """All of them, as Prometheus reads them."""
        return self._registry.text()

    def queued(self) -> None:
        """A sync is due."""
        name = f"{_RULES}_last_queued_timestamp_seconds"
        self._gauge(name, "The last time a sync of proxy rules was queued", time.time())

    def changed(self, kind: str, count: int) -> None:
        """So many changes of "service" or "endpoint" are in the rules that are about to be written."""
        text = f"Cumulative proxy rules {kind.title()} changes"
        made = self._registry.counter(f"{_RULES}_{kind}_changes_total", text, ("ip_family",))
        made.add(self._family, by=count)

    def synced(
        self, seconds: float, *, full: bool, total: Mapping[str, int], last: Mapping[str, int]
    ) -> None:
        """Rules have been written: how long it took, and how many are there and were sent, by table."""
        which = "full" if full else "partial"
        for name, text in (
            (f"{_RULES}_duration_seconds", "SyncProxyRules latency in seconds"),
            (
                f"kubeproxy_sync_{which}_proxy_rules_duration_seconds",
                f"SyncProxyRules latency in seconds for {which} resyncs",
            ),
        ):
            self._registry.histogram(name, text, ("ip_family",), BOUNDS).observe(seconds, self._family)
        self._gauge(
            f"{_RULES}_last_timestamp_seconds",
            "The last time proxy rules were successfully synced",
            time.time(),
        )
        for name, text, counts in (
            (f"{_RULES}_iptables_total", "Total number of iptables rules owned by kube-proxy", total),
            (f"{_RULES}_iptables_last", "Number of iptables rules written by kube-proxy in last sync", last),
        ):
            for table, count in counts.items():
                self._registry.gauge(name, text, ("ip_family", "table")).set(count, self._family, table)

    def failed(self, kind: str, *, by: int = 1) -> None:
        """iptables refused a "restore" or a "partial_restore"."""
        text = f"Cumulative proxy iptables {kind.replace('_', ' ')} failures"
        self._registry.counter(f"{_RULES}_iptables_{kind}_failures_total", text, ("ip_family",)).add(
            self._family, by=by
        )

    def without_local(self, policy: str, count: int) -> None:
        """So many services have a Local traffic policy and no endpoint here; `policy` is "internal" or "external"."""
        text = "Number of services with a Local traffic policy and no endpoints"
        made = self._registry.gauge(
            f"{_RULES}_no_local_endpoints_total", text, ("ip_family", "traffic_policy")
        )
        made.set(count, self._family, policy)

    def asked(self, path: str, status: int) -> None:
        """A health endpoint, /healthz or /livez, was asked."""
        kind = path.strip("/")
        text = f"Cumulative proxy {kind} HTTP status"
        self._registry.counter(f"kubeproxy_proxy_{kind}_total", text, ("code",)).add(str(status))

    def _gauge(self, name: str, text: str, value: float) -> None:
        self._registry.gauge(name, text, ("ip_family",)).set(value, self._family)
