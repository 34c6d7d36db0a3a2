"""Django's administration for platform staff: people, institutions, places, parameters; uploads and jobs to look at."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest

from anchors.forms import LimitedTries
from anchors.models import (
    AnchorInstitution,
    DisclosureProfile,
    GeographySource,
    Job,
    Membership,
    Parameter,
    Place,
    SavedMapping,
    SmallArea,
    Succession,
    System,
    SystemArea,
    SystemMembership,
    Upload,
    User,
)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    PersonAdmin = UserAdmin[User]
else:  # these classes take no parameters when they run
    ModelAdmin, TabularInline, PersonAdmin = admin.ModelAdmin, admin.TabularInline, UserAdmin


class StaffSignInForm(LimitedTries, AdminAuthenticationForm):
    """The administration's own sign-in, which counts its tries with the others."""


admin.site.login_form = StaffSignInForm
admin.site.site_header = "Anchors: platform staff"
admin.site.site_title = "Anchors"
admin.site.index_title = "What this service keeps"


class OnlyToLookAt(ModelAdmin):
    """Rows that the service writes itself, so that nobody changes them by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(TabularInline):
    """A person's roles, or an institution's people."""

    model = Membership
    autocomplete_fields = ("user", "institution")
    extra = 0


@admin.register(User)
class People(PersonAdmin):
    """Accounts and roles. What a person may see follows from their roles alone, staff included."""

    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "memberships__role")
    search_fields = ("email", "name")
    readonly_fields = ("created_at", "last_login")
    filter_horizontal = ()
    add_form = AdminUserCreationForm
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("created_at", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    inlines = (MembershipInline,)


class SystemMembershipInline(TabularInline):
    """Times in systems."""

    model = SystemMembership
    autocomplete_fields = ("system", "institution")
    extra = 0


class SystemAreaInline(TabularInline):
    """The local authorities of a system."""

    model = SystemArea
    autocomplete_fields = ("place",)
    extra = 0


class SuccessionInline(TabularInline):
    """The bodies that an institution took over from."""

    model = Succession
    fk_name = "successor"
    autocomplete_fields = ("predecessor",)
    extra = 0


@admin.register(System)
class Systems(ModelAdmin):
    """Integrated care systems."""

    list_display = ("name", "code", "valid_from", "valid_to", "is_sample")
    search_fields = ("name", "code")
    autocomplete_fields = ("place", "successor")
    prepopulated_fields: ClassVar[Any] = {"slug": ("name",)}
    inlines = (SystemAreaInline, SystemMembershipInline)


@admin.register(AnchorInstitution)
class Institutions(ModelAdmin):
    """Anchor institutions."""

    list_display = ("name", "kind", "ods_code", "gss_code", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("name", "ods_code", "gss_code")
    autocomplete_fields = ("home_place",)
    prepopulated_fields: ClassVar[Any] = {"slug": ("name",)}
    inlines = (MembershipInline, SystemMembershipInline, SuccessionInline)


@admin.register(Place)
class Places(ModelAdmin):
    """Places; the published files are loaded with `manage.py load_geography`."""

    list_display = ("name", "code", "kind", "parent")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    autocomplete_fields = ("parent",)


@admin.register(SmallArea)
class SmallAreas(OnlyToLookAt):
    """Small areas and their deprivation, as published."""

    list_display = ("code", "vintage", "name", "imd2019_decile", "imd2025_decile")
    list_filter = ("vintage",)
    search_fields = ("code", "name")
    show_full_result_count = False


@admin.register(GeographySource)
class GeographySources(OnlyToLookAt):
    """Which reference files were loaded."""

    list_display = ("kind", "name", "rows", "loaded_at")


@admin.register(Parameter)
class Parameters(ModelAdmin):
    """Dated numbers with their sources."""

    list_display = ("name", "code", "value", "unit", "valid_from", "valid_to", "status")
    list_filter = ("status",)
    search_fields = ("name", "code", "source_title")


@admin.register(DisclosureProfile)
class DisclosureProfiles(OnlyToLookAt):
    """Which counts of people are hidden and how others are rounded, since when and by whose rule."""

    list_display = ("name", "code", "hidden_up_to", "nearest", "fewest_choices", "valid_from", "valid_to")


@admin.register(Upload)
class Uploads(OnlyToLookAt):
    """Uploads: whose, when, in which state. What is in them is for their institution."""

    list_display = ("id", "institution", "kind", "state", "size", "uploaded_at", "lines_loaded")
    list_filter = ("state", "kind")
    list_select_related = ("institution",)
    search_fields = ("institution__name", "sha256")
    fields = (
        "institution", "kind", "state", "reason", "size", "sha256", "rest_of", "lines_loaded", "uploaded_at",
        "confirmed_at", "loaded_at", "undone_at", "is_sample",
    )  # fmt: skip


@admin.register(Job)
class Jobs(OnlyToLookAt):
    """Background work, and why a piece of it failed."""

    list_display = ("id", "kind", "institution", "state", "attempts", "created_at", "finished_at")
    list_filter = ("state", "kind")
    list_select_related = ("institution",)


@admin.register(SavedMapping)
class SavedMappings(ModelAdmin):
    """Remembered layouts; one that is wrong can be deleted."""

    list_display = ("institution", "kind", "fingerprint", "saved_at")
    list_select_related = ("institution",)
    search_fields = ("institution__name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
