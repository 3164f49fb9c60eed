"""Which representation a caller wants (apiserver: pkg/endpoints/handlers/negotiation)."""

import dataclasses
import functools

from tutor.lab.apiserver import errors

JSON, YAML, PROTOBUF = "application/json", "application/yaml", "application/vnd.kubernetes.protobuf"
_TRANSFORMS = {"Table", "PartialObjectMetadata", "PartialObjectMetadataList"}


@dataclasses.dataclass(frozen=True)
class Format:
    """How to answer: a media type, and what the objects become ("" = themselves)."""

    media_type: str = JSON
    transform: str = ""


@functools.lru_cache(maxsize=256)
def choose(accept: str, *, transforms: bool, binary: bool = False) -> Format:
    """The first acceptable representation. Raises errors.NotAcceptable.

    `transforms`: whether Table and PartialObjectMetadata make sense here; `binary`: whether protobuf can be made.
    """
    if not accept:
        return Format()
    for clause in _by_quality(accept):
        media, params = _parameters(clause)
        transform = params.get("as", "")
        if transform and not (transforms and _known(transform, params)):
            continue
        if media in ("*/*", "application/*", JSON):
            return Format(JSON, transform)
        if media == YAML:
            return Format(YAML, transform)
        if media == PROTOBUF and binary and not transform:
            return Format(PROTOBUF)
    raise errors.NotAcceptable


def _known(transform: str, params: dict[str, str]) -> bool:
    return (
        transform in _TRANSFORMS and params.get("g") == "meta.k8s.io" and params.get("v") in ("v1", "v1beta1")
    )


def _parameters(clause: str) -> tuple[str, dict[str, str]]:
    media, *rest = (part.strip() for part in clause.split(";"))
    pairs = (part.partition("=") for part in rest)
    return media.lower(), {key: value for key, _, value in pairs}


def _by_quality(accept: str) -> list[str]:
    def quality(clause: str) -> float:
        try:
            return float(_parameters(clause)[1].get("q", "1"))
        except ValueError:
            return 0.0

    return sorted((part.strip() for part in accept.split(",") if part.strip()), key=quality, reverse=True)
