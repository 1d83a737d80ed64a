"""What is committed: it stands alone, has one shape, and agrees with itself."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest

import paperctl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

TOP_LEVEL = {
    ".ci",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "benchmarks",
    "data",
    "docs",
    "paperctl",
    "pyproject.toml",
    "seeds",
    "tests",
}
# A folder of somebody's machine, or a folder beside the repository.
ELSEWHERE = re.compile(r"(?<![\w./~-])/(?:work|root|home|Users)/\w|\.\./shared")
SECTIONS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.fixture(scope="module")
def committed(root: Path) -> list[Path]:
    if not (root / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True
    )
    paths = [root / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_the_top_level_is_the_fixed_set(root: Path, committed: list[Path]) -> None:
    assert {path.relative_to(root).parts[0] for path in committed} <= TOP_LEVEL


def test_nothing_refers_to_a_place_outside(root: Path, committed: list[Path]) -> None:
    found = [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in committed
        if path.name != "test_repository.py"
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        )
        if ELSEWHERE.search(line)
    ]
    assert not found


def test_text_files_end_in_one_line_end(root: Path, committed: list[Path]) -> None:
    suffixes = {".py", ".md", ".toml", ".yml", ".yaml", ".sh"}
    for path in committed:
        if path.suffix in suffixes and "golden" not in path.parts:
            content = path.read_bytes()
            assert not content or content.endswith(b"\n"), path
            assert not content.endswith(b"\n\n"), path


def test_the_changelog_keeps_its_form(root: Path) -> None:
    lines = (root / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Changelog"
    releases = [line for line in lines if line.startswith("## ")]
    assert releases[0] == "## [Unreleased]"
    for release in releases[1:]:
        assert re.fullmatch(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", release)
    kinds = {line[4:] for line in lines if line.startswith("### ")}
    assert kinds <= SECTIONS


def test_the_version_is_one(root: Path, run: Run) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["version"]["path"] == "paperctl/__init__.py"
    assert run("--version").stdout == f"paperctl {paperctl.__version__}\n"
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
    if newest:
        assert newest[1] == paperctl.__version__


def test_every_runtime_dependency_is_imported(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in (root / "paperctl").rglob("*.py")
    )
    for requirement in project["project"]["dependencies"]:
        name = re.split(r"[^\w-]", requirement)[0].lower()
        module = {"pyyaml": "yaml", "google-re2": "re2"}.get(name, name)
        pattern = rf"^\s*(?:import|from) {module}\b"
        assert re.search(pattern, sources, re.MULTILINE), name
