"""What comes in from outside: locked and hashed packages, and no code in what is read.

`make audit` asks for known vulnerabilities; it needs a network, so no test does it.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "pipeline").rglob("*.py")) + sorted((ROOT / "tasks").rglob("*.py"))
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
_PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(lock: Path) -> list[str]:
    """The requirements of a lock, each with its hashes on one line."""
    lines = lock.read_text(encoding="utf-8").replace("\\\n", " ").split("\n")
    return [line for line in lines if line.strip() and not line.startswith("#")]


def pinned(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        match = _PINNED.match(entry)
        assert match, entry
        found.setdefault(normal(match[1]), set()).add(match[2])
    return found


def named(requirements: list[str]) -> set[str]:
    found = (_NAME.match(line.strip()) for line in requirements)
    return {normal(match[0]) for match in found if match}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_and_hashes_everything_and_names_no_index(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(
        r"(?i)https?:|file:|--(?:extra-)?index|--find-links|--trusted-host|@ ", text
    )
    assert len(entries(lock)) >= 10
    for entry in entries(lock):
        assert _PINNED.match(entry), entry
        assert re.search(r" --hash=sha256:[0-9a-f]{64}\b", entry), entry


def test_the_locks_cover_what_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = named(project["dependencies"])
    extras = {name: named(wanted) for name, wanted in project["optional-dependencies"].items()}
    locks = {path.stem: set(pinned(path)) for path in LOCKS}
    assert runtime <= locks["runtime"] <= locks["dev"]
    assert extras["parquet"] | extras["peers"] <= locks["dev"]
    assert runtime <= locks["fuzz"]
    for path in (ROOT / "requirements").glob("*.in"):
        wanted = named([line for line in path.read_text().split("\n") if line[:1] not in "#"])
        assert wanted <= locks[path.stem], path.name


def test_a_package_has_one_version_in_all_locks_of_the_program() -> None:
    versions: dict[str, set[str]] = {}
    runtime = next(path for path in LOCKS if path.stem == "runtime")
    for path in LOCKS:
        if path.stem != "audit":  # an environment of its own
            for name, found in pinned(path).items():
                versions.setdefault(name, set()).update(found)
    for name, found in pinned(runtime).items():
        assert versions[name] == found, name


# --- nothing that is read is run -----------------------------------------------------------------

# What makes objects or code of bytes.
FORBIDDEN_IMPORTS = {
    "pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml",
    "torch", "numpy", "code", "runpy", "xml", "defusedxml", "multiprocessing", "concurrent",
    "ftplib", "smtplib", "telnetlib", "xmlrpc", "http", "requests", "httpx", "aiohttp", "urllib3",
}  # fmt: skip
# Their pipes pickle. They are for processes of our own that read no page: the teams of tasks, and
# the processes that measure. Workers, which do, speak JSON (`pipeline/edge/wire.py`).
MAY_FORK = {"pipeline/score/run.py", "tasks/engine.py", "tasks/process.py", "tasks/progress.py",
            "tasks/session.py", "tasks/setup.py"}  # fmt: skip
FORK = {"import multiprocessing", "import multiprocessing.connection", "import concurrent.futures",
        "import concurrent.futures.process"}  # fmt: skip
# numpy makes objects of bytes in `load` alone. What finds copies, what reads the block model and
# what looks up a language's words count with it, and may not.
MAY_COUNT = (
    "pipeline/copies/",
    "pipeline/model/",
    "pipeline/training/",
    "pipeline/metadata/language.py",
)
COUNT = {"import numpy", "import numpy.typing"}
NUMPY_NAMES = {"load", "lib", "DataSource", "fromregex", "genfromtxt"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_METHODS = {"system", "popen", "spawnl", "execv", "execvp", "execve"}
# Parsers of XML expand entities and ask for DTDs; pages are read by those of HTML.
XML_NAMES = {
    "XMLParser", "XML", "XMLPullParser", "iterparse", "ETCompatXMLParser", "objectify", "XSLT",
    "fromstringlist", "parse", "xmlfile", "XInclude",
}  # fmt: skip


def faults(tree: ast.AST) -> list[str]:
    """What in a module could make code or objects of what it reads."""
    found: list[str] = []
    from_lxml: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None)
            names = [module] if module else [alias.name for alias in node.names]
            found += [f"import {n}" for n in names if n.partition(".")[0] in FORBIDDEN_IMPORTS]
            if module and module.startswith("lxml"):
                from_lxml.update(alias.asname or alias.name for alias in node.names)
                found += [f"{module}.{a.name}" for a in node.names if a.name in XML_NAMES]
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if owner == "etree" and node.attr in XML_NAMES | {"fromstring", "HTML"}:
                found.append(f"etree.{node.attr}")
            if owner in ("np", "numpy") and node.attr in NUMPY_NAMES:
                found.append(f"np.{node.attr}")
            if owner == "os" and node.attr in FORBIDDEN_METHODS:
                found.append(f"os.{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in FORBIDDEN_CALLS:
                found.append(node.func.id)
        elif isinstance(node, ast.keyword) and node.arg in ("shell", "allow_pickle"):
            found.append(f"{node.arg}=")
        elif isinstance(node, ast.Constant) and node.value in ("lxml-xml", "xml"):
            found.append(f"parser {node.value!r}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_that_is_read_is_run(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    allowed = FORK if name in MAY_FORK else COUNT if name.startswith(MAY_COUNT) else set()
    assert set(faults(ast.parse(path.read_text(encoding="utf-8")))) <= allowed


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from torch import load",
        "import xml.etree.ElementTree",
        "eval(text)",
        "exec(compile(text, '', 'exec'))",
        "from lxml import etree\netree.XMLParser()",
        "from lxml import etree\netree.fromstring(data)",
        "from lxml.etree import iterparse",
        "BeautifulSoup(text, 'lxml-xml')",
        "np.load(path)",
        "read(path, allow_pickle=True)",
        "os.system(name)",
        "subprocess.run(name, shell=True)",
    ],
)
def test_what_is_forbidden_is_noticed(code: str) -> None:
    assert faults(ast.parse(code))
