"""What stands round every page: whose service it is, who is signed in, where one can go. A context processor.

`frame(request)` costs nothing until a template reads it, then at most two queries.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from anchors.models import AnchorInstitution, Membership, System, User

LONGEST_ROW = 6


class Link(TypedDict, total=False):
    """A link as the NHS macros take it."""

    text: str
    href: str
    active: bool
    current: bool
    icon: bool


@dataclass(frozen=True)
class Page:
    """One link of a section's row: its key, its words, the name of its address.

    `for_everybody` says that it, and what hangs below it, has something to show to people without a role.
    """

    key: str
    text: str
    view: str
    staff_only: bool = False
    for_everybody: bool = False


@dataclass(frozen=True)
class Section:
    """One of the service links; it is shown once its first page exists."""

    key: str
    text: str
    pages: tuple[Page, ...]


SECTIONS = (
    Section("overview", "Overview", (Page("overview", "Overview", "overview", for_everybody=True),)),
    Section(
        "spending",
        "Spending",
        (
            Page("explore", "Explore", "spending"),
            Page("suppliers", "Suppliers", "suppliers"),
            Page("lines", "Payments", "spend_lines"),
            Page("rules", "Rules", "rules"),
        ),
    ),
    Section(
        "employment",
        "Employment",
        (
            Page("map", "Where staff live", "employment"),
            Page("deciles", "Who is missing", "deciles"),
            Page("staff", "Staff files", "staff_files"),
            Page("support", "Support and gaps", "support"),
            Page("programmes", "Programmes", "programmes"),
            Page("wages", "Living Wage", "living_wage"),
        ),
    ),
    Section(
        "estates",
        "Estates",
        (
            Page("sites", "Sites", "estates"),
            Page("surplus", "Surplus land", "surplus"),
            Page("promises", "Promised and built", "promises"),
            Page("space", "Open to the community", "community_space"),
            Page("principles", "Principles", "disposal_principles"),
        ),
    ),
    Section(
        "recommendations",
        "Recommendations",
        (
            Page("board", "Board", "board"),
            Page("plan", "Plan and pledges", "plan"),
            Page("measures", "Measures", "measures", for_everybody=True),
            Page("places", "Places", "places", for_everybody=True),
            Page("submitted", "Submitted", "submitted"),
        ),
    ),
    Section(
        "data",
        "Data",
        (
            Page("uploads", "Uploads", "uploads"),
            Page("supplied", "Who has supplied", "supplied"),
            Page("api", "Downloads and API", "api_guide", for_everybody=True),
            Page("gallery", "Component gallery", "gallery", staff_only=True, for_everybody=True),
        ),
    ),
)

FOOTER = (
    ("Help and contact", "help"),
    ("Accessibility statement", "accessibility"),
    ("Privacy and cookies", "privacy"),
    ("API", "api_guide"),
    ("About and partners", "about"),
)

WORKING_AS = "The institution you work as"
SETTINGS = (
    (WORKING_AS, "Shown in the header and offered first.", "working_as"),
    ("Read tokens", "For reports and spreadsheets that read through the API.", "tokens"),
    ("Emails", "What is late and what changed, in one message.", "digest"),
)
"""What people may set for themselves: words, a note, the name of the address."""


class Frame:
    """The header, the rows of links, the sample band and the footer of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def user(self) -> User | None:
        """The person signed in."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @cached_property
    def roles(self) -> list[Membership]:
        """The person's roles today, by institution."""
        if self.user is None:
            return []
        roles = self.user.memberships_in_force().select_related("institution")
        return list(roles.order_by("institution__name"))

    @property
    def institutions(self) -> list[AnchorInstitution]:
        """Those in which the person has a role today."""
        return [role.institution for role in self.roles]

    @cached_property
    def institution(self) -> AnchorInstitution | None:
        """The one the person works as now."""
        chosen = self.user.working_as_id if self.user else None
        return next(
            (each for each in self.institutions if each.pk == chosen), next(iter(self.institutions), None)
        )

    @cached_property
    def system(self) -> System | None:
        """The system of that institution; with none, the only system of this service."""
        if self.institution is not None:
            return self.institution.system_on(today())
        systems = list(System.objects.all()[:2])
        return systems[0] if len(systems) == 1 else None

    @property
    def organisation(self) -> str:
        """The name in the header, in full."""
        name = self.system.name if self.system else ""
        return f"{name} Integrated Care System" if name and "care" not in name.lower() else name

    @property
    def is_sample(self) -> bool:
        """Whether everything shown is made up."""
        return self.system is not None and self.system.is_sample

    @property
    def footnote(self) -> str:
        """The last line of the page."""
        return f"{self.organisation} (sample)" if self.is_sample else self.organisation

    @property
    def account(self) -> list[Link]:
        """Name, institution, and in the template "Log out"; empty for nobody."""
        if self.user is None:
            return []
        name = self.user.name or self.user.email
        items: list[Link] = [{"text": name, "icon": True, "href": address("account")}]
        if self.institution:
            items.append(self._working_as(self.institution))
        return items

    @property
    def settings(self) -> list[dict[str, str]]:
        """The links of the account page: what exists now."""
        found = [
            {"text": text, "note": note, "href": href}
            for text, note, view in SETTINGS
            if (href := address(view))
        ]
        return [each for each in found if each["text"] != WORKING_AS or len(self.institutions) > 1]

    def _working_as(self, institution: AnchorInstitution) -> Link:
        change = address("working_as")
        if change and len(self.institutions) > 1:
            return {"text": f"{institution.name} (change)", "href": change}
        return {"text": institution.name}

    def sections_for(self, current: str) -> list[Link]:
        """The service links that exist now."""
        links: list[Link] = []
        for section in SECTIONS:
            href = address(section.pages[0].view)
            if href:
                links.append({"text": section.text, "href": href, "active": section.key == current})
        return links

    def pages_of(self, key: str, current: str) -> dict[str, object]:
        """The row of one section: its label and its links; no row for a section of one page."""
        section = next((each for each in SECTIONS if each.key == key), None)
        if section is None:
            return {"label": "", "links": []}
        staff = self.user is not None and self.user.is_staff
        links = [
            Link(text=page.text, href=href, current=page.key == current)
            for page in section.pages
            if (href := address(page.view)) and (staff or not page.staff_only)
        ]
        return {"label": section.text, "links": links[:LONGEST_ROW] if len(links) > 1 else []}

    def lacks_role(self, key: str, current: str) -> bool:
        """Whether a page of a section shows what roles let people see, to somebody signed in who has none."""
        section = next((each for each in SECTIONS if each.key == key), None)
        if section is None or self.user is None or self.roles:
            return False
        return not any(page.key == current and page.for_everybody for page in section.pages)

    @property
    def footer(self) -> list[Link]:
        """The same five links, in the same place, on all pages."""
        return [Link(text=text, href=href) for text, view in FOOTER if (href := address(view))]

    @property
    def home(self) -> str:
        """Where the logo leads."""
        return address("overview") or "/"

    @property
    def sign_out(self) -> str:
        """Where "Log out" posts to."""
        return address("sign_out")

    @property
    def remove_sample(self) -> str:
        """Where the sample data is removed, for those who may: platform staff and the sample's own leads."""
        is_lead = any(role.role == Membership.Role.LEAD for role in self.roles)
        may = self.user is not None and (self.user.is_staff or is_lead)
        return address("remove_sample") if may else ""

    @property
    def contact(self) -> str:
        """The address people write to for help."""
        return settings.CONTACT_EMAIL


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context processor."""
    return {"frame": Frame(request)}


def address(view: str) -> str:
    """The address of a named page, or nothing while the page does not exist."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def today() -> date:
    """The day in the zone that people live in."""
    return timezone.localdate()
