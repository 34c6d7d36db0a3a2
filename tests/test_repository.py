"""The rules of the house that no linter holds."""

import ast
import os
import re
import statistics
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
APPS = ("anchors", "procurement", "workforce", "estates", "metrics")
TOP_LEVEL = {
    *APPS, "manage.py", "templates", "static", "fixtures", "tests", "pyproject.toml", "README.md", "Makefile",
    "docker-compose.yml", "Dockerfile", "requirements", "package.json", "package-lock.json", "docs", "bench",
    "CHANGELOG.md", "LICENSE", ".ci", ".gitignore", ".env.example",
}  # fmt: skip
NAMED_BY_DJANGO = "anchors/database/base.py"  # where Django looks for an engine's connection
EMPTY_WORDS = {"utils", "helpers", "common", "services", "selectors", "managers", "base"}
# Written so that this file does not match itself.
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.(org|com)/|deb\.debian\.org")
MACHINE_PATHS = re.compile(r"(?<![\w./])/(work|farm|home|root|Users)/\w")
LARGEST_FILE = 1_500_000
LINKS = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@cache
def committed() -> list[Path]:
    """Every file that git keeps and that is still here."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := CHECKOUT / name).is_file()]


@cache
def modules(*folders: str) -> dict[str, ast.Module]:
    found = [path for path in committed() if path.suffix == ".py" and "migrations" not in path.parts]
    inside = [path for path in found if path.relative_to(CHECKOUT).parts[0] in folders]
    return {str(path.relative_to(CHECKOUT)): ast.parse(path.read_text(encoding="utf-8")) for path in inside}


def functions(*folders: str) -> dict[str, int]:
    """Lines of each function, by file and name."""
    return {
        f"{name}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, tree in modules(*folders).items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


@cache
def texts() -> dict[str, str]:
    """Every committed file that is text."""
    found = {}
    for path in committed():
        try:
            found[str(path.relative_to(CHECKOUT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_the_top_level_holds_what_the_architecture_lists() -> None:
    assert {path.relative_to(CHECKOUT).parts[0] for path in committed()} - TOP_LEVEL == set()


def test_no_file_of_code_passes_350_lines() -> None:
    lines = {name: len((CHECKOUT / name).read_text().splitlines()) for name in modules(*APPS, "bench")}
    assert {name: count for name, count in lines.items() if count > 350} == {}


def test_no_function_passes_60_lines_and_most_are_short() -> None:
    lengths = functions(*APPS, "bench")
    assert {name: length for name, length in lengths.items() if length > 60} == {}
    assert statistics.median(lengths.values()) < 10
    assert statistics.quantiles(lengths.values(), n=20)[-1] <= 40


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {name: set(Path(name).with_suffix("").parts) for name in modules(*APPS, "bench")}
    assert [name for name, parts in names.items() if parts & EMPTY_WORDS] == [NAMED_BY_DJANGO]


def test_every_model_defines_its_word() -> None:
    models = [
        (name, node)
        for name, tree in modules(*APPS).items()
        if "models" in Path(name).with_suffix("").parts
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    ]
    assert [f"{name} {node.name}" for name, node in models if not ast.get_docstring(node)] == []


def test_no_committed_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts().items()
        for match in [REGISTRIES.search(text), MACHINE_PATHS.search(text)]
        if match
    ]
    assert found == []


def test_no_committed_file_is_large() -> None:
    assert [str(path) for path in committed() if path.stat().st_size > LARGEST_FILE] == []


@pytest.mark.parametrize("lock", ["app", "test", "bench", "uv", "node"])
def test_locked_packages_have_exact_versions_and_hashes_and_no_addresses(lock: str) -> None:
    text = (CHECKOUT / "requirements" / f"{lock}.txt").read_text()
    packages = re.split(r"\n(?=\w)", text.strip())
    assert [package for package in packages if "==" not in package or "--hash=sha256:" not in package] == []
    assert "//" not in text


def test_locked_front_end_packages_have_hashes_and_no_addresses() -> None:
    text = (CHECKOUT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('"node_modules/')


def test_every_dependency_is_locked_and_carries_its_reason_beside_it() -> None:
    text = (CHECKOUT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    locks = {
        name: (CHECKOUT / "requirements" / f"{name}.txt").read_text().lower()
        for name in ("app", "test", "bench")
    }
    listed = [(entry, "app") for entry in project["project"]["dependencies"]]
    listed += [(entry, group) for group, entries in project["dependency-groups"].items() for entry in entries]
    unlocked = [entry for entry, lock in listed if re.split(r"[=<>;]", entry.lower())[0] not in locks[lock]]
    lines = text.splitlines()
    places = [next(n for n, line in enumerate(lines) if f'"{entry}"' in line) for entry, _ in listed]
    bare = [
        lines[n] for n in places if "#" not in lines[n] and not re.match(r'\s+(#|"\w+-\w+)', lines[n - 1])
    ]
    assert (unlocked, bare) == ([], [])


def test_the_example_environment_names_every_variable_that_is_read() -> None:
    example = set(re.findall(r"^#?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    compose = set(re.findall(r"\$\{([A-Z_]+)", (CHECKOUT / "docker-compose.yml").read_text()))
    asked = re.compile(r'(?:environ\.get|flag|needed)\(\s*"([A-Z_]+)"')
    read = {name for module in ("settings.py", "processes.py", "embedded/__init__.py")
            for name in asked.findall((CHECKOUT / "anchors" / module).read_text())}  # fmt: skip
    assert example == read | compose


def test_continuous_integration_runs_what_people_run() -> None:
    script = CHECKOUT / ".ci" / "run"
    assert "set -euo pipefail" in script.read_text()
    assert script.read_text().rstrip().endswith("make test")
    assert os.access(script, os.X_OK)


def test_every_make_command_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (name, target)
        for name, text in texts().items()
        if name.endswith(".md")
        for target in re.findall(r"(?:^|`|\$ )make (\w+)", text, re.MULTILINE)
    }
    assert {(name, target) for name, target in named if target not in targets} == set()


def test_every_management_command_in_the_documents_exists() -> None:
    from django.core.management import get_commands

    named = {
        (name, command)
        for name, text in texts().items()
        if name.endswith(".md")
        for command in re.findall(r"manage\.py (\w+)", text)
    }
    assert {(name, command) for name, command in named if command not in get_commands()} == set()


def test_decisions_are_numbered_once_each_and_short() -> None:
    decisions = sorted((CHECKOUT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert [path.name for path in decisions if len(path.read_text().splitlines()) >= 40] == []


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    pages = [path for path in committed() if path.suffix == ".md"]
    links = [(page, link) for page in pages for link in LINKS.findall(page.read_text(encoding="utf-8"))]
    broken = [(page.name, link) for page, link in links if not (page.parent / link).exists()]
    assert links
    assert broken == []
