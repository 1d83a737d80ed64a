"""The architecture of docs/architecture.md, as import-linter checks it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# A module to plant, what it imports, and the contract that must complain.
PLANTS = [
    ("model/planted.py", "paperctl.store", "One-way layers"),
    ("text/planted.py", "paperctl.errors", "One-way layers"),
    ("formats/planted.py", "paperctl.query.ast", "One-way layers"),
    ("query/planted.py", "paperctl.store", "One-way layers"),
    ("sources/planted.py", "paperctl.formats", "One-way layers"),
    ("config/planted.py", "paperctl.store", "One-way layers"),
    ("keys/planted.py", "paperctl.config", "One-way layers"),
    ("model/planted.py", "paperctl.keys", "One-way layers"),
    ("render/planted.py", "paperctl.cli.context", "One-way layers"),
    ("store/planted.py", "paperctl.render", "One-way layers"),
    ("cli/commands/planted.py", "paperctl.cli.commands.list", "Commands do not"),
    ("formats/planted.py", "yaml", "Only yamltext knows YAML"),
    ("verify/planted.py", "paperctl.formats", "One-way layers"),
    ("verify/planted.py", "yaml", "Only yamltext knows YAML"),
    ("cli/planted.py", "yaml.nodes", "Only yamltext knows YAML"),
    ("canonical/planted.py", "paperctl.store", "One-way layers"),
    ("formats/planted.py", "jinja2", "Only the sandbox of templates"),
    ("formats/planted.py", "bibtexparser", "Only who reads or writes BibTeX"),
    ("store/planted.py", "rich.text", "Only render and cli know Rich"),
    ("render/planted.py", "typer", "Only cli knows Typer"),
    ("cli/planted.py", "click", "Only cli knows Typer"),
    ("query/planted.py", "anyascii", "Only text knows"),
    ("query/planted.py", "re2", "Only query.linear knows RE2"),
    ("model/planted.py", "rapidfuzz.fuzz", "Only text knows"),
    ("formats/planted.py", "pylatexenc.latexencode", "Only text knows"),
]


def lint_imports(folder: Path) -> tuple[int, str]:
    """Check the package in a folder."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-cache",
            "--no-logo",
        ],
        capture_output=True,
        check=False,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_import_goes_downwards(root: Path) -> None:
    code, output = lint_imports(root)
    assert code == 0, output


@pytest.mark.slow
@pytest.mark.parametrize(("module", "imported", "contract"), PLANTS)
def test_a_planted_import_is_caught(
    root: Path, tmp_path: Path, module: str, imported: str, contract: str
) -> None:
    package = copy_package(root, tmp_path)
    (package / module).write_text(f"import {imported}\n")
    code, output = lint_imports(tmp_path)
    assert code == 1
    assert any(
        line.startswith(contract) and "BROKEN" in line for line in output.splitlines()
    ), output


@pytest.mark.slow
def test_a_planted_cycle_is_caught(root: Path, tmp_path: Path) -> None:
    package = copy_package(root, tmp_path)
    (package / "model/planted.py").write_text("import paperctl.model.planted_too\n")
    (package / "model/planted_too.py").write_text("import paperctl.model.planted\n")
    code, output = lint_imports(tmp_path)
    assert code == 1
    assert "No cycles BROKEN" in output


@pytest.mark.slow
def test_a_new_part_must_take_a_place(root: Path, tmp_path: Path) -> None:
    package = copy_package(root, tmp_path)
    (package / "planted.py").write_text("")
    code, output = lint_imports(tmp_path)
    assert code == 1
    assert "planted" in output


def copy_package(root: Path, folder: Path) -> Path:
    """Copy what import-linter reads."""
    shutil.copy(root / "pyproject.toml", folder)
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(root / "paperctl", folder / "paperctl", ignore=ignored)
