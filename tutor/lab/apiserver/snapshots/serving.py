"""The way in for the lab's own parts: GET and PUT of the whole store on the trusted socket.

No path of Kubernetes: a listener that anyone else reaches does not serve it.
"""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from tutor.lab.apiserver import errors, response, state
from tutor.lab.apiserver.snapshots import restoring
from tutor.lab.apiserver.storage import entry

PATH = "/lab/snapshot"

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


def beside(held: state.State, others: Handler) -> Handler:
    """Answer PATH, and leave every other request to `others`.

    GET: {"version": n, "objects": […]}. PUT of such objects: what was changed, and the version after it.
    """

    async def answer(incoming: web.BaseRequest) -> web.StreamResponse:
        if incoming.path != PATH:
            return await others(incoming)
        try:
            if incoming.method == "GET":
                return _json({"version": held.store.version, "objects": restoring.dump(held)})
            if incoming.method == "PUT":
                return _json(_restored(held, await _body(incoming)))
            raise errors.MethodNotSupported
        except errors.ApiError as error:
            return response.failure(error, "")

    return answer


async def _body(incoming: web.BaseRequest) -> bytes:
    """All of it: what `read` of a request allows is less than a cluster."""
    return await incoming.content.read()


def _restored(held: state.State, body: bytes) -> entry.Object:
    try:
        wanted = json.loads(body)["objects"]
    except (ValueError, LookupError, TypeError) as error:
        raise errors.BadRequest("not a set of objects") from error
    if not isinstance(wanted, list):
        raise errors.BadRequest("not a list of objects")
    done = restoring.restore(held, wanted)
    return {**restoring.told(held, done), "version": held.store.version}


def _json(content: entry.Object) -> web.Response:
    return web.Response(body=entry.dumps(content), content_type="application/json")
