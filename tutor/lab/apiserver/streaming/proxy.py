"""proxy: HTTP to a pod, a Service or a kubelet, by way of this server (apiserver: pkg/util/proxy).

`…/pods/[https:]NAME[:PORT]/proxy/PATH`, the same with services, and `/api/v1/nodes/NAME/proxy/PATH`.
"""

import contextlib
import urllib.parse
from collections.abc import Iterator
from typing import Any

import aiohttp
from aiohttp import web

from tutor.lab.apiserver import errors, objects, response, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.streaming import kubelets

Object = dict[str, Any]

_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "upgrade", "content-length", "content-encoding"}
)
_NOT_PASSED = _HOP_BY_HOP | {"host", "authorization", "accept-encoding"}


async def serve(call: state.Call, one: kind.Kind, request: web.BaseRequest) -> web.StreamResponse:
    """Pass the request on and the answer back. Raises errors.ServiceUnavailable where nothing answers."""
    scheme, name, port = split(call.info.name)
    where, node = _destination(call, one, name, port)
    path = "/".join(call.info.rest) + ("/" if call.info.path.endswith("/") and call.info.rest else "")
    query = request.raw_path.partition("?")[2]
    url = f"{scheme}://{where}/{urllib.parse.quote(path)}{'?' + query if query else ''}"
    headers = {key: value for key, value in request.headers.items() if key.lower() not in _NOT_PASSED}
    session = call.state.kubelet(node.get("metadata", {}).get("name", ""), node)
    try:
        async with session.request(
            request.method, url, headers=headers, data=await request.read(), allow_redirects=False
        ) as found:
            return await _back(found, request)
    except aiohttp.ClientError as error:
        raise errors.ServiceUnavailable(f"error trying to reach service: {_words(error, where)}") from error


def split(text: str) -> tuple[str, str, str]:
    """Scheme, name and port of `[https:]name[:port]`."""
    parts = text.split(":")
    if len(parts) == 3:
        return parts[0] or "http", parts[1], parts[2]
    return "http", parts[0], parts[1] if len(parts) == 2 else ""


def _destination(call: state.Call, one: kind.Kind, name: str, port: str) -> tuple[str, Object]:
    """host:port, and the node whose network reaches it."""
    namespace = call.info.namespace if one.namespaced else ""
    found = call.state.store.get(one.key, namespace, name)
    if found is None:
        raise errors.NotFound.named(one.group, one.plural, name)
    if one.plural == "nodes":
        return (kubelets.address(found.object), found.object)
    if one.plural == "pods":
        address = objects.dig(found.object, "status", "podIP")
        if not address:
            raise errors.BadRequest(f"address not allowed for pod {name}")
        return f"{address}:{port or _first_port(found.object)}", {}
    endpoint = next(_endpoints(call, found.object, port), "")
    if not endpoint:
        raise errors.ServiceUnavailable(f'no endpoints available for service "{call.info.name}"')
    return endpoint, {}


def _first_port(pod: Object) -> int:
    ports = [port["containerPort"] for one in pod["spec"]["containers"] for port in one.get("ports") or ()]
    return int(ports[0]) if ports else 80


def _endpoints(call: state.Call, service: Object, port: str) -> Iterator[str]:
    """host:port of each ready endpoint that serves the port."""
    meta, wanted = service["metadata"], _port_name(service, port)
    if wanted is None:
        return
    for found in call.objects("discovery.k8s.io", "endpointslices", meta["namespace"]):
        if (found["metadata"].get("labels") or {}).get("kubernetes.io/service-name") != meta["name"]:
            continue
        numbers = [one["port"] for one in found.get("ports") or () if one.get("name", "") == wanted]
        for endpoint in found.get("endpoints") or ():
            if numbers and (endpoint.get("conditions") or {}).get("ready") is not False:
                yield f"{endpoint['addresses'][0]}:{numbers[0]}"


def _port_name(service: Object, port: str) -> str | None:
    """The name of the Service's port that is meant by a name or a number; None where there is none."""
    ports = service["spec"].get("ports") or ()
    for one in ports:
        if port in (one.get("name", ""), str(one["port"])) or (not port and len(ports) == 1):
            return str(one.get("name", ""))
    return None


def _words(error: aiohttp.ClientError, where: str) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return kubelets.words(error, where)
    return str(error)


async def _back(found: aiohttp.ClientResponse, request: web.BaseRequest) -> web.StreamResponse:
    answer = web.StreamResponse(status=found.status, headers=response.headers())
    for key, value in found.headers.items():
        if key.lower() not in _HOP_BY_HOP:
            answer.headers[key] = value
    answer.enable_chunked_encoding()
    await answer.prepare(request)
    with contextlib.suppress(ConnectionError):
        async for chunk in found.content.iter_any():
            await answer.write(chunk)
        await answer.write_eof()
    return answer
