"""Completion in the real shells: bash, zsh and fish, each as a user has it."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from paperctl.cli.completion.shells import SHELLS, script_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

needs_fish = pytest.mark.skipif(not shutil.which("fish"), reason="no fish here")
SHELL_PARAMETERS = [
    pytest.param(
        shell,
        marks=pytest.mark.skipif(not shutil.which(shell), reason=f"no {shell} here"),
    )
    for shell in SHELLS
]

# Text that would make a file, or colours, if a shell took it for its own.
CATALOGUE = """\
papers:
  platonov2023critical:
    title: "A $(touch made) `touch made` ; touch made \\e[31m %F{red} 'x' <(touch made)"
    area: cs.LG
    tags: ["$(touch made)", "it's; touch made", "low rank", 'say "hi"']
    venue: ICML 2025
  "o!brien:2020;x&y":
    title: Odd
    area: cs.CV
    authors: [Ann van der Berg]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a catalogue, and `paperctl` on the path."""
    program = tmp_path / "bin" / "paperctl"
    program.parent.mkdir()
    python = shlex.quote(sys.executable)
    program.write_text(f'#!/bin/sh\nexec {python} -m paperctl "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "papers.yaml").write_text(CATALOGUE)
    (folder / "notes.txt").write_text("")
    return folder


def shell_output(argv: list[str], folder: Path) -> str:
    done = subprocess.run(
        argv, cwd=folder, capture_output=True, check=False, text=True, timeout=60
    )
    assert done.stderr == ""
    assert not (folder / "made").exists()
    return done.stdout


@pytest.mark.parametrize("shell", SHELL_PARAMETERS)
def test_the_script_is_sound(shell: str, folder: Path) -> None:
    script = folder / "script"
    script.write_text(script_of(shell))  # type: ignore[arg-type]
    assert shell_output([shell, "-n", str(script)], folder) == ""


def bash(line: str, replaced: str, folder: Path) -> list[str]:
    """Call the function as bash does, and give COMPREPLY."""
    script = f"""
        eval "$(paperctl completion bash)"
        COMP_LINE={shlex.quote(line)}
        COMP_POINT=${{#COMP_LINE}}
        _paperctl paperctl {shlex.quote(replaced)} ""
        [[ ${{#COMPREPLY[@]}} -eq 0 ]] || printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return shell_output(["bash", "--norc", "-c", script], folder).splitlines()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("paperctl ex", ["export"]),
        ("paperctl list --ar", ["--area"]),
        ("paperctl show pla", ["platonov2023critical"]),
        ("paperctl show o", [r"o\!brien:2020\;x\&y"]),
        ("paperctl list area:L", ["LG"]),
        ("paperctl list --area=L", ["LG"]),
        ("paperctl list --tag $", [r"\$\(touch\ made\)"]),
        ("paperctl list --tag it", [r"it\'s\;\ touch\ made"]),
        ("paperctl list --tag low", [r"low\ rank"]),
        ("paperctl list tag:low", [r"low\ rank"]),
        ("paperctl -C nosuch.yaml show p", []),
        ("paperctl nosuch x", []),
    ],
)
def test_bash(line: str, expected: list[str], folder: Path) -> None:
    replaced = re.split(r"[ :=]", line)[-1]
    assert bash(line, replaced, folder) == expected


@needs_fish
def test_fish(folder: Path) -> None:
    title = "A $(touch made) `touch made` ; touch made \\x1b[31m %Fred 'x'"
    lines = {
        "paperctl ex": ["export\tExport entries to another format."],
        "paperctl show pla": [f"platonov2023critical\t{title} <(touch made)"],
        "paperctl show o": ["o!brien:2020;x&y\tOdd"],
        "paperctl list area:l": ["area:LG\tMachine Learning"],
        "paperctl list 'area:L": ["area:LG\tMachine Learning"],
        "paperctl list --area=L": ["--area=LG\tMachine Learning"],
        "paperctl list -C papers.yaml --tag lo": ["low rank\t1 entry"],
        "paperctl list -o no": ["notes.txt"],
        "paperctl list --output=no": ["--output=notes.txt"],
        "paperctl -C nosuch.yaml show p": [],
        "paperctl nosuch x": [],
    }
    asked = "".join(f"echo '#'; complete -C {fish_quoted(line)}\n" for line in lines)
    script = f"paperctl completion fish | source\n{asked}"
    printed = shell_output(["fish", "--no-config", "-c", script], folder)
    answers = [block.splitlines() for block in printed.split("#\n")[1:]]
    assert dict(zip(lines, answers, strict=True)) == lines


def fish_quoted(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


START = {
    "bash": (
        ["bash", "--norc", "-i"],
        'PS1="READY "; eval "$(paperctl completion bash)"',
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        'PS1="READY "; eval "$(paperctl completion zsh)"',
    ),
    # As a file of $fpath, where compinit finds it.
    "zsh as a file": (
        ["zsh", "-f", "-i"],
        (
            'PS1="READY "; paperctl completion zsh > ../_paperctl;'
            "fpath+=(${PWD:h}); autoload -Uz compinit; compinit -u -d ../dump"
        ),
    ),
    "fish": (
        ["fish", "--no-config", "-i"],
        "function fish_prompt; echo -n 'READY '; end; paperctl completion fish|source",
    ),
}
LIMIT = 20


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, shell: str, folder: Path) -> None:
        argv, setup = START[shell]
        if not shutil.which(argv[0]):
            pytest.skip(f"no {argv[0]} here")
        self._seen = ""
        self._process, self._terminal = pty.fork()
        if not self._process:
            os.chdir(folder)
            os.environ["TERM"] = "dumb" if shell == "bash" else "xterm"
            os.execvp(argv[0], argv)
        self.type(f"{setup}; echo SET''UP\n")
        self.wait_for("SETUP")
        self.wait_for("READY ")

    def close(self) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._terminal)

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read until something is seen, and forget all up to its end."""
        end = time.monotonic() + LIMIT
        while not (found := re.search(pattern, self._seen)):
            assert time.monotonic() < end, (pattern, self._seen)
            ready, _, _ = select.select([self._terminal], [], [], 0.1)
            if ready:
                self._seen += os.read(self._terminal, 65536).decode(errors="replace")
        self._seen = self._seen[found.end() :]
        return found

    def words_after_tab(self, line: str) -> list[str]:
        """Complete a line, and give the words that the shell then reads in it."""
        self.type(f"{line}\t")
        # The shell takes these keys once it is done with the tab.
        self.type("\x01printf '{%s}' \x05\n")
        found = self.wait_for(r"\{paperctl\}(\{[^{}]*\})*(?=[^{])")
        self.wait_for("READY ")
        return re.findall(r"\{([^}]*)\}", found[0])[1:]


TYPED = {
    "paperctl ex": ["export"],
    "paperctl show pla": ["show", "platonov2023critical"],
    "paperctl show o": ["show", "o!brien:2020;x&y"],
    'paperctl show "o': ["show", "o!brien:2020;x&y"],
    "paperctl list area:cs.L": ["list", "area:cs.LG"],
    "paperctl list 'area:cs.L": ["list", "area:cs.LG"],
    "paperctl list --area=cs.L": ["list", "--area=cs.LG"],
    "paperctl list --sort=-ti": ["list", "--sort=-title"],
    "paperctl list --tag lo": ["list", "--tag", "low rank"],
    "paperctl list --tag 'lo": ["list", "--tag", "low rank"],
    "paperctl list --tag it": ["list", "--tag", "it's; touch made"],
    "paperctl list --tag sa": ["list", "--tag", 'say "hi"'],
    "paperctl list venue:ICML\\ ": ["list", "venue:ICML 2025"],
    'paperctl list author:"van': ["list", "author:van der Berg"],
    "paperctl list -o no": ["list", "-o", "notes.txt"],
    "paperctl list --output=no": ["list", "--output=notes.txt"],
    "paperctl -C papers.yaml list au": ["-C", "papers.yaml", "list", "author:"],
    "paperctl show nosuch": ["show", "nosuch"],
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", START)
def test_a_tab_on_a_terminal(shell: str, folder: Path) -> None:
    terminal = Terminal(shell, folder)
    try:
        found = {line: terminal.words_after_tab(line) for line in TYPED}
    finally:
        terminal.close()
    assert found == TYPED
    assert not (folder / "made").exists()


@pytest.mark.slow
def test_zsh_cuts_a_title_by_its_cells(folder: Path) -> None:
    entry = "  {key}:\n    title: {title}\n"
    (folder / "papers.yaml").write_text(
        "papers:\n"
        + entry.format(key="wang2023a", title="深" * 100)
        + entry.format(key="wang2023b", title="e\u0301" * 100),
        "utf-8",
    )
    terminal = Terminal("zsh", folder)
    try:
        terminal.type("paperctl show wang\t")
        terminal.wait_for("2023")
        terminal.type("\t")
        wide = terminal.wait_for("wang2023a  -- (深+)")[1]
        thin = terminal.wait_for("wang2023b  -- ((e\u0301)+)")[1]
    finally:
        terminal.close()
    # The key and the dashes take 14 cells of 80; a line keeps off the last one.
    assert 76 < 14 + 2 * len(wide) < 80
    assert 76 < 14 + len(thin) // 2 < 80
