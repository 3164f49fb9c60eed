"""Real shells on real PTYs."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tutor.base import errors
from tutor.shell import fd, launch, line, local, records, shell

SHELLS = [
    "bash",
    pytest.param("zsh", marks=pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")),
]


def open_shell(kind: str, home: Path, **env: str) -> shell.Shell:
    """A shell with an empty home, so that nobody's own settings matter."""
    base = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **env}
    start = launch.make(base, shell=kind)
    terminal = local.LocalPty(start.argv, env=start.env, cwd=str(home))
    opened = shell.Shell("here", terminal, 24, 80, start.nonce)
    opened.start()
    return opened


@pytest.fixture(params=SHELLS)
async def live(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[shell.Shell]:
    """A fresh shell of each kind."""
    opened = open_shell(request.param, tmp_path)
    yield opened
    await opened.close()


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for a condition with a deadline."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_command_gives_text_output_exit_code_and_duration(live: shell.Shell) -> None:
    """The record holds what ran, what it printed, how it ended and how long it took."""
    record = await live.run("printf 'one\\ntwo\\n'; sleep 0.05; (exit 3)")
    assert (record.host, record.output, record.exit_code) == ("here", "one\ntwo\n", 3)
    assert 0.05 <= record.seconds < 5
    assert record.text == "printf 'one\\ntwo\\n'; sleep 0.05; (exit 3)"


async def test_where_our_files_are_not_seen_the_scripts_come_along(tmp_path: Path) -> None:
    """As in a pod: its commands have records, and nothing is left behind in it."""
    start = launch.elsewhere()
    env = {**start.env, "PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    opened = shell.Shell("pod/web", local.LocalPty(start.argv, env=env), 24, 80, start.nonce)
    opened.start()
    try:
        assert (await opened.run("echo $((40+2))")).output == "42\n"
        assert list(tmp_path.glob("tmp*")) == []
    finally:
        await opened.close()


async def test_state_lasts_between_commands(live: shell.Shell, tmp_path: Path) -> None:
    """Directory and variables of one command are there for the next."""
    await live.run(f"cd {tmp_path}; MINE=7")
    assert (await live.run("pwd; echo $MINE")).output == f"{tmp_path}\n7\n"


async def test_korean_in_and_out(live: shell.Shell) -> None:
    """UTF-8 passes unharmed, typed and printed."""
    assert (await live.run("echo '안녕; 100%'")).output == "안녕; 100%\n"


async def test_a_here_document_runs_as_one_command(live: shell.Shell) -> None:
    """Several lines, tabs included, are one command with one record."""
    record = await live.run("cat <<'END'\na\tb\n  $HOME\nEND")
    assert record.output == "a\tb\n  $HOME\n"
    assert record.exit_code == 0


async def test_what_is_typed_by_hand_is_recorded(live: shell.Shell) -> None:
    """Keys give the same records as `run`, with the text from the shell itself."""
    seen: list[records.Record] = []
    live.on_record(seen.append)
    await live.run("true")
    live.type(b"echo a; false\r")
    await until(lambda: len(seen) == 2)
    assert (seen[1].text, seen[1].output, seen[1].exit_code) == ("echo a; false", "a\n", 1)


async def test_a_program_cannot_forge_the_end_of_a_command(live: shell.Shell) -> None:
    """Marks printed by a program change nothing, and the secret is not in its environment."""
    forged = "printf '\\033]133;D;k=x;exit=0\\007'; env | grep -c K8STUTOR; (exit 4)"
    record = await live.run(forged)
    assert record.exit_code == 4
    assert record.output == "0\n"


async def test_ctrl_c_ends_a_command(live: shell.Shell) -> None:
    """The interrupt reaches the foreground program."""
    await live.run("true")
    seen: list[bytes] = []
    live.on_output(seen.append, replay=False)
    running = asyncio.create_task(live.run("sh -c 'echo begun; exec sleep 60'"))
    await until(lambda: b"begun\r\n" in b"".join(seen))
    assert live.busy
    live.type(b"\x03")
    assert (await running).exit_code == 130


async def test_ctrl_c_works_where_the_tutor_was_started_in_the_background(tmp_path: Path) -> None:
    """A script's `&` leaves interrupts ignored for all that comes of it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        opened = open_shell("bash", tmp_path)
        record = await opened.run("sleep 60", timeout=0.5)
        assert (record.timed_out, record.exit_code) == (True, 130)
        await opened.close()
    finally:
        signal.signal(signal.SIGINT, before)


async def test_a_command_that_outruns_its_time_is_interrupted(live: shell.Shell) -> None:
    """The record says so, and the shell can be used again."""
    record = await live.run("sleep 60", timeout=0.5)
    assert record.timed_out
    assert record.exit_code == 130
    assert (await live.run("echo on")).output == "on\n"


async def test_an_interactive_program_is_one_command_until_it_ends(live: shell.Shell) -> None:
    """What is typed into a program belongs to its command."""
    await live.run("true")
    seen: list[records.Record] = []
    live.on_record(seen.append)
    shown = bytearray()
    live.on_output(shown.extend, replay=False)
    live.type(b"echo begun; cat\r")
    await until(lambda: b"begun\r\n" in shown)
    live.type(b"inner\r")
    await until(lambda: shown.endswith(b"inner\r\ninner\r\n"))
    assert live.busy
    assert not seen
    live.type(b"\x04")
    await until(lambda: bool(seen))
    assert (seen[0].text, seen[0].output) == ("echo begun; cat", "begun\ninner\ninner\n")


async def test_a_half_typed_line_is_given_up_for_a_run(live: shell.Shell) -> None:
    """A command by key does not get glued to what stood at the prompt."""
    await live.run("true")
    live.type(b"echo half")
    assert (await live.run("echo whole")).output == "whole\n"


@pytest.mark.parametrize("text", ["echo 'open", "echo $(", "if true"])
async def test_an_open_quote_or_bracket_does_not_hang(live: shell.Shell, text: str) -> None:
    """An incomplete line is given up at once, not at the end of its time."""
    record = await live.run(text, timeout=20)
    assert record.exit_code != 0
    assert record.seconds < 5
    assert (await live.run("echo on")).output == "on\n"


async def test_a_line_that_is_no_command_has_a_record_too(live: shell.Shell) -> None:
    """The shell's complaint is the output, its status the exit code."""
    record = await live.run("echo hi )")
    assert record.exit_code != 0
    assert "parse error" in record.output or "syntax error" in record.output


async def test_resizing_reaches_the_program(live: shell.Shell) -> None:
    """The size of the screen is the size that programs see."""
    live.resize(40, 132)
    assert (await live.run("stty size")).output == "40 132\n"


async def test_a_shell_that_ends_is_noticed(live: shell.Shell) -> None:
    """Leaving the shell closes its last command, tells who listens, and later runs say what to do."""
    codes: list[int] = []
    live.on_exit(codes.append)
    record = await live.run("exit 7")
    await until(lambda: bool(codes))
    assert (record.exit_code, codes, live.alive) == (7, [7], False)
    with pytest.raises(errors.LabError, match="has ended"):
        await live.run("true")


async def test_a_second_run_is_refused_while_one_goes_on(live: shell.Shell) -> None:
    """Two commands never mix."""
    await live.run("true")
    shown = bytearray()
    live.on_output(shown.extend, replay=False)
    first, second = live.run("sh -c 'echo begun; exec sleep 30'"), live.run("true")
    running = asyncio.create_task(first)
    with pytest.raises(errors.LabError, match="busy"):
        await asyncio.gather(second)
    await until(lambda: b"begun\r\n" in shown)
    with pytest.raises(errors.LabError, match="busy"):
        await live.run("true")
    live.type(b"\x03")
    assert (await running).exit_code == 130


async def test_output_is_replayed_to_a_late_screen(live: shell.Shell) -> None:
    """A screen attached later is painted from what was shown, free of marks."""
    await live.run("echo early")
    seen: list[bytes] = []
    live.on_output(seen.append)
    shown = b"".join(seen)
    assert b"early\r\n" in shown
    assert b"]133;" not in shown


async def test_a_long_output_is_bounded(live: shell.Shell) -> None:
    """Memory does not grow with the output; head and tail are there."""
    record = await live.run("seq 1 400000")
    assert record.output.startswith("1\n2\n")
    assert record.output.endswith("399999\n400000\n")
    assert "bytes left out" in record.output
    assert len(record.output) < 1_200_000


async def test_the_users_own_prompt_and_files_stay(tmp_path: Path) -> None:
    """~/.bashrc is read, its prompt shown, its prompt command run with the right status."""
    (tmp_path / ".bashrc").write_text("PS1='mine> '\nPROMPT_COMMAND='last=$?'\nalias hello='echo world'\n")
    opened = open_shell("bash", tmp_path)
    assert (await opened.run("hello")).output == "world\n"
    await opened.run("(exit 5)")
    assert (await opened.run("echo $last")).output == "5\n"
    seen: list[bytes] = []
    opened.on_output(seen.append)
    assert b"mine> " in b"".join(seen)
    await opened.run("PS1='other> '")
    assert (await opened.run("echo on")).output == "on\n"
    await opened.close()


async def test_what_a_pager_showed_was_seen(live: shell.Shell) -> None:
    """The alternate screen is gone from the terminal, and stays in the record."""
    record = await live.run("printf '\\e[?1049h10.96.0.10\\r\\n(END)\\e[?1049l'")
    assert "10.96.0.10" in record.output.split()


async def test_a_prompt_begins_a_line(live: shell.Shell) -> None:
    """An output without a last line end keeps its line, so that no redrawn prompt wipes it out."""
    shown: list[bytes] = []
    await live.run("true")
    end = live.on_output(shown.append, replay=False)
    record = await live.run("printf OK")
    await live.run("true")
    end()
    assert record.output == "OK"
    assert b"OK\r\n" in b"".join(shown)


@pytest.mark.parametrize("kind", SHELLS)
@pytest.mark.parametrize("env", [{"KUBECONFIG": "/confirmed"}, {}])
async def test_the_users_files_cannot_name_another_cluster(
    kind: str, env: dict[str, str], tmp_path: Path
) -> None:
    """KUBECONFIG is what the shell was started with, although a start-up file exports another."""
    for name in (".bashrc", ".zshrc", ".zshenv"):
        (tmp_path / name).write_text("export KUBECONFIG=/etc/kubernetes/admin.conf\n")
    opened = open_shell(kind, tmp_path, **env)
    record = await opened.run("echo ${KUBECONFIG-none}; env | grep -c ^KUBECONFIG")
    assert record.output.split() == ([env["KUBECONFIG"], "1"] if env else ["none", "0"])
    await opened.close()


async def test_the_default_prompt_names_user_and_host(tmp_path: Path) -> None:
    """Where nobody set a prompt it reads user@host:directory."""
    opened = open_shell("bash", tmp_path)
    assert (await opened.run("PS1='\\s-\\v\\$ '; echo x")).exit_code == 0
    await opened.close()


async def test_a_handed_over_master_works_the_same(tmp_path: Path) -> None:
    """A PTY opened elsewhere and passed as a descriptor serves the same shell."""
    start = launch.make({"PATH": os.environ["PATH"], "HOME": str(tmp_path)})
    master, slave = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *start.argv, env=start.env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    hung_up: list[bool] = []
    terminal = fd.FdPty(master, process.wait, hang_up=lambda: hung_up.append(True))
    opened = shell.Shell("k8s-m", terminal, 24, 80, start.nonce)
    opened.start()
    assert (await opened.run("echo hi")).output == "hi\n"
    assert (await opened.run("exit 3")).exit_code == 3
    await opened.close()
    assert hung_up == [True]


async def test_a_missing_shell_is_named(tmp_path: Path) -> None:
    """A program that is not there is an error with a mend, not a traceback."""
    with pytest.raises(errors.EnvironmentLacks, match="no-such-shell"):
        local.LocalPty(["no-such-shell"], env={"PATH": "/usr/bin"})


def test_keystrokes_cannot_end_a_paste_early() -> None:
    """Control characters are dropped from what is typed by key."""
    assert line.keystrokes("a\x1b[201~\nb\x07") == b"\x1b[200~a[201~\nb\x1b[201~\r"
    assert line.keystrokes("ls\n") == b"ls\r"
