"""Sections of a site's page that other parts of the lever add: what rests on the site."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from estates.models import Site

Section = Callable[[HttpRequest, Site], dict[str, Any] | None]
_sections: dict[str, Section] = {}


def site_section(name: str) -> Callable[[Section], Section]:
    """Declare a section: the page includes `estates/sections/<name>.html` with what the function gives as `section`."""

    def declare(section: Section) -> Section:
        _sections[name] = section
        return section

    return declare


def sections_of(request: HttpRequest, site: Site) -> list[tuple[str, dict[str, Any]]]:
    """The template and content of each section that has something to say of the site."""
    found = ((name, section(request, site)) for name, section in _sections.items())
    return [(f"estates/sections/{name}.html", content) for name, content in found if content is not None]
