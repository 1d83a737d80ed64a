"""The promise of the index: whatever becomes of it, answers are as without it."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paperctl.index.where import is_index_name
from tests.faults.test_store_faults import why_no_strace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result, Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")

READING = [
    ("list",),
    ("search", "quantization"),
    ("grep", "[a-z]+ing"),
    ("stats",),
    ("export", "bibtex", "author:li"),
    ("show", "platonov2023critical"),
]
LONG_AGO = 1_000_000_000


class World:
    """A catalogue, its index, and what each command says without one."""

    def __init__(self, run: Run, path: Path, cache: Path) -> None:
        self._run = run
        self.path = path
        self.cache = cache
        self.expected = {argv: self.without(*argv) for argv in READING}

    def ask(self, *argv: str) -> Result:
        named = ("--catalogue" if argv[0] == "grep" else "-C", str(self.path))
        first, rest = (argv[:1], argv[1:]) if argv[0] == "grep" else ((), argv)
        return self._run(*first, *named, *rest)

    def without(self, *argv: str) -> Result:
        named = ("--catalogue" if argv[0] == "grep" else "-C", str(self.path))
        first, rest = (argv[:1], argv[1:]) if argv[0] == "grep" else ((), argv)
        return self._run(*first, *named, *rest, env={"XDG_CACHE_HOME": "", "HOME": ""})

    def check(self) -> None:
        for argv, expected in self.expected.items():
            assert self.ask(*argv) == expected, argv

    @property
    def index(self) -> Path:
        (path,) = (p for p in self.cache.iterdir() if is_index_name(p.name))
        return path

    def left(self) -> list[str]:
        return [p.name for p in self.cache.iterdir() if not is_index_name(p.name)]

    def is_sound(self) -> bool:
        found = self._run("-C", str(self.path), "cache", "verify")
        assert found.code == 0, found.stderr
        return True


@pytest.fixture
def world(
    run: Run, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> World:
    """Make a catalogue whose index has all that an index can have."""
    from paperctl.index import transaction

    monkeypatch.setattr(transaction, "_PAUSE", 0)  # nobody else writes to it
    path = tmp_path / "papers.yaml"
    entries = re.split(r"^(?=  \w+:$)", papers.read_text(), flags=re.MULTILINE)
    own = [text for text in entries if "quantization" in text or "critical:" in text]
    path.write_text("papers:\n" + "".join(own[:6]))
    os.utime(path, (LONG_AGO, LONG_AGO))
    cache = Path(os.environ["XDG_CACHE_HOME"], "paperctl")
    found = World(run, path, cache)
    found.check()
    return found


# --- damage ----------------------------------------------------------------------


def cut(share: float) -> Callable[[Path], None]:
    def damage(index: Path) -> None:
        os.truncate(index, int(index.stat().st_size * share))

    return damage


def overwritten(start: float, data: bytes) -> Callable[[Path], None]:
    def damage(index: Path) -> None:
        with index.open("r+b") as file:
            file.seek(int(index.stat().st_size * start))
            file.write(data)

    return damage


def replaced(data: bytes) -> Callable[[Path], None]:
    def damage(index: Path) -> None:
        index.write_bytes(data)

    return damage


def by_a_folder(index: Path) -> None:
    index.unlink()
    index.mkdir()
    (index / "file").touch()


def by_another_database(index: Path) -> None:
    index.unlink()
    with sqlite3.connect(index) as database:
        database.execute("CREATE TABLE state (name, value)")
        database.execute("CREATE TABLE entry (id)")
    database.close()


def by_a_broken_link(index: Path) -> None:
    index.unlink()
    index.symlink_to(index.with_name("nowhere"))


def by_a_pipe(index: Path) -> None:
    index.unlink()
    os.mkfifo(index)


def with_a_journal(index: Path) -> None:
    Path(f"{index}-journal").write_bytes(os.urandom(4096))


def with_a_hot_journal(index: Path) -> None:
    """Leave what a writer leaves that is killed while it writes."""
    script = (
        "import os, sqlite3, sys; d = sqlite3.connect(sys.argv[1]);"
        "d.execute('PRAGMA cache_size = 1'); d.execute('DELETE FROM entry');"
        "d.execute('DELETE FROM record'); d.execute('DELETE FROM chunk');"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(index)], check=True)
    assert Path(f"{index}-journal").exists()


def with_a_journal_alone(index: Path) -> None:
    with_a_hot_journal(index)
    index.unlink()


def of_another_version(index: Path) -> None:
    with sqlite3.connect(index) as database:
        database.execute("UPDATE state SET value = '0' WHERE name = 'format'")
    database.close()


DAMAGE: dict[str, Callable[[Path], None]] = {
    **{f"cut at {share}": cut(share) for share in (0, 0.001, 0.1, 0.5, 0.9, 0.9999)},
    "zeros at the begin": overwritten(0, bytes(4096)),
    "zeros in the middle": overwritten(0.5, bytes(8192)),
    "noise in the middle": overwritten(0.4, random.Random(1).randbytes(20_000)),
    "noise behind": overwritten(1, b"noise"),
    "a text file": replaced(b"some text\n" * 1000),
    "one byte": replaced(b"x"),
    "all zeros": replaced(bytes(100_000)),
    "a folder": by_a_folder,
    "a pipe": by_a_pipe,
    "a broken link": by_a_broken_link,
    "another database": by_another_database,
    "a foreign journal": with_a_journal,
    "a hot journal": with_a_hot_journal,
    "a journal alone": with_a_journal_alone,
    "another version": of_another_version,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_no_damage_is_seen_in_the_answers(world: World, kind: str) -> None:
    for argv, expected in world.expected.items():
        DAMAGE[kind](world.index)
        assert world.ask(*argv) == expected, argv
        if kind == "a folder":
            world.check()
            break  # it is not ours to remove
        assert world.left() == []
    else:
        assert world.is_sound()
        world.check()


@pytest.mark.parametrize("seed", range(6))
def test_a_byte_that_was_flipped_is_not_seen(world: World, seed: int) -> None:
    flip(world, random.Random(seed), rounds=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_bytes_that_were_flipped_are_not_seen(world: World, seed: int) -> None:
    flip(world, random.Random(seed), rounds=25)


def flip(world: World, source: random.Random, *, rounds: int) -> None:
    for _ in range(rounds):
        data = bytearray(world.index.read_bytes())
        for _ in range(source.choice([1, 1, 1, 20])):
            data[source.randrange(len(data))] ^= 1 << source.randrange(8)
        for argv in source.sample(READING, 3):
            world.index.write_bytes(data)
            assert world.ask(*argv) == world.expected[argv], argv
        assert world.is_sound()


@pytest.mark.slow
def test_bytes_that_rot_on_the_disk_never_end_in_a_traceback(world: World) -> None:
    """Nothing tells of such bytes but the checksums of entries, and SQLite."""
    source = random.Random(7)
    sound = world.index.read_bytes()
    stamp = world.index.stat().st_mtime
    wrong = 0
    for _ in range(300):
        data = bytearray(sound)
        data[source.randrange(len(data))] ^= 1 << source.randrange(8)
        for argv in source.sample(READING, 3):
            world.index.write_bytes(data)
            os.utime(world.index, (stamp, stamp))
            found = world.ask(*argv)
            wrong += found != world.expected[argv]
    assert wrong < 60, "a text that `list` prints may differ, nothing else"


# --- nowhere to write ------------------------------------------------------------


def test_a_cache_folder_that_is_a_file(world: World) -> None:
    shutil.rmtree(world.cache)
    world.cache.write_text("mine")
    world.check()
    assert world.cache.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="modes are nothing to root")
def test_a_cache_folder_that_nobody_may_write_to(world: World) -> None:
    world.index.unlink()
    world.cache.chmod(0o500)
    try:
        world.check()
    finally:
        world.cache.chmod(0o700)


def test_a_cache_folder_in_proc(world: World) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("no /proc")
    for argv, expected in world.expected.items():
        found = world._run(
            *(("grep", "--catalogue") if argv[0] == "grep" else ("-C",)),
            str(world.path),
            *(argv[1:] if argv[0] == "grep" else argv),
            env={"XDG_CACHE_HOME": "/proc/self"},
        )
        assert found == expected


def test_an_index_that_cannot_be_written_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file system that is full or read-only says reaches us through SQLite."""
    from paperctl.index import transaction

    def refuse(*_: object) -> Iterator[None]:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = 8
        raise error

    world.path.write_text(world.path.read_text() + "# more\n")
    for module in ("derived", "chunks", "words", "texts"):
        monkeypatch.setattr(f"paperctl.index.{module}.writing", refuse)
    monkeypatch.setattr(transaction, "writing", refuse)
    monkeypatch.setattr("paperctl.index.build.put_stamp", refuse)
    world.check()


# --- several at once -------------------------------------------------------------


def command(path: Path, *argv: str) -> list[str]:
    return [sys.executable, "-m", "paperctl", "-C", str(path), *argv]


def start(path: Path, *argv: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(path, *argv), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


SOME = [("list",), ("search", "quantization"), ("stats",), ("export", "bibtex")] * 2


@pytest.mark.slow
@pytest.mark.parametrize("begin", ["no index", "an edit", "damage", "nothing new"])
def test_eight_at_once_all_say_the_same(world: World, begin: str) -> None:
    for round_ in range(3):
        if begin == "no index":
            world.index.unlink()
        elif begin == "damage":
            world.index.write_bytes(world.index.read_bytes()[:-5000])
        elif begin == "an edit":
            text = world.path.read_text()
            world.path.write_text(text.replace("Critical", f"Critical {round_}", 1))
        expected = [world.without(*argv).stdout for argv in SOME]
        running = [start(world.path, *argv) for argv in SOME]
        ended = [process.communicate(timeout=60) for process in running]
        assert [out for out, _ in ended] == expected
        assert [err for _, err in ended] == [""] * len(SOME)
        assert world.is_sound()
        assert world.left() == []


WRITER = """
import os, sys, time
path, how, *versions = sys.argv[1:]
texts = [open(version, 'rb').read() for version in versions]
end = time.monotonic() + 60
number = 0
while time.monotonic() < end:
    number += 1
    text = texts[number % len(texts)]
    if how == 'rename':
        with open(path + '.new', 'wb') as file:
            file.write(text)
        os.rename(path + '.new', path)
    else:
        descriptor = os.open(path, os.O_WRONLY)
        os.write(descriptor, text)
        os.close(descriptor)
    time.sleep(0.003 * (number % 7))
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["rename", "in place"])
def test_a_catalogue_that_changes_all_the_time(
    world: World, tmp_path: Path, how: str
) -> None:
    # Of one size, and within a page: then each write in place is seen whole or not.
    versions = [tmp_path / f"version{number}" for number in range(3)]
    for number, version in enumerate(versions):
        entries = "".join(
            f"  key{n}a:\n    title: Version {number} of a quantization\n"
            f"    abstract: Version {number} says nothing.\n"
            for n in range(30)
        )
        version.write_text(f"papers:\n{entries}")
    asked = [("list",), ("search", "quantization"), ("export", "json")]
    expected: dict[tuple[str, ...], set[str]] = {argv: set() for argv in asked}
    for version in versions:
        shutil.copy(version, world.path)
        for argv in asked:
            expected[argv].add(world.without(*argv).stdout)
    arguments = [str(world.path), how, *map(str, versions)]
    writer = subprocess.Popen([sys.executable, "-c", WRITER, *arguments])
    try:
        for _ in range(8):
            running = [(argv, start(world.path, *argv)) for argv in asked * 2]
            for argv, process in running:
                out, err = process.communicate(timeout=60)
                assert err == ""
                assert out in expected[argv], argv
    finally:
        writer.kill()
        writer.wait()
    assert world.ask("list") == world.without("list")
    assert world.left() == []


def test_a_file_that_is_cut_short_kills_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an editor does that empties the file first: no answer is half of one."""
    from paperctl.index.files import Files

    world.index.unlink()
    world.ask("list")
    text_of = Files.text_of
    whole = world.path.read_bytes()

    def meanwhile(files: Files, block: int) -> tuple[str, int, bool]:
        monkeypatch.setattr(Files, "text_of", text_of)
        world.path.write_bytes(whole[:100])
        try:
            return text_of(files, block)
        finally:
            world.path.write_bytes(whole)

    monkeypatch.setattr(Files, "text_of", meanwhile)
    argv = READING[3]
    assert world.ask(*argv) == world.expected[argv]
    assert world.ask(*argv) == world.expected[argv]


@pytest.mark.slow
def test_who_reads_long_keeps_nobody_waiting_for_ever(world: World) -> None:
    """`paperctl grep | less` is still open while the catalogue is edited."""
    text = "".join(
        f"  key{n}a:\n    title: A title of number {n}\n" for n in range(9000)
    )
    world.path.write_text(f"papers:\n{text}")
    world.ask("list")
    reader = subprocess.Popen(
        [*command(world.path, "list", "--sort", "-title")], stdout=subprocess.PIPE
    )
    assert reader.stdout is not None
    first = reader.stdout.read(10)
    try:
        world.path.write_text(f"papers:\n{text.replace('number 7', 'NUMBER 7')}")
        for attempt in range(2):
            begin = time.monotonic()
            assert world.ask("list").stdout == world.without("list").stdout
            assert time.monotonic() - begin < (15 if attempt == 0 else 4)
    finally:
        rest = reader.stdout.read()
        reader.stdout.close()
        reader.wait(60)
    assert (first + rest).decode().count("\n") == 9000
    assert b"NUMBER" not in rest, "and who reads gets what was there at first"


# --- killed ----------------------------------------------------------------------

CALLS = (
    "mkdir,openat,write,pwrite64,ftruncate,fsync,fdatasync,close,rename,unlink,"
    "utimensat,fcntl"
)


class Kills(NamedTuple):
    """A command, and how the world is made ready for it."""

    argv: tuple[str, ...]
    prepare: Callable[[World], None]


def without_index(world: World) -> None:
    world.index.unlink()


def after_an_edit(world: World) -> None:
    text = world.path.read_text()
    number = text.count("edited")
    world.path.write_text(text.replace("Critical", f"Critical edited{number}", 1))
    os.utime(world.path, (LONG_AGO + number, LONG_AGO + number))


def with_entries_alone(world: World) -> None:
    world.index.unlink()
    world.ask("list")


KILLED = {
    "build": Kills(("list",), without_index),
    "refresh": Kills(("list",), after_an_edit),
    "words": Kills(("search", "quantization"), with_entries_alone),
    "derived": Kills(("stats",), with_entries_alone),
    "texts": Kills(("export", "bibtex"), with_entries_alone),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", KILLED)
def test_killed_at_any_call_it_leaves_a_sound_index_or_none(
    world: World, tmp_path: Path, what: str
) -> None:
    reason = why_no_strace()
    if reason:
        pytest.skip(reason)
    argv, prepare = KILLED[what]
    trace = tmp_path / "trace"
    prepare(world)
    traced(world, argv, trace, f"trace={CALLS}")
    calls = calls_in(trace.read_text())
    assert len(calls) > 10
    for number, (name, at) in enumerate(calls):
        if name in {"close", "fcntl"} and number % 3:
            continue  # there are hundreds, and they change nothing
        prepare(world)
        expected = world.without(*argv)
        inject = f"inject={name}:signal=SIGKILL:when={at}"
        traced(world, argv, trace, f"trace={CALLS}", inject)
        assert world.ask(*argv) == expected, (name, at)
        assert world.ask(*argv) == expected, (name, at)
        assert world.is_sound(), (name, at)
    for path in world.cache.iterdir():
        os.utime(path, (LONG_AGO, LONG_AGO))
    world.ask(*argv)
    world.index.unlink()
    world.ask(*argv)
    assert world.left() == [], "what the killed ones left is old by now"


def traced(world: World, argv: tuple[str, ...], trace: Path, *options: str) -> None:
    subprocess.run(
        [
            *("strace", "-f", "-o", str(trace)),
            *(word for option in options for word in ("-e", option)),
            *command(world.path, *argv),
        ],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=60,
    )


def calls_in(trace: str, named: str = "") -> list[tuple[str, int]]:
    """Number the calls of each kind, from the first that has to do with the index.

    Of those that open a file only the ones with `named` in its name: that Python cannot
    read its own modules is nothing that we could answer for.
    """
    counts: dict[str, int] = {}
    found: list[tuple[str, int]] = []
    has_begun = False
    for line in trace.splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if call is None:
            continue
        name = call[1]
        counts[name] = counts.get(name, 0) + 1
        has_begun = has_begun or ".index" in line
        if has_begun and (name != "openat" or f"/cache{named}" in line or not named):
            found.append((name, counts[name]))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EROFS", "EACCES"])
@pytest.mark.parametrize("what", ["build", "refresh", "words"])
def test_a_call_that_fails_changes_no_answer(
    world: World, tmp_path: Path, what: str, error: str
) -> None:
    reason = why_no_strace()
    if reason:
        pytest.skip(reason)
    argv, prepare = KILLED[what]
    trace = tmp_path / "trace"
    prepare(world)
    traced(world, argv, trace, f"trace={CALLS}")
    wanted = {
        "ENOSPC": r"pwrite64|write|ftruncate|openat",
        "EIO": r"pwrite64|fsync|fdatasync",
    }.get(error, r"openat|rename|unlink|mkdir|utimensat")
    calls = calls_in(trace.read_text(), named="/paperctl/")
    chosen = [call for call in calls if re.fullmatch(wanted, call[0])]
    # Each takes three runs: a dozen of them, from the first to the last.
    for name, at in chosen[:: max(1, len(chosen) // 12)]:
        prepare(world)
        expected = world.without(*argv)
        done = subprocess.run(
            [
                *("strace", "-f", "-o", str(trace)),
                *("-e", f"trace={CALLS}"),
                *("-e", f"inject={name}:error={error}:when={at}"),
                *command(world.path, *argv),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert "Traceback" not in done.stderr, (name, at)
        if done.stderr == "":
            assert (done.returncode, done.stdout) == (expected.code, expected.stdout)
        assert world.ask(*argv) == expected, (name, at)
        assert world.is_sound()


# --- interrupted -----------------------------------------------------------------


@pytest.mark.parametrize("when", ["indexing", "reading"])
def test_ctrl_c_while_it_builds(
    world: World, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paperctl.cli.context import Context

    def interrupt(stage: str, part: float) -> None:
        if stage == when:
            raise KeyboardInterrupt

    world.index.unlink()
    monkeypatch.setattr(Context, "watch", lambda _: interrupt)
    found = world.ask("list")
    assert (found.code, found.stdout, found.stderr) == (130, "", "")
    assert [*world.cache.iterdir()] == []
    monkeypatch.undo()
    world.check()


@pytest.mark.slow
def test_ctrl_c_leaves_nothing_half_done(world: World, tmp_path: Path) -> None:
    text = "".join(
        f"  key{n}a:\n    title: Number {n}\n    abstract: Words of {n}.\n"
        for n in range(6000)
    )
    world.path.write_text(f"papers:\n{text}")
    world.index.unlink()
    expected = world.without("search", "number")
    for delay in (0.2, 0.4, 0.6, 0.8, 1.0, 1.3, 1.6, 2.0):
        process = start(world.path, "search", "number")
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode in {130, 0, -signal.SIGINT}
        # It may come while results are being written.
        assert expected.stdout.startswith(out)
        assert process.returncode or out == expected.stdout
        assert "Traceback" not in err or process.returncode == -signal.SIGINT
        assert world.left() == []
    assert world.ask("search", "number") == expected
    assert world.is_sound()


# --- who may see it --------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_may_read_it(world: World, umask: int) -> None:
    shutil.rmtree(world.cache)
    before = os.umask(umask)
    try:
        world.check()
    finally:
        os.umask(before)
    assert world.cache.stat().st_mode & 0o777 == 0o700
    assert world.index.stat().st_mode & 0o777 == 0o600


def test_an_index_of_another_user_is_not_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    world.index.chmod(0o644)
    assert world.ask("list") == world.expected["list",]
    assert world.index.stat().st_mode & 0o777 == 0o600, "it is a new one"


ODD = [
    "papers?mode=ro.yaml",
    "a#b.yaml",
    "100%41.yaml",
    "new\nline.yaml",
    "'quoted\".yaml",
    os.fsdecode(b"\xff\xfe.yaml"),
    "-C.yaml",
    "file:x.yaml",
]


@pytest.mark.parametrize("name", ODD)
def test_any_name_of_a_catalogue_or_a_folder(
    run: Run, papers: Path, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / f"folder {name}"
    folder.mkdir()
    path = folder / name
    shutil.copy(papers, path)
    cache = tmp_path / "cache" / name
    env = {"XDG_CACHE_HOME": str(cache)}
    expected = run("-C", str(path), "list", env={"XDG_CACHE_HOME": "", "HOME": ""})
    assert expected.code == 0
    for _ in range(2):
        assert run("-C", str(path), "list", env=env) == expected
    (index,) = (cache / "paperctl").iterdir()
    assert is_index_name(index.name)
    shown = run("cache", env=env)
    assert shown.code == 0
    assert shown.stdout.count("\n") == 1
    assert "\tcurrent\t" in shown.stdout
    assert run("cache", "--json", env=env).code == 0
    assert run("-C", str(path), "cache", "verify", env=env).code == 0
    assert run("cache", tty=True, env=env).code == 0
    assert run("cache", "clear", env=env).code == 0
    assert not index.exists()
