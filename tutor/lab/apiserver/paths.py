"""Everything that is no resource: discovery, versions, health, OpenAPI documents, the list of paths."""

import datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from tutor.lab.apiserver import discovery, errors, health, negotiation, openapi_v2, represent, response, state

Object = dict[str, Any]

KEEP = datetime.timedelta(days=365)

_OTHERS = (
    "/.well-known/openid-configuration",
    "/flagz",
    "/metrics",
    "/metrics/slis",
    "/openapi/v2",
    "/openapi/v3",
    "/openapi/v3/",
    "/openid/v1/jwks",
    "/statusz",
    "/version",
)


def respond(call: state.Call, accept: str) -> web.Response:
    """Answer a path that is no resource. Raises errors.NotFound or errors.MethodNotSupported."""
    if call.info.method not in ("GET", "HEAD"):
        raise errors.MethodNotSupported
    parts = [part for part in call.info.path.split("/") if part]
    first = parts[0] if parts else ""
    if not parts:
        return _indented({"paths": listing(call.state)})
    if first in health.ENDPOINTS:
        text = health.answer(call.info)
        if text is None:
            raise errors.NotFound.page()
        return response.text(text)
    if call.info.path.rstrip("/") == "/version":
        return _indented(version(call.state.config))
    if first in ("api", "apis"):
        return _discovery(call, parts, accept)
    if call.info.path == "/statusz":
        return response.text(status_page(call.state.config))
    if first == "openapi":
        return _openapi(call, parts[1:], accept)
    raise errors.NotFound.page()


def _indented(value: Object) -> web.Response:
    return response.body(represent.indented(value), negotiation.JSON)


def listing(held: state.State) -> list[str]:
    """Every path that `/` names, in order."""
    found = {*_OTHERS, "/api", "/api/v1", "/apis", "/apis/"}
    for group, versions in held.registry.groups().items():
        if group:
            found |= {f"/apis/{group}", *(f"/apis/{group}/{one}" for one in versions)}
    found |= set(health.paths())
    return sorted(found)


def status_page(config: state.Config) -> str:
    """What this server is: which parts of the cluster stand in for the real ones."""
    lines = [f"{part}: {who}" for part, who in sorted(config.emulation.items())]
    return "\n".join(("kube-apiserver statusz", f"Emulated version: {config.version}", *lines, ""))


def version(config: state.Config) -> Object:
    """/version."""
    major, minor = config.version.removeprefix("v").split(".")[:2]
    return {
        "major": major,
        "minor": minor,
        "emulationMajor": major,
        "emulationMinor": minor,
        "minCompatibilityMajor": major,
        "minCompatibilityMinor": str(int(minor) - 1),
        "gitVersion": config.version,
        "gitCommit": "",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "go1.26",
        "compiler": "gc",
        "platform": "linux/amd64",
    }


def _discovery(call: state.Call, parts: list[str], accept: str) -> web.Response:
    known = call.state.registry
    if len(parts) == 1:
        core = parts[0] == "api"
        if "as=APIGroupDiscoveryList" in accept and "v=v2;" in f"{accept};".replace(",", ";"):
            kind = f"{negotiation.JSON};g=apidiscovery.k8s.io;v=v2;as={discovery.AGGREGATED}"
            return response.body(
                represent.encode(discovery.aggregated(known, core=core), negotiation.Format()), kind
            )
        found = discovery.versions(call.state.config.address) if core else discovery.groups(known)
        return response.json_object(found)
    if parts[0] == "api" and len(parts) == 2:
        listed = discovery.resources(known, "", parts[1])
    elif len(parts) == 2:
        listed = discovery.group(known, parts[1])
    else:
        listed = discovery.resources(known, parts[1], parts[2])
    if listed is None:
        raise errors.NotFound.page()
    return response.json_object(listed)


def _schema_of(one: Any) -> Object | None:
    found: Object | None = getattr(one, "schema", None)
    return found


def _openapi_v2(config: state.Config, accept: str) -> web.Response:
    """The older document, with no path in it: kinds are described in v3, and here they are unknown."""
    info = {"title": "Kubernetes", "version": config.version}
    if any(one in accept for one in openapi_v2.ACCEPTED):
        return response.body(openapi_v2.encode(**info), openapi_v2.PROTOBUF)
    return response.json_object({"swagger": "2.0", "info": info, "paths": {}})


def _openapi(call: state.Call, parts: list[str], accept: str) -> web.Response:
    from tutor.lab.apiserver.openapi import documents

    if parts and parts[0] == "v3":
        served = documents.v3(call.state.registry, "/".join(parts[1:]), _schema_of)
        if served is None:
            raise errors.NotFound.page()
        found = response.json_object(served)
        if call.info.first("hash"):
            # The URL names the document's very content, so clients may keep it.
            found.headers["Cache-Control"] = "public, immutable"
            found.headers["Expires"] = format_datetime(call.now + KEEP, usegmt=True)
        return found
    if parts == ["v2"]:
        return _openapi_v2(call.state.config, accept)
    raise errors.NotFound.page()
