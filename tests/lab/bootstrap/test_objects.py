"""What a new cluster holds."""

import yaml

from tutor.lab.bootstrap import create, dns, settings


def test_no_object_is_made_twice_and_all_have_a_place() -> None:
    """A second creation would be refused."""
    planned = [*create.foundations("PEM"), *create.workloads()]
    keys = [(kind.plural, obj["metadata"].get("namespace"), obj["metadata"]["name"]) for kind, obj in planned]
    assert len(set(keys)) == len(keys)
    assert all(bool(obj["metadata"].get("namespace")) == kind.namespaced for kind, obj in planned)


def test_the_service_and_the_deployment_select_the_pods_of_the_template() -> None:
    """With the ports that the service sends to."""
    deployment, service = dns.deployment()["spec"], dns.service()["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    assert deployment["selector"]["matchLabels"] == labels == service["selector"]
    (container,) = deployment["template"]["spec"]["containers"]
    open_ports = {(port["containerPort"], port["protocol"]) for port in container["ports"]}
    assert {(port["targetPort"], port["protocol"]) for port in service["ports"]} <= open_ports


def test_settings_are_yaml_of_the_kind_that_they_name() -> None:
    """As kubeadm and kube-proxy would read them."""
    cluster = yaml.safe_load(settings.kubeadm()["data"]["ClusterConfiguration"])
    assert cluster["kind"] == "ClusterConfiguration"
    assert cluster["networking"]["podSubnet"] == settings.POD_SUBNET
    proxy = settings.kube_proxy()["data"]
    assert yaml.safe_load(proxy["config.conf"])["kind"] == "KubeProxyConfiguration"
    assert yaml.safe_load(proxy["kubeconfig.conf"])["kind"] == "Config"
    info = yaml.safe_load(settings.cluster_info("PEM")["data"]["kubeconfig"])
    assert info["clusters"][0]["cluster"]["server"] == "https://192.168.10.10:6443"
