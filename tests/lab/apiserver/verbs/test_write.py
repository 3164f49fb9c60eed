"""create, update and patch, as any kind has them."""

import pytest

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest

DEPLOYMENT: resources.Object = {
    "metadata": {"name": "web", "namespace": "lab"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]},
        },
    },
}


async def test_a_generated_name_is_free(api: running.Api) -> None:
    """generateName gives a name with five letters more."""
    body = {"metadata": {"generateName": "gen-", "namespace": "lab"}}
    made = await api.client.create(resources.CONFIG_MAPS, body)
    assert made["metadata"]["name"].startswith("gen-")
    assert len(made["metadata"]["name"]) == len("gen-") + 5


async def test_a_write_that_changes_nothing_is_no_event(api: running.Api) -> None:
    """The version stays, for updates and for patches."""
    made = await api.client.create(resources.CONFIG_MAPS, running.config_map("a", k="1"))
    same = await api.client.update(resources.CONFIG_MAPS, made)
    patched = await api.client.patch(resources.CONFIG_MAPS, "a", {"data": {"k": "1"}}, "lab")
    versions = {one["metadata"]["resourceVersion"] for one in (made, same, patched)}
    assert len(versions) == 1


async def test_an_old_version_is_a_conflict(api: running.Api) -> None:
    """Whoever read before the last write must read again."""
    made = await api.client.create(resources.CONFIG_MAPS, running.config_map("a", k="1"))
    await api.client.patch(resources.CONFIG_MAPS, "a", {"data": {"k": "2"}}, "lab")
    with pytest.raises(
        rest.ApiError, match="the object has been modified; please apply your changes"
    ) as caught:
        await api.client.update(resources.CONFIG_MAPS, {**made, "data": {"k": "3"}})
    assert caught.value.code == 409


async def test_generation_counts_changes_of_the_spec(api: running.Api) -> None:
    """Labels and status leave it alone."""
    made = await api.client.create(resources.DEPLOYMENTS, DEPLOYMENT)
    assert made["metadata"]["generation"] == 1
    labelled = await api.client.patch(
        resources.DEPLOYMENTS, "web", {"metadata": {"labels": {"a": "b"}}}, "lab"
    )
    assert labelled["metadata"]["generation"] == 1
    scaled = await api.client.patch(resources.DEPLOYMENTS, "web", {"spec": {"replicas": 3}}, "lab")
    assert scaled["metadata"]["generation"] == 2
    status = {"status": {"replicas": 3}, "spec": {"replicas": 9}}
    told = await api.client.patch(resources.DEPLOYMENTS, "web", status, "lab", subresource="status")
    assert (told["metadata"]["generation"], told["spec"]["replicas"]) == (2, 3)
    assert told["status"] == {"replicas": 3}


async def test_scale_changes_replicas_only(api: running.Api) -> None:
    """By a merge patch, as `kubectl scale` does."""
    await api.client.create(resources.DEPLOYMENTS, DEPLOYMENT)
    body = {"spec": {"replicas": 4}}
    scale = await api.client.patch(resources.DEPLOYMENTS, "web", body, "lab", subresource="scale")
    assert (scale["kind"], scale["spec"], scale["status"]["selector"]) == (
        "Scale",
        {"replicas": 4},
        "app=web",
    )
    found = await api.client.get(resources.DEPLOYMENTS, "web", "lab")
    assert found["spec"]["replicas"] == 4


async def test_a_dry_run_leaves_no_trace(api: running.Api) -> None:
    """The answer is the object as it would be; nothing is stored."""
    path = resources.CONFIG_MAPS.path("lab")
    body = {"apiVersion": "v1", "kind": "ConfigMap", **running.config_map("a")}
    made = await api.client.request("POST", path, body=body, params={"dryRun": "All"})
    assert "resourceVersion" not in made["metadata"]
    assert (await api.client.list(resources.CONFIG_MAPS, "lab"))["items"] == []


async def test_all_mistakes_are_told_at_once(api: running.Api) -> None:
    """One 422 names every field."""
    bad = {
        "metadata": {"name": "Bad_Name", "namespace": "lab"},
        "spec": {**DEPLOYMENT["spec"], "replicas": -1},
    }
    with pytest.raises(rest.ApiError) as caught:
        await api.client.create(resources.DEPLOYMENTS, bad)
    fields = [cause["field"] for cause in caught.value.status["details"]["causes"]]
    assert fields == ["metadata.name", "spec.replicas"]


async def test_immutable_fields_stay(api: running.Api) -> None:
    """A Deployment's selector, a ConfigMap that says so."""
    await api.client.create(resources.DEPLOYMENTS, DEPLOYMENT)
    other = {
        "spec": {
            "selector": {"matchLabels": {"app": "x"}},
            "template": {"metadata": {"labels": {"app": "x"}}},
        }
    }
    with pytest.raises(rest.ApiError, match=r"spec\.selector: Invalid value: .*: field is immutable"):
        await api.client.patch(resources.DEPLOYMENTS, "web", other, "lab")
    await api.client.create(resources.CONFIG_MAPS, {**running.config_map("a", k="1"), "immutable": True})
    with pytest.raises(rest.ApiError, match="data: Forbidden: field is immutable when `immutable` is set"):
        await api.client.patch(resources.CONFIG_MAPS, "a", {"data": {"k": "2"}}, "lab")


async def test_secrets_encode_plain_text(api: running.Api) -> None:
    """stringData ends up in data and is never given back."""
    body = {"metadata": {"name": "s", "namespace": "lab"}, "stringData": {"user": "admin"}}
    made = await api.client.create(resources.SECRETS, body)
    assert made["data"] == {"user": "YWRtaW4="}
    assert "stringData" not in made
    assert made["type"] == "Opaque"


async def test_pages_show_the_list_as_it_was_at_the_first(api: running.Api) -> None:
    """A change between two pages does not show in the second."""
    for name in "abcd":
        await api.client.create(resources.CONFIG_MAPS, running.config_map(name))
    path = resources.CONFIG_MAPS.path("lab")
    first = await api.client.request("GET", path, params={"limit": "2"})
    assert first["metadata"]["remainingItemCount"] == 2
    await api.client.delete(resources.CONFIG_MAPS, "c", "lab")
    more = {"limit": "2", "continue": first["metadata"]["continue"]}
    second = await api.client.request("GET", path, params=more)
    assert [one["metadata"]["name"] for one in second["items"]] == ["c", "d"]
    assert "continue" not in second["metadata"]


async def test_a_page_that_is_too_old_offers_to_go_on(api: running.Api) -> None:
    """410 with a token for the present, from where the last page ended."""
    for name in "abc":
        await api.client.create(resources.CONFIG_MAPS, running.config_map(name))
    path = resources.CONFIG_MAPS.path("lab")
    first = await api.client.request("GET", path, params={"limit": "1"})
    for count in range(1100):
        api.server.state.store.put(("", "configmaps"), running.config_map("c", k=str(count)))
    with pytest.raises(rest.ApiError, match="too old to display a consistent list result") as caught:
        await api.client.request("GET", path, params={"continue": first["metadata"]["continue"]})
    assert caught.value.reason == "Expired"
    rest_of_it = {"continue": caught.value.status["metadata"]["continue"]}
    found = await api.client.request("GET", path, params=rest_of_it)
    assert [one["metadata"]["name"] for one in found["items"]] == ["b", "c"]


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        (
            {"continue": "a!b"},
            400,
            "invalid continue token: continue key is not valid: illegal base64 data at input byte 1",
        ),
        (
            {"continue": "bad"},
            400,
            "invalid continue token: continue key is not valid: invalid character 'm' looking for beginning of value",
        ),
        (
            {"resourceVersion": "abc"},
            500,
            'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc"',
        ),
        ({"labelSelector": "a=b=c"}, 400, "found '=', expected: ',' or 'end of string'"),
        ({"fieldSelector": "spec.x=1"}, 400, "field label not supported: spec.x"),
        ({"resourceVersion": "99999999"}, 504, "Too large resource version: 99999999"),
    ],
)
async def test_bad_lists_are_refused(api: running.Api, query: dict[str, str], code: int, words: str) -> None:
    """Each in the real words, with the real code."""
    with pytest.raises(rest.ApiError) as caught:
        await api.client.request("GET", resources.CONFIG_MAPS.path("lab"), params=query)
    assert caught.value.code == code
    assert words in str(caught.value)
