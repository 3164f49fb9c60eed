"""The speaker's flags and environment (speaker/main.go), of <= 0.12 and of >= 0.13. Reads no more than files."""

import argparse
import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tutor.lab.metallb import access
from tutor.lab.metallb.config import source
from tutor.lab.metallb.members import gossip

EXCLUDED_INTERFACES = Path("/etc/metallb/excludel2.yaml")
KEY_FILE = "secretkey"


class Unusable(Exception):  # noqa: N818 - reads as what it says
    """The program cannot start so; `fields` is the line for its log."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(fields.get("msg", ""))
        self.fields = fields


@dataclasses.dataclass(frozen=True)
class Settings:
    """What the program was told. Empty texts stand for what was not."""

    node: str
    pod: str
    host: str
    port: int
    namespace: str
    form: source.Form
    config_map: str
    members_namespace: str
    members_address: str
    members_port: int
    members_labels: str
    members_secret: str = dataclasses.field(repr=False)
    balancer_class: str
    ignore_exclusion: bool
    excluded_interfaces: re.Pattern[str] | None

    @property
    def legacy(self) -> bool:
        """Whether it is a speaker of before 0.13, which reads a ConfigMap."""
        return self.form is source.Form.CONFIG_MAP


def read(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Read all of it. Raises Unusable."""
    flags = _flags(environment).parse_known_args(list(arguments))[0]
    if not flags.node_name:
        error = "must specify --node-name or METALLB_NODE_NAME"
        raise Unusable(op="startup", error=error, msg="missing configuration")
    form, name = source.form_of(arguments)
    return Settings(
        node=flags.node_name,
        pod=flags.pod_name,
        host=flags.host,
        port=flags.port,
        namespace=flags.namespace or access.namespace(),
        form=form,
        config_map=name,
        members_namespace=flags.ml_namespace or flags.namespace or access.namespace(),
        members_address=flags.ml_bindaddr,
        members_port=_port(flags.ml_bindport),
        members_labels=flags.ml_labels,
        members_secret=_secret(flags),
        balancer_class=flags.lb_class,
        ignore_exclusion=flags.ignore_exclude_lb,
        excluded_interfaces=_excluded(EXCLUDED_INTERFACES),
    )


def _flags(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="speaker", add_help=False, exit_on_error=False)
    told = {
        "namespace": "METALLB_NAMESPACE",
        "ml-namespace": "METALLB_ML_NAMESPACE",
        "host": "METALLB_HOST",
        "node-name": "METALLB_NODE_NAME",
        "pod-name": "METALLB_POD_NAME",
        "ml-bindaddr": "METALLB_ML_BIND_ADDR",
        "ml-bindport": "METALLB_ML_BIND_PORT",
        "ml-labels": "METALLB_ML_LABELS",
        "ml-secret-key": "METALLB_ML_SECRET_KEY",
        "ml-secret-key-path": "METALLB_ML_SECRET_KEY_PATH",
    }
    for flag, variable in told.items():
        parser.add_argument(f"--{flag}", f"-{flag}", default=environment.get(variable, ""))
    parser.add_argument("--port", type=int, default=7472)
    parser.add_argument("--lb-class", default="")
    parser.add_argument("--ignore-exclude-lb", action="store_true")
    return parser


def _port(text: str) -> int:
    if not text:
        return gossip.PORT
    try:
        return int(text)
    except ValueError as error:
        raise Unusable(op="startup", error="unable to parse ml-bindport", msg=str(error)) from error


def _secret(flags: argparse.Namespace) -> str:
    """The members' key: in the environment up to 0.12, in a mounted file from 0.13 on."""
    if not flags.ml_secret_key_path:
        return str(flags.ml_secret_key)
    try:
        return (Path(flags.ml_secret_key_path) / KEY_FILE).read_text()
    except OSError as error:
        text = "failed to read memberlist secret key file"
        raise Unusable(op="startup", error=str(error), msg=text) from error


def _excluded(path: Path) -> re.Pattern[str] | None:
    """The interfaces that the ConfigMap metallb-excludel2 takes out, where it is mounted."""
    try:
        found = yaml.safe_load(path.read_text())
        patterns = (found or {}).get("announcedInterfacesToExclude") or []
        return re.compile("|".join(f"({one})" for one in patterns)) if patterns else None
    except FileNotFoundError:
        return None
    except (OSError, yaml.YAMLError, AttributeError, re.error) as error:
        text = "failed to parse announcedInterfacesToExclude from configMap"
        raise Unusable(op="startup", error=str(error), msg=text) from error
