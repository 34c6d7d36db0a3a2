"""What the first visitor after a start does not wait for."""

from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment

from anchors.jinja import environment


def compiled(loaded: Environment, name: str) -> Any:
    return loaded.get_template(name).render()


def test_a_template_is_compiled_once_and_kept_for_the_next_process(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "new"
    options = {"loader": DictLoader({"page": "{{ 1 + 1 }}"}), "autoescape": True}
    assert compiled(environment(**options), "page") == "2"
    (kept,) = (settings.HOME / "templates").iterdir()
    assert (settings.HOME / "templates").stat().st_mode & 0o077 == 0
    before = kept.stat().st_mtime_ns
    assert compiled(environment(**options), "page") == "2"
    assert kept.stat().st_mtime_ns == before
    assert compiled(environment(**options | {"loader": DictLoader({"page": "3"})}), "page") == "3"


def test_pages_are_drawn_where_nothing_can_be_kept(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "file"
    settings.HOME.touch()
    found = environment(loader=DictLoader({"page": "{{ 1 + 1 }}"}), autoescape=True)
    assert found.bytecode_cache is None
    assert compiled(found, "page") == "2"
