"""A PodSpec as the real server prints it in the message about forbidden changes: its internal Go struct as JSON.

Every field is there, in the order of kubernetes: pkg/apis/core/types.go, named as in Go, with Go's empty values.
A field is written `GoName json-name form`: the form is `s` text, `i` number, `b` boolean, `n` whatever it is or null,
`Struct` an embedded struct, `*Struct` one or null, `[Struct` a list of them or null. Pure.
"""

import functools
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

Object = dict[str, Any]

_EMPTY: Mapping[str, Any] = {"s": "", "i": 0, "b": False, "n": None}

_TABLE = """
PodSpec: Volumes volumes [Volume, InitContainers initContainers [Container, Containers containers [Container,
 EphemeralContainers ephemeralContainers [Container, RestartPolicy restartPolicy s,
 TerminationGracePeriodSeconds terminationGracePeriodSeconds n, ActiveDeadlineSeconds activeDeadlineSeconds n,
 DNSPolicy dnsPolicy s, NodeSelector nodeSelector n, ServiceAccountName serviceAccountName s,
 AutomountServiceAccountToken automountServiceAccountToken n, NodeName nodeName s,
 SecurityContext securityContext PodSecurityContext, ImagePullSecrets imagePullSecrets [Name, Hostname hostname s,
 Subdomain subdomain s, SetHostnameAsFQDN setHostnameAsFQDN n, Affinity affinity n, SchedulerName schedulerName s,
 Tolerations tolerations [Toleration, HostAliases hostAliases [HostAlias, PriorityClassName priorityClassName s,
 Priority priority n, PreemptionPolicy preemptionPolicy n, DNSConfig dnsConfig *DNSConfig,
 ReadinessGates readinessGates n, RuntimeClassName runtimeClassName n, Overhead overhead n,
 EnableServiceLinks enableServiceLinks n, TopologySpreadConstraints topologySpreadConstraints n, OS os n,
 SchedulingGates schedulingGates [GateName, ResourceClaims resourceClaims n, Resources resources n,
 HostnameOverride hostnameOverride n
Volume: Name name s, HostPath hostPath *HostPath, EmptyDir emptyDir *EmptyDir, GCEPersistentDisk gcePersistentDisk n,
 AWSElasticBlockStore awsElasticBlockStore n, GitRepo gitRepo n, Secret secret *SecretVolume, NFS nfs *NFS,
 ISCSI iscsi n, Glusterfs glusterfs n, PersistentVolumeClaim persistentVolumeClaim *Claim, RBD rbd n,
 Quobyte quobyte n, FlexVolume flexVolume n, Cinder cinder n, CephFS cephfs n, Flocker flocker n,
 DownwardAPI downwardAPI *DownwardVolume, FC fc n, AzureFile azureFile n, ConfigMap configMap *ConfigVolume,
 VsphereVolume vsphereVolume n, AzureDisk azureDisk n, PhotonPersistentDisk photonPersistentDisk n,
 Projected projected *Projected, PortworxVolume portworxVolume n, ScaleIO scaleIO n, StorageOS storageos n, CSI csi n,
 Ephemeral ephemeral n, Image image n
HostPath: Path path s, Type type n
EmptyDir: Medium medium s, SizeLimit sizeLimit n
NFS: Server server s, Path path s, ReadOnly readOnly b
Claim: ClaimName claimName s, ReadOnly readOnly b
SecretVolume: SecretName secretName s, Items items [KeyToPath, DefaultMode defaultMode n, Optional optional n
ConfigVolume: Name name s, Items items [KeyToPath, DefaultMode defaultMode n, Optional optional n
DownwardVolume: Items items [DownwardFile, DefaultMode defaultMode n
Projected: Sources sources [Projection, DefaultMode defaultMode n
Projection: Secret secret *NamedItems, DownwardAPI downwardAPI *DownwardItems, ConfigMap configMap *NamedItems,
 ServiceAccountToken serviceAccountToken *Token, ClusterTrustBundle clusterTrustBundle n,
 PodCertificate podCertificate n
Token: Audience audience s, ExpirationSeconds expirationSeconds i, Path path s
NamedItems: Name name s, Items items [KeyToPath, Optional optional n
DownwardItems: Items items [DownwardFile
DownwardFile: Path path s, FieldRef fieldRef *FieldRef, ResourceFieldRef resourceFieldRef n, Mode mode n
KeyToPath: Key key s, Path path s, Mode mode n
FieldRef: APIVersion apiVersion s, FieldPath fieldPath s
Container: Name name s, Image image s, Command command n, Args args n, WorkingDir workingDir s, Ports ports [Port,
 EnvFrom envFrom [EnvFrom, Env env [Env, Resources resources Resources, ResizePolicy resizePolicy n,
 RestartPolicy restartPolicy n, RestartPolicyRules restartPolicyRules n, VolumeMounts volumeMounts [Mount,
 VolumeDevices volumeDevices n, LivenessProbe livenessProbe *Probe, ReadinessProbe readinessProbe *Probe,
 StartupProbe startupProbe *Probe, Lifecycle lifecycle *Lifecycle, TerminationMessagePath terminationMessagePath s,
 TerminationMessagePolicy terminationMessagePolicy s, ImagePullPolicy imagePullPolicy s,
 SecurityContext securityContext *SecurityContext, Stdin stdin b, StdinOnce stdinOnce b, TTY tty b
Port: Name name s, HostPort hostPort i, ContainerPort containerPort i, Protocol protocol s, HostIP hostIP s
EnvFrom: Prefix prefix s, ConfigMapRef configMapRef *Source, SecretRef secretRef *Source
Source: Name name s, Optional optional n
Env: Name name s, Value value s, ValueFrom valueFrom *EnvSource
EnvSource: FieldRef fieldRef *FieldRef, ResourceFieldRef resourceFieldRef *ResourceRef,
 ConfigMapKeyRef configMapKeyRef *KeyRef, SecretKeyRef secretKeyRef *KeyRef, FileKeyRef fileKeyRef n
ResourceRef: ContainerName containerName s, Resource resource s, Divisor divisor n
KeyRef: Name name s, Key key s, Optional optional n
Resources: Limits limits n, Requests requests n, Claims claims n
Mount: Name name s, ReadOnly readOnly b, RecursiveReadOnly recursiveReadOnly n, MountPath mountPath s,
 SubPath subPath s, MountPropagation mountPropagation n, SubPathExpr subPathExpr s
Probe: Exec exec *Exec, HTTPGet httpGet *HTTPGet, TCPSocket tcpSocket *TCP, GRPC grpc n,
 InitialDelaySeconds initialDelaySeconds i, TimeoutSeconds timeoutSeconds i, PeriodSeconds periodSeconds i,
 SuccessThreshold successThreshold i, FailureThreshold failureThreshold i,
 TerminationGracePeriodSeconds terminationGracePeriodSeconds n
Exec: Command command n
HTTPGet: Path path s, Port port n, Host host s, Scheme scheme s, HTTPHeaders httpHeaders n
TCP: Port port n, Host host s
Lifecycle: PostStart postStart *Handler, PreStop preStop *Handler, StopSignal stopSignal n
Handler: Exec exec *Exec, HTTPGet httpGet *HTTPGet, TCPSocket tcpSocket *TCP, Sleep sleep n
SecurityContext: Capabilities capabilities *Capabilities, Privileged privileged n, SELinuxOptions seLinuxOptions n,
 WindowsOptions windowsOptions n, RunAsUser runAsUser n, RunAsGroup runAsGroup n, RunAsNonRoot runAsNonRoot n,
 ReadOnlyRootFilesystem readOnlyRootFilesystem n, AllowPrivilegeEscalation allowPrivilegeEscalation n,
 ProcMount procMount n, SeccompProfile seccompProfile n, AppArmorProfile appArmorProfile n
Capabilities: Add add n, Drop drop n
PodSecurityContext: HostNetwork hostNetwork b, HostPID hostPID b, HostIPC hostIPC b,
 ShareProcessNamespace shareProcessNamespace n, HostUsers hostUsers n, SELinuxOptions seLinuxOptions n,
 WindowsOptions windowsOptions n, RunAsUser runAsUser n, RunAsGroup runAsGroup n, RunAsNonRoot runAsNonRoot n,
 SupplementalGroups supplementalGroups n, SupplementalGroupsPolicy supplementalGroupsPolicy n, FSGroup fsGroup n,
 FSGroupChangePolicy fsGroupChangePolicy n, Sysctls sysctls n, SeccompProfile seccompProfile n,
 AppArmorProfile appArmorProfile n, SELinuxChangePolicy seLinuxChangePolicy n
Toleration: Key key s, Operator operator s, Value value s, Effect effect s, TolerationSeconds tolerationSeconds n
HostAlias: IP ip s, Hostnames hostnames n
DNSConfig: Nameservers nameservers n, Searches searches n, Options options [Option
Option: Name name s, Value value n
Name: Name name s
GateName: Name name s
"""


class _Field(NamedTuple):
    go: str
    json: str
    form: str


@functools.cache
def _structs() -> Mapping[str, tuple[_Field, ...]]:
    joined = _TABLE.strip().replace("\n ", " ")
    found = {}
    for line in joined.splitlines():
        name, _, fields = line.partition(": ")
        found[name] = tuple(_Field(*field.split()) for field in fields.split(","))
    return found


def dump(spec: Object) -> list[str]:
    """The lines of a PodSpec, indented by one blank a level."""
    return json.dumps(_spec(spec), indent=1, ensure_ascii=False).splitlines()


def template(found: Object) -> Object:
    """A PodTemplateSpec: its metadata as ever, and its spec."""
    meta = found.get("metadata") or {}
    kept = {key: meta[key] for key in ("name", "generateName") if meta.get(key)}
    maps = {key: dict(sorted(meta[key].items())) for key in ("labels", "annotations") if meta.get(key)}
    return {**kept, **maps, "Spec": _spec(found.get("spec") or {})}


def _spec(spec: Object) -> Object:
    moved = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")
    context = {**(spec.get("securityContext") or {}), **{key: spec[key] for key in moved if key in spec}}
    return _struct({**spec, "securityContext": context}, "PodSpec")


def _struct(obj: Object, name: str) -> Object:
    return {field.go: _value(obj.get(field.json), field.form) for field in _structs()[name]}


def _value(value: Any, form: str) -> Any:
    if form in _EMPTY:
        return _EMPTY[form] if value is None else value
    if form.startswith("["):
        return [_struct(one, form[1:]) for one in value] if value else None
    if form.startswith("*"):
        return None if value is None else _struct(value, form[1:])
    return _struct(value or {}, form)
