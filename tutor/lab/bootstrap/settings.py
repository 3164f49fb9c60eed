"""The settings that kubeadm keeps in the cluster: its own, kube-proxy's, and the public cluster-info."""

import base64

from tutor.lab.client import resources

Object = resources.Object

VERSION = "v1.36.2"
POD_SUBNET = "172.16.0.0/16"
SERVICE_SUBNET = "10.96.0.0/12"

CLUSTER_CONFIGURATION = f"""\
apiServer: {{}}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {{}}
dns: {{}}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: {VERSION}
networking:
  dnsDomain: cluster.local
  podSubnet: {POD_SUBNET}
  serviceSubnet: {SERVICE_SUBNET}
proxy: {{}}
scheduler: {{}}
"""

PROXY_CONFIGURATION = f"""\
apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
bindAddressHardFail: false
clientConnection:
  acceptContentTypes: ""
  burst: 0
  contentType: ""
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
  qps: 0
clusterCIDR: {POD_SUBNET}
configSyncPeriod: 0s
conntrack:
  maxPerCore: null
  min: null
  tcpCloseWaitTimeout: null
  tcpEstablishedTimeout: null
detectLocalMode: ""
enableProfiling: false
healthzBindAddress: ""
hostnameOverride: ""
iptables:
  localhostNodePorts: null
  masqueradeAll: false
  masqueradeBit: null
  minSyncPeriod: 0s
  syncPeriod: 0s
kind: KubeProxyConfiguration
metricsBindAddress: ""
mode: ""
nodePortAddresses: null
oomScoreAdj: null
portRange: ""
showHiddenMetricsForVersion: ""
"""

KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: https://192.168.10.10:6443
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token"""


def kubeadm() -> Object:
    """What `kubeadm upgrade` reads, and where many look for the cluster's networks."""
    return {
        "metadata": {"name": "kubeadm-config", "namespace": "kube-system"},
        "data": {"ClusterConfiguration": CLUSTER_CONFIGURATION},
    }


def kube_proxy() -> Object:
    """KubeProxyConfiguration; the lab's kube-proxy reads its mode from here."""
    return {
        "metadata": {"name": "kube-proxy", "namespace": "kube-system", "labels": {"app": "kube-proxy"}},
        "data": {"config.conf": PROXY_CONFIGURATION, "kubeconfig.conf": KUBECONFIG},
    }


def cluster_info(authority: str) -> Object:
    """Where the cluster is and whom to trust, for whoever wants to join."""
    encoded = base64.b64encode(authority.encode()).decode()
    text = f"""\
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: {encoded}
    server: https://192.168.10.10:6443
  name: ""
contexts: null
current-context: ""
kind: Config
users: null
"""
    return {"metadata": {"name": "cluster-info", "namespace": "kube-public"}, "data": {"kubeconfig": text}}


def service_account(name: str) -> Object:
    """An account of kube-system."""
    return {"metadata": {"name": name, "namespace": "kube-system"}}
