"""Putting the sample into an empty system, and taking every trace of it out again."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from anchors import jobs
from anchors.models import (
    AnchorInstitution,
    Job,
    Membership,
    MiddleArea,
    Place,
    Postcode,
    SmallArea,
    System,
    SystemArea,
    SystemMembership,
    Upload,
    User,
)
from anchors.sample import bodies
from anchors.sample.ledgers import SampleFile, postcode_of, write_sample_files
from anchors.sample.neighbourhoods import add_neighbourhoods
from anchors.uploads import confirm_upload, receive_upload

sample_begun = Signal()
"""Sent with `system` once the sample's bodies are there and before its files: a lever adds what only it knows."""
sample_filled = Signal()
"""Sent with `system` once its files are in the books: what rests on figures is added."""
sample_leaving = Signal()
"""Sent before the sample may go: receivers give what people wrote in it since, as words such as `2 actions`."""

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "sample"
_LOCK = 0x5A3F


class SampleError(Exception):
    """The sample cannot be added; the message says why."""


@jobs.handles("load_sample")
def load_sample_for(job: Job) -> None:
    """Add the sample for the member of staff who asked, and make them an officer of its board.

    Cut off half way, the next attempt clears what it finds and begins again.
    """
    remove_sample()
    system = load_sample(None)
    with jobs.effect(job):
        if job.requested_by:
            board = AnchorInstitution.objects.get(system_memberships__system=system, kind="icb")
            Membership.objects.create(user=job.requested_by, institution=board, role=Membership.Role.LEAD)


def load_sample(password: str | None) -> System:
    """Add the sample system with its people, who sign in with the password if there is one, and load its files.

    Raises SampleError when there is a sample already.
    """
    if System.objects.filter(is_sample=True).exists():
        message = "The sample system is here already."
        raise SampleError(message)
    files = write_sample_files(FOLDER)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        system = _system()
        institutions = {body.code: _institution(body, system) for body in bodies.BODIES}
        _people(institutions, password)
    sample_begun.send(sender=System, system=system)
    for file in files:
        _bring_in(file, institutions[file.body.code])
    sample_filled.send(sender=System, system=system)
    for job in Job.objects.filter(state="waiting", upload=None).order_by("pk"):
        jobs.run_job(job.pk)
    return system


def real_uploads() -> QuerySet[Upload]:
    """Files that people sent to the sample's institutions and that are in use: they would go with the sample.

    Such files are welcome, since whoever tries the product wants to see a file of their own in it; but nothing says
    that they may be lost, so whoever removes the sample is asked.
    """
    unused = (Upload.State.REFUSED, Upload.State.UNDONE, Upload.State.WITHDRAWN)
    sent = Upload.objects.filter(institution__in=sample_institutions(), is_sample=False)
    return sent.exclude(state__in=unused).select_related("institution", "uploaded_by").order_by("pk")


def written_by_people() -> list[str]:
    """What people wrote in the sample, plans and the like, as words such as `2 actions`: it would go with it."""
    return [words for _, found in sample_leaving.send(sender=System) for words in found or ()]


def sample_institutions() -> QuerySet[AnchorInstitution]:
    """Those of the sample system alone; one that was added to it and belongs to a real system too is not made up."""
    real = SystemMembership.objects.filter(system__is_sample=False)
    members = SystemMembership.objects.filter(system__is_sample=True)
    found = AnchorInstitution.objects.filter(pk__in=members.values("institution"))
    return found.exclude(pk__in=real.values("institution"))


def sample_accounts() -> QuerySet[User]:
    """The made-up people."""
    return User.objects.filter(email__endswith=f"@{bodies.MAIL_DOMAIN}")


def remove_sample() -> None:
    """Delete the sample system and all that belongs to it: rows, files, accounts. Harmless when there is none.

    `real_uploads` and what is `written_by_people` go too: whoever calls has asked.
    """
    with transaction.atomic():
        institutions = sample_institutions()
        folders = [
            Path(settings.MEDIA_ROOT) / "uploads" / str(institution.pk) for institution in institutions
        ]
        sample_accounts().delete()
        uploads = Upload.objects.filter(institution__in=institutions)
        uploads.filter(rest_of__isnull=False).delete()
        uploads.delete()
        ids = list(institutions.values_list("pk", flat=True))
        System.objects.filter(is_sample=True).delete()
        AnchorInstitution.objects.filter(pk__in=ids).delete()
        _remove_places()
    _retract_sign_in(settings.HOME / "sign-in.txt")
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _retract_sign_in(note: Path) -> None:
    """What `make run` prints from now on. An empty note stays: it marks a first load that has not come to its end."""
    if note.exists() and note.read_text():
        note.write_text("The sample has been removed. Sign in with your own account.\n")


def _remove_places() -> None:
    codes = [district.code for district in bodies.DISTRICTS]
    Postcode.objects.filter(local_authority__code__in=codes).delete()
    SmallArea.objects.filter(local_authority__code__in=codes).delete()
    MiddleArea.objects.filter(local_authority__code__in=codes).delete()
    for group in (codes, list(bodies.REGIONS), [bodies.COUNTRY[0]]):
        Place.objects.filter(code__in=group).delete()


def _system() -> System:
    code, name = bodies.COUNTRY
    country = Place.objects.create(code=code, name=name, kind=Place.Kind.COUNTRY)
    regions = {
        code: Place.objects.create(code=code, name=name, kind=Place.Kind.REGION, parent=country)
        for code, name in bodies.REGIONS.items()
    }
    system = System.objects.create(
        name=bodies.SYSTEM_NAME, slug=bodies.SYSTEM_SLUG, code=bodies.SYSTEM_CODE, is_sample=True
    )
    for number, district in enumerate(bodies.DISTRICTS):
        place = Place.objects.create(
            code=district.code,
            name=district.name,
            kind=Place.Kind.LOCAL_AUTHORITY,
            parent=regions[district.region],
        )
        _postcodes(place, district.postcode_area, number, is_in_system=district.is_in_system)
        if district.is_in_system:
            SystemArea.objects.create(system=system, place=place)
    return system


def _postcodes(place: Place, area: str, number: int, *, is_in_system: bool) -> None:
    """The small areas of a district, and postcodes spread over them; outside the system one of each decile."""
    by_vintage = add_neighbourhoods(place, number) if is_in_system else {2021: _small_areas(place, number)}
    Postcode.objects.bulk_create(
        Postcode(
            code=postcode_of(area, index).replace(" ", ""),
            local_authority=place,
            **{f"small_area_{vintage}": areas[index % len(areas)] for vintage, areas in by_vintage.items()},
        )
        for index in range(bodies.POSTCODES_PER_DISTRICT)
    )


def _small_areas(place: Place, number: int) -> list[SmallArea]:
    return SmallArea.objects.bulk_create(
        SmallArea(
            code=f"E0199{number}{decile:03d}",
            vintage=2021,
            name=f"{place.name} {decile:03d}A",
            local_authority=place,
            imd2025_decile=decile,
            imd2025_rank=decile * 3000 + number,
        )
        for decile in range(1, 11)
    )


def _institution(body: bodies.Body, system: System) -> AnchorInstitution:
    is_council = body.code.startswith("E")
    institution = AnchorInstitution.objects.create(
        name=body.name,
        slug=body.slug,
        kind=body.kind,
        ods_code=None if is_council else body.code,
        gss_code=body.code if is_council else None,
        home_place=Place.objects.get(code=body.district),
    )
    SystemMembership.objects.create(system=system, institution=institution)
    return institution


def _people(institutions: dict[str, AnchorInstitution], password: str | None) -> None:
    for person in bodies.PEOPLE:
        institution = institutions[person.body]
        user = User.objects.create_user(
            f"{person.account}@{bodies.MAIL_DOMAIN}", password, name=person.name, working_as=institution
        )
        Membership.objects.create(user=user, institution=institution, role=person.role)


def _bring_in(file: SampleFile, institution: AnchorInstitution) -> None:
    uploader = User.objects.filter(memberships__institution=institution).first()
    with file.path.open("rb") as content:
        upload = receive_upload(
            institution=institution,
            kind=file.kind,
            file=content,
            name=file.path.name,
            by=uploader,
            period=file.period,
            is_sample=True,
        )
    _run_jobs(upload)
    confirm_upload(upload, by=uploader)
    _run_jobs(upload)


def _run_jobs(upload: Upload) -> None:
    """Its jobs, and those that they ask for in turn."""
    tried: list[int] = []
    while waiting := list(upload.jobs.filter(state="waiting").exclude(pk__in=tried)):
        for job in waiting:
            jobs.run_job(job.pk)
            tried.append(job.pk)
