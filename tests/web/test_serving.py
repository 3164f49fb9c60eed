"""`k8stutor serve` as a process: what it prints, what it refuses, and that nothing is left of it, however it ends."""

import asyncio
import contextlib
import datetime
import ipaddress
import os
import re
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.web import serving_fake
from tutor.base import errors
from tutor.lab import launch
from tutor.web import leftovers, served, serving, tls

SERVE = f"""
import sys
from tutor.web import served, serving
what = served.Served((), "the fake", program={serving_fake.PROGRAM!r})
serving.run(serving.Options(what, "en", port=int(sys.argv[1])), lambda text: print(text, flush=True))
"""


@contextlib.asynccontextmanager
async def served_by_a_process() -> AsyncIterator[tuple[asyncio.subprocess.Process, str, dict[str, str]]]:
    """A server of its own, its address, and the environment of the one visitor who is there."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVE, "0"), stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stdout is not None
        said = ""
        while not (found := re.search(r"http\S+", said)):
            line = await asyncio.wait_for(process.stdout.readline(), 20)
            assert line, said
            said += line.decode()
        async with serving_fake.Visitor(serving_fake.Running(found[0], 0, [])) as visitor:
            await visitor.enter()
            async with visitor.page() as page:
                await page.drawn()
                yield process, found[0], await page.environment()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_it_and_every_visitor(number: signal.Signals) -> None:
    """By itself and for good: no process, no folder."""
    async with served_by_a_process() as (process, _, env):
        gone = serving_fake.pids(env["HOME"])
        process.send_signal(number)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        await serving_fake.until_dead(*gone, limit=5)
        assert serving_fake.folders() == []


@pytest.mark.lab
async def test_a_killed_server_leaves_no_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """The janitor beside it ends the lab and removes the folder; nobody has to start anything again."""
    async with served_by_a_process() as (process, _, env):
        lab = env["K8STUTOR_LAB"]
        monkeypatch.setenv("K8STUTOR_LAB", lab)
        await asyncio.to_thread(launch.up, lambda _: None)
        assert lab in launch.running()  # beside that of the other tests
        left = serving_fake.pids(env["HOME"])
        process.kill()
        try:
            async with asyncio.timeout(90):
                while serving_fake.folders():
                    await asyncio.sleep(0.05)
            assert lab not in launch.running()
        finally:
            for pid in left:  # the fake's own programs, which no janitor knows
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def test_what_a_dead_server_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    """Where the janitor was killed with it; what a running server has stays."""
    with leftovers.guarded() as running:
        dead = running.with_name("web-dead")
        dead.mkdir(mode=0o700)
        (dead / leftovers.LOCK).touch()
        (dead / "1").mkdir()
        assert leftovers.remove() == ["web-dead"]
        assert not dead.exists()
        assert running.is_dir()
        assert leftovers.remove() == []
    assert serving_fake.folders() == []


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"bind": "0.0.0.0"}, "other machines would reach 0.0.0.0"),
        ({"bind": "host.example"}, "other machines would reach host.example"),
        ({"certificate": Path("x")}, "a certificate and its key belong together"),
        ({"certificate": Path("x"), "key": Path("y")}, "x and y are no certificate with its key"),
    ],
)
def test_what_is_not_meant_is_refused(options: dict[str, object], what: str) -> None:
    """Before anything is served."""
    wanted = serving.Options(served.Served((), "t"), "en")._replace(**options)  # type: ignore[arg-type]
    with pytest.raises(errors.UsageError, match=what):
        serving.run(wanted, lambda _: None)


OPEN: dict[str, Any] = {"bind": "0.0.0.0", "exposed": True}


def test_root_does_not_open_labs_to_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lab of root's holds off accidents only; nothing is prepared before that is said, and nothing is served."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    wanted, prepared = serving.Options(served.Served((), "t"), "en", **OPEN), list[str]()
    with pytest.raises(errors.UsageError, match=r"as root nothing is served at 0\.0\.0\.0") as refused:
        serving.run(wanted, lambda _: None, lambda: prepared.append("tools"))
    assert prepared == []
    assert "ordinary user" in refused.value.todo
    assert "--as-root" in refused.value.todo


@pytest.mark.parametrize(
    ("user", "apart", "options"),
    [
        (1000, True, OPEN),
        (0, True, {**OPEN, "as_root": True}),
        (0, True, {"bind": "127.0.0.1", "exposed": True}),
        (0, False, OPEN),  # a console has no shell
    ],
)
def test_others_may_serve(
    monkeypatch: pytest.MonkeyPatch, user: int, apart: bool, options: dict[str, Any]
) -> None:
    """An ordinary user, root who insists, and root for this machine alone."""
    monkeypatch.setattr(os, "geteuid", lambda: user)
    serving.check(serving.Options(served.Served((), "t", apart=apart), "en", **options))


async def test_a_port_that_is_taken_is_told() -> None:
    """With what to do."""
    async with serving_fake.running() as server:
        port = int(server.origin.rpartition(":")[2])
        with pytest.raises(errors.EnvironmentLacks, match=f"nothing can be served at 127.0.0.1:{port}"):
            async with serving_fake.running(port=port):
                pass


async def test_over_tls_the_cookie_goes_nowhere_else(tmp_path: Path) -> None:
    """The certificate's names are the server's; the cookie is Secure and of this host alone."""
    certificate, key = _certificate(tmp_path)
    wanted = serving.Options(
        served.Served((), "t", program=serving_fake.PROGRAM), "en", certificate=certificate, key=key
    )
    async with serving.opened(wanted, tls.context(certificate, key), end_lab=str) as (url, _):
        assert url.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=certificate)
        async with aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), connector=aiohttp.TCPConnector(ssl=trusting)
        ) as client:
            async with client.get(url, headers={"Host": "class.example"}) as answer:
                assert answer.status == 200
                cookie = answer.headers["Set-Cookie"]
            assert cookie.startswith("__Host-k8stutor-")
            assert "; Secure" in cookie
            async with client.get(url) as answer:
                assert answer.status == 200
            async with client.get(url.partition("?")[0]) as answer:
                assert "wss://127.0.0.1:" in await answer.text()


def test_a_wildcard_is_nobody_s_name(tmp_path: Path) -> None:
    """Any name below it might be another's."""
    assert tls.host_names(_certificate(tmp_path)[0]) == ["class.example"]


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "class")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("class.example"), x509.DNSName("*.example")]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([*names, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    os.chmod(private, 0o600)
    return certificate, private
