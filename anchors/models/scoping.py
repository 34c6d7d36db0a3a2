"""The one way tenant data is reached: querysets that know what a person may see."""

from typing import Any, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from anchors.models.people import User

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    """A queryset of rows that belong to an institution.

    `institution_path` is the lookup from the row to its institution's id.
    """

    institution_path = "institution"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The rows of the institutions in which the person has a role in force; platform staff included."""
        return self._within(user.institution_ids()) if isinstance(user, User) else self.none()

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """The rows of the institutions in which the person may contribute."""
        if not isinstance(user, User):
            return self.none()
        return self._within(user.institution_ids(contributing=True))

    def _within(self, institution_ids: Any) -> Self:
        return self.filter(**{f"{self.institution_path}__in": institution_ids})
