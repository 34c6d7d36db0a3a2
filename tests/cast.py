"""The cast of every test: one system with an officer and a contributor, and somebody from another system.

The officer works at the integrated care board, the contributor at a council of the same system, the trust lead at
its hospital trust; the outsider belongs to an institution of a different system and must never see anything here.
"""

from dataclasses import dataclass

from anchors.models import (
    AnchorInstitution,
    Membership,
    Place,
    System,
    SystemArea,
    SystemMembership,
    User,
)

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """Everybody and everything that the tests tell their stories with."""

    system: System
    region: Place
    city: Place
    district: Place
    far_city: Place
    board: AnchorInstitution
    council: AnchorInstitution
    trust: AnchorInstitution
    foreign_council: AnchorInstitution
    officer: User
    contributor: User
    reader: User
    trust_lead: User
    outsider: User


def assembled() -> Cast:
    """Write the cast into the database."""
    country = Place.objects.create(code="E92000001", name="England", kind=Place.Kind.COUNTRY)
    region = Place.objects.create(code="E12999901", name="Northlands", kind="region", parent=country)
    far_region = Place.objects.create(code="E12999902", name="Southlands", kind="region", parent=country)
    city = Place.objects.create(code="E08999901", name="Northvale", kind="local_authority", parent=region)
    district = Place.objects.create(code="E07999902", name="Marsh", kind="local_authority", parent=region)
    far_city = Place.objects.create(
        code="E06999903", name="Farport", kind="local_authority", parent=far_region
    )
    system = System.objects.create(name="Northvale and Marsh", slug="northvale-and-marsh", code="QZZ")
    other = System.objects.create(name="Farport and Coast", slug="farport-and-coast", code="QYY")
    for place in (city, district):
        SystemArea.objects.create(system=system, place=place)
    SystemArea.objects.create(system=other, place=far_city)
    board = _institution(system, "Northvale and Marsh ICB", "icb", city, ods="QZZ")
    council = _institution(system, "Marsh Borough Council", "district", district, gss="E07999902")
    trust = _institution(system, "Northvale Hospitals NHS Foundation Trust", "acute_trust", city, ods="RZZ")
    foreign = _institution(other, "Farport City Council", "unitary", far_city, gss="E06999903")
    return Cast(
        system=system,
        region=region,
        city=city,
        district=district,
        far_city=far_city,
        board=board,
        council=council,
        trust=trust,
        foreign_council=foreign,
        officer=person("Amina Officer", board, "lead"),
        contributor=person("Tom Contributor", council, "contributor"),
        reader=person("Rhea Reader", council, "reader"),
        trust_lead=person("Grace Lead", trust, "lead"),
        outsider=person("Otto Outsider", foreign, "lead"),
    )


def person(name: str, institution: AnchorInstitution, role: str) -> User:
    """Somebody with one role in one institution."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    user = User.objects.create_user(email, PASSWORD, name=name, working_as=institution)
    Membership.objects.create(user=user, institution=institution, role=role)
    return user


def _institution(
    system: System, name: str, kind: str, home: Place, *, ods: str | None = None, gss: str | None = None
) -> AnchorInstitution:
    institution = AnchorInstitution.objects.create(
        name=name,
        slug=name.lower().replace(" ", "-"),
        kind=kind,
        ods_code=ods,
        gss_code=gss,
        home_place=home,
    )
    SystemMembership.objects.create(system=system, institution=institution)
    return institution
