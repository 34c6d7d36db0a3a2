"""Addresses of things with a name: short, readable, free."""

from django.db import models
from django.utils.text import slugify

_LONGEST = 50
_LONGEST_BEFORE_CODE = 40


def free_slug(
    model: type[models.Model], name: str, code: str, taken: frozenset[str] | set[str] = frozenset()
) -> str:
    """A slug for the name that no row of the model has; with the code behind it where another has the name.

    `taken` holds slugs given out but not saved yet.
    """
    slug = _shortened(slugify(name), _LONGEST)
    if slug and slug not in taken and not model._default_manager.filter(slug=slug).exists():  # noqa: SLF001
        return slug
    return f"{_shortened(slug, _LONGEST_BEFORE_CODE)}-{slugify(code)}".strip("-")


def _shortened(slug: str, longest: int) -> str:
    """As many whole words as there is room for."""
    if len(slug) <= longest:
        return slug
    return slug[: longest + 1].rpartition("-")[0] or slug[:longest]
