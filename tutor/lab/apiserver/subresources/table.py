"""Which subresource is served by what."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from tutor.lab.apiserver import state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.streaming import attach, logs, proxy
from tutor.lab.apiserver.subresources import binding, eviction, scale, token
from tutor.lab.apiserver.verbs import answer

Verb = Callable[[state.Call, kind.Kind], answer.Answer]
Stream = Callable[[state.Call, kind.Kind, web.BaseRequest], Awaitable[web.StreamResponse]]

VERBS: Mapping[str, Mapping[str, Verb]] = {
    "scale": {"get": scale.get, "update": scale.update, "patch": scale.patch},
    "binding": {"create": binding.create},
    "eviction": {"create": eviction.create},
    "token": {"create": token.create},
}
STREAMS: Mapping[str, Stream] = {
    "log": logs.serve,
    "exec": attach.serve,
    "attach": attach.serve,
    "portforward": attach.forward,
    "proxy": proxy.serve,
}
