"""What keeps a class out of somebody else's cluster is said in words, with whom to ask for what."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from tests import ports
from tests.workshop import classroom, theirs
from tests.workshop.test_foreign import options
from tutor.base import errors
from tutor.cli import main
from tutor.workshop import (
    authority,
    certificate,
    code,
    connection,
    failures,
    foreign,
    founding,
    hosting,
    joining,
    nkeys,
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


async def refused(wanted: founding.Options) -> errors.TutorError:
    """Why the class is not opened."""
    with pytest.raises(errors.TutorError) as caught:
        async with hosting.opened(wanted):
            pass
    return caught.value


def changed(wanted: founding.Options, **more: Any) -> founding.Options:
    """With something else said of the account."""
    assert wanted.account
    return wanted._replace(account=dataclasses.replace(wanted.account, **more))


async def test_an_account_that_the_cluster_does_not_know(tmp_path: Path) -> None:
    """Nor is it remembered: said rightly, the class opens."""
    async with theirs.running(tmp_path / "theirs") as cluster:
        wanted, other = options(cluster), nkeys.Key.new("A")
        for account, seed in (
            (other.public, other.seed),
            (cluster.signing.public, cluster.signing.seed),
            (cluster.account.public, other.seed),
        ):
            error = await refused(changed(wanted, id=account, seed=seed))
            assert error.what == f"the cluster refuses the account {account}"
            assert "nsc push" in error.todo
            assert "--account-id" in error.todo
            assert authority.load(authority.folder(classroom.CLASS)) is None
        async with hosting.opened(wanted):
            pass


@pytest.mark.parametrize(
    "how",
    [{"streams": 0, "disk_storage": 0, "mem_storage": 0, "consumer": 0}, {"store": False}],
    ids=["account", "cluster"],
)
async def test_jetstream_that_is_not_enabled(tmp_path: Path, how: dict[str, Any]) -> None:
    """For the account, or for nobody."""
    async with theirs.running(tmp_path / "theirs", **how) as cluster:
        error = await refused(options(cluster))
        assert error.what == f"JetStream is not enabled for the account {cluster.account.public}"
        assert "--js-streams 6" in error.todo


@pytest.mark.parametrize(
    ("limits", "why"), [({"streams": 2}, "maximum number of streams"), ({"disk_storage": 1}, "")]
)
async def test_limits_that_are_reached(tmp_path: Path, limits: dict[str, int], why: str) -> None:
    """With the cluster's own word for it, if it has one."""
    more = {"max_bytes_required": True} if not why else {}
    async with theirs.running(tmp_path / "theirs", **limits, **more) as cluster:
        error = await refused(options(cluster))
        assert error.what == f"the cluster keeps no streams for the account {cluster.account.public}"
        assert why in error.why
        assert "three streams" in error.todo


async def test_more_servers_than_there_are(tmp_path: Path) -> None:
    """Streams can't be on two servers if there is one."""
    async with theirs.running(tmp_path / "theirs") as cluster:
        wanted = options(cluster)
        named = (*wanted.servers, wanted.servers[0].replace("127.0.0.1", "localhost"))
        error = await refused(changed(wanted, servers=named))
        assert "replicas" in error.why


async def test_connections_that_are_too_many(tmp_path: Path) -> None:
    """A learner is told whose limit it is, and waits."""
    async with theirs.running(tmp_path / "theirs", conn=2) as cluster:
        async with hosting.opened(options(cluster)) as hosted:
            ann = await joining.join(code.decode(hosted.join_code), "Ann")
            other = await _connected(cluster.owner())
            with pytest.raises(errors.EnvironmentLacks, match="takes no more connections") as caught:
                await ann.link.connect()
            assert not failures.is_refusal(caught.value.__cause__)
            await other.close()


async def _connected(link: connection.Link) -> Client:
    """Once the server has noticed that those before have gone."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(errors.EnvironmentLacks):
                return await link.connect()


async def test_a_certificate_of_another_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By host and by learner; one that the system trusts is trusted."""
    (tmp_path / "other").mkdir()
    other = theirs._certificates(tmp_path / "other").read_text()
    async with theirs.running(tmp_path / "theirs") as cluster:
        wanted = options(cluster)
        for authorities in (other, certificate.SYSTEM):
            error = await refused(changed(wanted, authorities=authorities))
            assert "can't be trusted" in error.what
            assert "--ca FILE" in error.todo
        monkeypatch.setenv("SSL_CERT_FILE", str(cluster.ca))
        async with hosting.opened(changed(wanted, authorities=certificate.SYSTEM)) as hosted:
            ann = await joining.join(code.decode(hosted.join_code), "Ann")
            await (await ann.link.connect()).close()
        with pytest.raises(errors.EnvironmentLacks, match="can't be trusted"):
            await dataclasses.replace(ann, authorities=other).link.connect()


async def test_a_certificate_of_another_name(tmp_path: Path) -> None:
    """Whoever has some certificate of the same authority is not the cluster."""
    async with theirs.running(tmp_path / "theirs") as cluster:
        wanted = options(cluster)
        elsewhere = (wanted.servers[0].replace("127.0.0.1", "127.1"),)
        error = await refused(changed(wanted, servers=elsewhere))
        assert "can't be trusted" in error.what
        assert "127.1" in error.why


async def test_a_server_without_tls(tmp_path: Path) -> None:
    """On loopback too."""
    async with theirs.running(tmp_path / "theirs", tls="none") as cluster:
        error = await refused(options(cluster))
        assert "offers no TLS" in error.what


async def test_whoever_takes_tls_away_hears_nothing(tmp_path: Path) -> None:
    """The client alone would go on without, and show its token."""
    heard: list[bytes] = []

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said = {
            "server_id": "x",
            "nonce": "abc",
            "auth_required": True,
            "tls_required": False,
            "max_payload": 9,
        }
        writer.write(b"INFO " + json.dumps(said).encode() + b"\r\n")
        heard.append(await reader.read())
        writer.close()

    (tmp_path / "other").mkdir()
    ca = theirs._certificates(tmp_path / "other").read_text()
    async with await asyncio.start_server(greet, "127.0.0.1", 0) as between:
        port = between.sockets[0].getsockname()[1]
        link = _stranger()._replace(servers=(f"127.0.0.1:{port}",), authorities=ca)
        with pytest.raises(errors.EnvironmentLacks, match="offers no TLS"):
            await link.connect()
        async with asyncio.timeout(10):
            while not heard:
                await asyncio.sleep(0.01)
    assert heard == [b""]


def _stranger() -> connection.Link:
    of = authority.found(classroom.CLASS, "", "127.0.0.1", 1)
    return hosting.instructor(of)


async def test_nobody_there(tmp_path: Path) -> None:
    """Neither is anything kept of it."""
    cluster = theirs.Cluster(tmp_path / "theirs")
    assert "does not answer" in (await refused(options(cluster))).what
    assert authority.load(authority.folder(classroom.CLASS)) is None


def _without(wanted: founding.Options) -> founding.Options:
    return wanted._replace(account=None)


def _other(wanted: founding.Options) -> founding.Options:
    other = nkeys.Key.new("A")
    return changed(wanted, id=other.public, seed=other.seed)


@pytest.mark.parametrize("change", [_without, _other])
def test_a_class_stays_in_its_account(
    tmp_path: Path, change: Callable[[founding.Options], founding.Options]
) -> None:
    """Those who have joined could not follow; another key of it, other addresses, or nothing said will do."""
    cluster = theirs.Cluster(tmp_path / "theirs")
    wanted = options(cluster)
    founding.prepare(wanted)
    with pytest.raises(errors.UsageError, match=f"lives in the account {cluster.account.public}"):
        founding.prepare(change(wanted))
    assert founding.prepare(wanted._replace(servers=(), account=None)).abroad == wanted.account
    moved = changed(options(cluster, signing=True), servers=("nats.example:4222",))
    assert founding.prepare(moved).abroad == moved.account


def test_a_class_of_ones_own_stays_ones_own(tmp_path: Path) -> None:
    """Nor does a folder from before there were accounts lead anywhere else."""
    cluster = theirs.Cluster(tmp_path / "theirs")
    wanted = options(cluster)
    file = authority.folder(classroom.CLASS) / authority.FILE
    founding.prepare(wanted._replace(servers=(), account=None))
    old = json.loads(file.read_text())
    del old["abroad"]
    file.write_text(json.dumps(old))
    with pytest.raises(errors.UsageError, match="was begun without --account"):
        founding.prepare(wanted)
    assert founding.prepare(wanted._replace(servers=(), account=None)).abroad is None


def _seed(kind: nkeys.Kind) -> str:
    return nkeys.Key.new(kind).seed


@pytest.mark.parametrize(
    "written",
    [_seed("O"), _seed("U"), nkeys.Key.new("A").public, f"{_seed('A')[:-1]}!"],
    ids=["operator", "user", "public", "broken"],
)
def test_what_is_no_seed_of_an_account(tmp_path: Path, written: str) -> None:
    """Is never shown, for it may be a key all the same."""
    file = tmp_path / "key.nk"
    file.write_text(written)
    with pytest.raises(errors.UsageError, match="no seed of an account in") as caught:
        foreign.read(file, "", ("a:1",), None)
    assert written not in errors.render(caught.value)


def test_what_else_can_be_wrong_with_an_account(tmp_path: Path) -> None:
    """Is said before anything is called."""
    cluster = theirs.Cluster(tmp_path / "theirs")
    seed, no_ca = cluster.seed(cluster.account), tmp_path / "no.pem"
    no_ca.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    many = tmp_path / "many.pem"
    many.write_text(cluster.ca.read_text() * 99)
    for words, call in (
        ("can't be read", (tmp_path / "none", "", ("a:1",), None)),
        ("is no account's public key", (seed, "AXXX", ("a:1",), None)),
        ("is no account's public key", (seed, nkeys.Key.new("U").public, ("a:1",), None)),
        ("is no address of a server", (seed, "", ("a_b:1",), None)),
        ("more than a learner is told", (seed, "", tuple(f"a:{n}" for n in range(1, 18)), None)),
        ("no certificate in", (seed, "", ("a:1",), no_ca)),
        ("no certificate in", (seed, "", ("a:1",), seed)),
        ("too many certificates in", (seed, "", ("a:1",), many)),
    ):
        with pytest.raises(errors.UsageError, match=words):
            foreign.read(*call)


def test_learners_are_told_certificates_and_nothing_else(tmp_path: Path) -> None:
    """A file of an authority's may hold its key as well."""
    cluster = theirs.Cluster(tmp_path / "theirs")
    both = tmp_path / "both.pem"
    both.write_text((tmp_path / "theirs" / "node.key").read_text() + cluster.ca.read_text())
    found = foreign.read(cluster.seed(cluster.account), "", ("a:1",), both)
    assert found.authorities == cluster.ca.read_text()


def test_the_words_of_the_call_belong_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In both languages."""
    call = ["workshop", "host", classroom.CLASS, "--headless", "--port", str(ports.free()[0])]
    assert main.main([*call, "--account", str(tmp_path / "x")]) == errors.WRONG_USAGE
    assert "--account needs --nats" in capsys.readouterr().err
    for more in (["--account-id", "A"], ["--ca", "x"]):
        assert main.main([*call, "--nats", "a:1", *more, "--lang", "ko"]) == errors.WRONG_USAGE
        assert "--account" in capsys.readouterr().err
    assert main.main([*call, "--nats", "a:1", "--account", str(tmp_path / "x")]) == errors.WRONG_USAGE
    assert "can't be read" in capsys.readouterr().err
