"""The architecture, held by tests: imports point one way, and every labeller is on the list."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pipeline
from pipeline.label import LABELLERS
from pipeline.label.extractor import vote_extractor

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "pipeline").rglob("*.py")) + sorted((ROOT / "tasks").rglob("*.py"))

# Stages know the records and their slice of the config; only flow.py knows their order.
STAGES = ("read", "segment", "label", "decide", "assemble", "metadata", "write")
# What one stage may use of another: the text policy is a table, not a stage.
SHARED = {"pipeline.read.policy", "pipeline.read.ids"}
FORBIDDEN_IN_PIPELINE = {"luigi", "tasks", "requests", "urllib.request", "urllib3", "http.client"}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import; house style is absolute"
            found.add(node.module)
    return found


def stage_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "pipeline" and parts[1] in STAGES else ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    names = imports(path)
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if module.startswith("pipeline"):
        for name in names:
            assert not any(name == f or name.startswith(f + ".") for f in FORBIDDEN_IN_PIPELINE), (
                f"{module} imports {name}"
            )
    own = stage_of(module)
    if own:
        for name in names - SHARED:
            other = stage_of(name)
            assert other in ("", own), f"{module} imports the stage {name}; only flow.py may"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert path.name not in {"utils.py", "helpers.py", "common.py", "misc.py"}


def test_every_labeller_is_registered() -> None:
    registered = {function.__module__ for _, function in LABELLERS}
    registered.add(vote_extractor.__module__)  # the model calls it
    voting = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "pipeline" / "label").glob("*.py")
        if path.name != "__init__.py" and "\ndef vote_" in path.read_text(encoding="utf-8")
    }
    assert registered == voting


def test_the_public_api() -> None:
    assert set(pipeline.__all__) == {
        "Article",
        "Config",
        "ConfigError",
        "Page",
        "PageError",
        "__version__",
        "clean",
        "load_config",
    }
    assert all(hasattr(pipeline, name) for name in pipeline.__all__)


def test_the_flow_fits_on_one_screen() -> None:
    text = (ROOT / "pipeline" / "flow.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50


def test_every_run_of_a_task_is_short() -> None:
    for path in (ROOT / "tasks").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "run":
                assert node.end_lineno is not None
                assert node.end_lineno - node.lineno + 1 <= 15, f"{path}: {node.lineno}"
