"""What a new cluster holds."""

import yaml

from tutor.lab.bootstrap import agents, controlplane, create, dns, settings
from tutor.lab.calico import objects
from tutor.lab.kubelet.images import registry


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


def test_manifests_are_pods_with_the_settings_of_the_cluster() -> None:
    """Where many look for the networks of a cluster, in commands of hosted containers."""
    found = {path: yaml.safe_load(text) for path, text in controlplane.files().items()}
    commands = {pod["metadata"]["name"]: pod["spec"]["containers"][0]["command"] for pod in found.values()}
    assert f"--service-cluster-ip-range={settings.SERVICE_SUBNET}" in commands["kube-apiserver"]
    assert f"--cluster-cidr={settings.POD_SUBNET}" in commands["kube-controller-manager"]
    for path, pod in found.items():
        assert path == f"{controlplane.FOLDER}/{pod['metadata']['name']}.yaml"
        assert pod["metadata"]["annotations"].items() >= agents.EMULATED.items()
        image = registry.find(pod["spec"]["containers"][0]["image"])
        assert image is not None
        assert image.agent == pod["metadata"]["name"]


def test_the_agents_of_nodes_run_everywhere_and_say_what_they_are() -> None:
    """On the node's network, whatever taints it; Calico's release is the one that its objects name."""
    for daemon in (agents.kube_proxy(), agents.calico_node()):
        template = daemon["spec"]["template"]
        assert template["spec"]["hostNetwork"]
        assert any(
            "key" not in one and one["operator"] == "Exists" for one in template["spec"]["tolerations"]
        )
        assert template["metadata"]["annotations"] == agents.EMULATED
        image = registry.find(template["spec"]["containers"][0]["image"])
        assert image is not None
        assert image.agent == daemon["metadata"]["name"]
    assert objects.RELEASE == agents.CALICO
