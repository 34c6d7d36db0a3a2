"""Django's administration of the estates lever, to look at: everything is changed on its pages and by files.

What an institution keeps to itself is not for platform staff: sites and returns that are not published, sensitive
plots and what hangs on them, the words of those who were asked.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from anchors.admin import OnlyToLookAt
from estates.models import (
    Appraisal,
    CommunitySpace,
    DisposalPrinciples,
    EstateReturn,
    HomesStatement,
    Plot,
    PrinciplesSignature,
    Site,
)


class OfWhatIsShared(OnlyToLookAt):
    """Rows that the whole system reads; `shared` is the lookup that says which."""

    shared: dict[str, bool]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Those and no others."""
        return super().get_queryset(request).filter(**self.shared)


@admin.register(Site)
class Sites(OfWhatIsShared):
    """Every published site there is."""

    shared = {"is_published": True}
    list_display = ("name", "institution", "ref", "kind", "tenure", "status", "place")
    list_filter = ("kind", "tenure", "status")
    list_select_related = ("institution", "place")
    search_fields = ("name", "ref", "uprn", "postcode")


@admin.register(EstateReturn)
class EstateReturns(OfWhatIsShared):
    """Published returns: whose, for when."""

    shared = {"is_published": True}
    list_display = ("institution", "site", "year")
    list_filter = ("year",)
    list_select_related = ("institution", "site")


@admin.register(Plot)
class Plots(OfWhatIsShared):
    """Surplus land that is not sensitive: whose, and how far it is."""

    shared = {"is_sensitive": False}
    list_display = ("title", "owner", "ref", "stage", "area_ha", "declared_on", "disposed_on")
    list_filter = ("stage", "future_use")
    list_select_related = ("site__institution",)
    search_fields = ("title", "ref", "site__institution__name")
    fields = (*list_display, "floor_m2", "future_use", "planned_year", "made_by", "made_at")

    @admin.display(ordering="site__institution__name")
    def owner(self, plot: Plot) -> str:
        """The institution."""
        return plot.site.institution.name


@admin.register(Appraisal)
class Appraisals(OfWhatIsShared):
    """Options appraisals of such land: how far they are, what was decided when and by whom."""

    shared = {"plot__is_sensitive": False}
    list_display = ("plot", "state", "chosen", "decided_by", "decided_on", "recorded_by")
    list_filter = ("state",)
    list_select_related = ("plot", "chosen", "recorded_by")
    search_fields = ("plot__title",)
    fields = (*list_display, "comments_close", "decision_due", "made_by", "made_at")


@admin.register(HomesStatement)
class HomesStatements(OfWhatIsShared):
    """Homes promised and built on such land, by document."""

    shared = {"plot__is_sensitive": False}
    list_display = ("plot", "stage", "on", "source", "is_withdrawn", "by", "at")
    list_filter = ("stage", "is_withdrawn")
    list_select_related = ("plot", "by")
    search_fields = ("plot__title", "source")
    fields = (*list_display, "homes")


@admin.register(DisposalPrinciples)
class Principles(OnlyToLookAt):
    """Texts on disposals that the partners of a system sign."""

    list_display = ("title", "system", "valid_from", "valid_to", "made_by", "made_at")
    list_select_related = ("system", "made_by")
    search_fields = ("title", "system__name")
    fields = (*list_display, "sentences")


@admin.register(PrinciplesSignature)
class Signatures(OnlyToLookAt):
    """Who has signed them, and who took it back."""

    list_display = ("principles", "institution", "signed_by", "signed_on", "withdrawn_on", "by")
    list_select_related = ("principles", "institution", "by")
    search_fields = ("institution__name",)


@admin.register(CommunitySpace)
class Spaces(OnlyToLookAt):
    """Space open to the community, as the whole system reads it: nothing of a site that is not published."""

    list_display = ("name", "owner", "kind", "charge", "hours_offered", "opened_on", "closed_on")
    list_filter = ("kind", "charge", ("closed_on", admin.EmptyFieldListFilter))
    list_select_related = ("site__institution",)
    search_fields = ("name", "site__institution__name")
    fields = (
        *list_display,
        "address",
        "people",
        "floor_m2",
        "rate",
        "is_step_free",
        "how_to_book",
        "made_at",
    )

    @admin.display(ordering="site__institution__name")
    def owner(self, space: CommunitySpace) -> str:
        """The institution."""
        return space.site.institution.name
