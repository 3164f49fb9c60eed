"""The speaker's metrics."""

import ipaddress

from tutor.lab.metallb import monitoring
from tutor.lab.metallb.layer2 import stats
from tutor.lab.metallb.speaker import measures


def test_they_have_metallbs_names() -> None:
    """Those that its dashboards ask for."""
    counted = stats.Stats()
    counted.gratuitous["192.0.2.1"] += 12
    address = ipaddress.ip_address("192.0.2.1")
    text = monitoring.text(
        [
            *measures.configuration(loaded=True, stale=False),
            measures.announced({("ns/web", "layer2"): address}, "k8s-m"),
            *measures.layer2(counted),
        ]
    )
    values = [line for line in text.splitlines() if not line.startswith("#")]
    assert values == [
        "metallb_k8s_client_config_loaded_bool 1",
        "metallb_k8s_client_config_stale_bool 0",
        'metallb_layer2_gratuitous_sent{ip="192.0.2.1"} 12',
        'metallb_speaker_announced{ip="192.0.2.1",node="k8s-m",protocol="layer2",service="ns/web"} 1',
    ]
