"""Addresses of things with a name: short, readable, free."""

from django.db import models
from django.utils.text import slugify


def free_slug(
    model: type[models.Model], name: str, code: str, taken: frozenset[str] | set[str] = frozenset()
) -> str:
    """A slug for the name that no row of the model has; with the code behind it where another has the name.

    `taken` holds slugs given out but not saved yet.
    """
    slug = slugify(name)[:50].rstrip("-")
    if slug and slug not in taken and not model._default_manager.filter(slug=slug).exists():  # noqa: SLF001
        return slug
    return f"{slug[:40].rstrip('-')}-{slugify(code)}".strip("-")
