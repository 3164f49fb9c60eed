"""One HTTP request, from its headers to its answer."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from tutor.lab.apiserver import errors, negotiation, paths, request, response, state, watch
from tutor.lab.apiserver.auth import gate
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.subresources import table
from tutor.lab.apiserver.validation import options
from tutor.lab.apiserver.verbs import answer, create, deleting, patching, read, update

log = logging.getLogger(__name__)

Verb = Callable[[state.Call, kind.Kind], answer.Answer]

VERBS: Mapping[str, Verb] = {
    "get": read.get,
    "list": read.list_objects,
    "create": create.create,
    "update": update.update,
    "patch": patching.patch,
    "delete": deleting.delete,
    "deletecollection": deleting.delete_collection,
}


class Handler:
    """Answers every request of every listener."""

    def __init__(
        self, held: state.State, entrance: gate.Gate, creators: Mapping[tuple[str, str], Verb]
    ) -> None:
        self._held = held
        self._gate = entrance
        self._creators = creators

    def listener(self, *, trusted: bool) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
        """The handler for one listener; a trusted one takes callers at their word."""

        async def answer_one(incoming: web.BaseRequest) -> web.StreamResponse:
            return await self.answer(incoming, trusted=trusted)

        return answer_one

    async def answer(self, incoming: web.BaseRequest, *, trusted: bool) -> web.StreamResponse:
        """Serve a request; every failure becomes a Status."""
        call: state.Call | None = None
        accept = incoming.headers.get("Accept", "")
        try:
            info = request.parse(incoming.method, incoming.raw_path)
            user = self._gate.admit(incoming.headers, info, trusted=trusted)
            call = state.Call(self._held, info, user)
            return await self._serve(call, incoming, accept)
        except errors.ApiError as error:
            return response.failure(error, accept, call.warnings if call else ())
        except Exception:
            log.exception("%s %s", incoming.method, incoming.path)
            fault = errors.InternalError(
                "Internal error occurred: the server met a fault of its own; see its log"
            )
            return response.failure(fault, accept)

    async def _serve(self, call: state.Call, incoming: web.BaseRequest, accept: str) -> web.StreamResponse:
        info = call.info
        if not info.is_resource:
            return paths.respond(call, accept)
        one = self._held.registry.find(info.group, info.version, info.resource)
        if one is None:
            served = (info.group, info.version) in {
                (found.group, found.version) for found in self._held.registry
            }
            raise errors.NotFound.resource() if served else errors.NotFound.page()
        _placed(one, info)
        if one.warning:
            call.warn(one.warning)
        call.content_type = incoming.headers.get("Content-Type", "")
        call.user_agent = incoming.headers.get("User-Agent", "")
        if info.subresource:
            return await self._subresource(call, one, incoming, accept)
        _demand(one.verbs, info)
        if info.verb == "watch":
            return await watch.serve(call, one, incoming, negotiation.choose(accept, transforms=True))
        form = negotiation.choose(accept, transforms=True)
        if info.verb not in ("get", "list"):
            call.body = await incoming.read()
            options.check(info.verb, info.query)
        verb = VERBS[info.verb]
        if info.verb == "create":
            verb = self._creators.get((one.group, one.plural), verb)
        return response.of(call, verb(call, one), form)

    async def _subresource(
        self, call: state.Call, one: kind.Kind, incoming: web.BaseRequest, accept: str
    ) -> web.StreamResponse:
        sub = one.subresource(call.info.subresource)
        if sub is None:
            raise errors.NotFound.resource()
        if sub.name in table.STREAMS:
            return await table.STREAMS[sub.name](call, one, incoming)
        if call.info.verb not in sub.verbs:
            raise errors.MethodNotSupported
        form = negotiation.choose(accept, transforms=True)
        call.body = await incoming.read()
        options.check(call.info.verb, call.info.query)
        verbs = table.VERBS.get(sub.name, VERBS)
        return response.of(call, verbs[call.info.verb](call, one), form)


def _placed(one: kind.Kind, info: request.RequestInfo) -> None:
    """Raises errors.NotFound for a path that has a namespace too many or too few."""
    if one.namespaced and not info.namespace:
        if info.verb == "create":
            raise errors.MethodNotSupported
        if info.name:
            raise errors.NotFound.resource()
    elif not one.namespaced and info.namespace and one.plural != "namespaces":
        raise errors.NotFound.resource()


def _demand(verbs: tuple[str, ...], info: request.RequestInfo) -> None:
    """Raises errors.MethodNotSupported for a verb that the resource lacks, or a name where none belongs."""
    if info.verb not in verbs or (info.verb == "create" and info.name):
        raise errors.MethodNotSupported
