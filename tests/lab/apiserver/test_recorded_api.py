"""Raw HTTP requests and answers recorded from a real 1.36 API server, replayed in order."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
import yarl

from tests.lab.apiserver import running
from tests.replay import rates

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "api_1.36.json").read_text()
)["cases"]
LEAST_RATE = 0.95

NEEDS_CONTROLLERS = "the answer shows what the deployment controller did"
EXCEPTIONS = {
    "A077": NEEDS_CONTROLLERS,
    "A078": NEEDS_CONTROLLERS,
    "A079": NEEDS_CONTROLLERS,
    "A123": NEEDS_CONTROLLERS,
    "A124": NEEDS_CONTROLLERS,
}
"""Cases that are sent, for those that follow, but not compared: no controllers run here."""

_RULES = (
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uid>"),
    (r"kube-api-access-[a-z0-9]{5}", "kube-api-access-<r>"),
    (r"\bgen-[a-z0-9]{5}\b", "gen-<r>"),
    (r"\b10\.(9[6-9]|1[01]\d)\.\d+\.\d+", "<address>"),
    (r'"resourceVersion": ?"\d+"', '"resourceVersion":"<rv>"'),
    (r"\(\d+\) does not match the ResourceVersion in record \(\d+\)", "(<rv>)"),
    (r"current: \d+", "current: <rv>"),
    (r'resourceVersion: "\d+"', 'resourceVersion: "<rv>"'),
    (r'"continue":"[^"]+"', '"continue":"<c>"'),
    (r'"cells":\["([^"]+)",(\d+),"\d+s"\]', r'"cells":["\1",\2,"<age>"]'),
)
_UNSAID = {"remainingItemCount", "description"}
"""Left out of the comparison: a number that counts controllers' objects, and prose that belongs to its authors."""
_CONTROLLERS_OWN = {"kube-root-ca.crt"}
"""Objects that a controller manager makes; none runs here."""


def _normal(text: str) -> str:
    for pattern, put in _RULES:
        text = re.sub(pattern, put, text)
    return text


def _without_controllers(value: Any) -> Any:
    """A body less the objects and numbers that only a controller manager brings about."""
    if isinstance(value, dict):
        if isinstance(items := value.get("items"), list):
            value = {**value, "items": [one for one in items if not _is_theirs(one)]}
        if isinstance(rows := value.get("rows"), list):
            value = {**value, "rows": [one for one in rows if not _is_theirs(one.get("object") or {})]}
        return {key: _without_controllers(one) for key, one in value.items() if key not in _UNSAID}
    return [_without_controllers(one) for one in value] if isinstance(value, list) else value


def _is_theirs(obj: dict[str, Any]) -> bool:
    return (obj.get("metadata") or {}).get("name") in _CONTROLLERS_OWN


def _comparable(text: str) -> Any:
    normal = _normal(text)
    try:
        return _without_controllers(json.loads(normal))
    except ValueError:
        pass
    lines = [line for line in normal.splitlines() if line]
    if lines and all(line.startswith("{") for line in lines):
        events = [json.loads(line) for line in lines]
        return [event for event in events if not _is_theirs(event["object"])]
    if normal.startswith("apiVersion:"):
        return yaml.safe_load(normal)
    return normal


class Replay:
    """Sends the recorded requests, with the versions of this server in place of the recorded ones."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base
        self._versions: dict[str, str] = {}
        self._tokens: dict[str, str] = {}

    def _translated(self, text: str) -> str:
        for recorded, ours in self._tokens.items():
            text = text.replace(recorded, ours)
        return re.sub(
            r'("resourceVersion": ?"|resourceVersion=)(\d+)',
            lambda found: found[1] + self._versions.get(found[2], found[2]),
            text,
        )

    async def send(self, case: dict[str, Any]) -> tuple[int, str, dict[str, str]]:
        """One case; gives status, body and headers."""
        headers = dict(case["request_headers"])
        token = headers.pop("Authorization", "")
        if token:
            headers["Authorization"] = token.replace("<admin>", running.ADMIN).replace(
                "<alice>", running.ALICE
            )
        body = case["request_body"]
        data = None if body is None else self._translated(body).encode()
        url = self._base + self._translated(case["path"])
        async with self._session.request(
            case["method"],
            yarl.URL(url, encoded=True),
            data=data,
            headers=headers,
            skip_auto_headers=("User-Agent", "Content-Type", "Accept"),
        ) as answer:
            text = (await answer.read()).decode(errors="replace")
            self._learn(case["body"] or "", text)
            return answer.status, text, dict(answer.headers)

    def _learn(self, recorded: str, ours: str) -> None:
        for key, known in (("resourceVersion", self._versions), ("continue", self._tokens)):
            pattern = rf'"{key}": ?"([^"]+)"'
            theirs, mine = re.findall(pattern, recorded), re.findall(pattern, ours)
            if len(theirs) == len(mine):
                known.update(zip(theirs, mine, strict=True))


@pytest.mark.vectors
async def test_answers_as_the_real_server_does(
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """Status, body and the headers that matter agree with the recording."""
    failed: list[str] = []
    skipped = 0
    async with running.serving() as (_, base), aiohttp.ClientSession() as session:
        replay = Replay(session, base)
        for case in CASES:
            status, body, headers = await asyncio.wait_for(replay.send(case), 20)
            if case["stability"] == "varies" or case["id"] in EXCEPTIONS:
                skipped += 1
                continue
            if problem := _difference(case, status, body, headers):
                failed.append(f"{case['id']} {case['name']}: {problem}")
    asserted = len(CASES) - skipped
    rates.counted(request, "API", asserted - len(failed), asserted, skipped)
    with capsys.disabled():
        print(f"\nrecorded API cases: {asserted - len(failed)}/{asserted} agree, {skipped} not asserted")
        for line in failed:
            print(f"  {line}")
    assert len(failed) <= asserted * (1 - LEAST_RATE)


def _difference(case: dict[str, Any], status: int, body: str, headers: dict[str, str]) -> str:
    if status != case["status"]:
        return f"status {status}, recorded {case['status']}: {body[:300]}"
    for name in ("Content-Type", "Warning", "Retry-After"):
        if headers.get(name) != case["headers"].get(name):
            return f"{name} {headers.get(name)!r}, recorded {case['headers'].get(name)!r}"
    ours, theirs = _comparable(body), _comparable(case["body"] or "")
    if ours != theirs:
        return _where(ours, theirs, "")
    return ""


def _where(ours: Any, theirs: Any, path: str) -> str:
    """The first place where two bodies differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in [*theirs, *(key for key in ours if key not in theirs)]:
            if ours.get(key) != theirs.get(key):
                return _where(ours.get(key), theirs.get(key), f"{path}.{key}")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            if mine != other:
                return _where(mine, other, f"{path}[{index}]")
    return f"{path}: {str(ours)[:500]!r}, recorded {str(theirs)[:500]!r}"
