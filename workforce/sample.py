"""Staff of the sample system: made-up files through the same reading as everybody's, and one published quarter.

The trust and others have fewer staff in the most deprived neighbourhoods than live there; one council has sent none.
"""

import csv
import io
from random import Random
from typing import Any

from django.utils import timezone

from anchors.jobs import run_job
from anchors.models import AnchorInstitution, Job, Postcode, SmallAreaPopulation, System, User
from anchors.periods import Period
from anchors.sample.bodies import IN_POST
from anchors.views.frame import today
from workforce.forms.staff import quarters
from workforce.intake import Purpose, confirm_staff, receive_staff
from workforce.models import StaffIntake
from workforce.releasing import make_release

SEED = 20261122
LEFT = 0.09
"""Of so many for each in post, the file also has people who left at the start of the quarter."""
BOARD = "northvale-and-marsh-icb"
TAKEN = {1: 0.55, 2: 0.7, 3: 0.85, 4: 0.95}
"""How many of the expected work there, by decile; elsewhere a few more than expected."""
COLD = {"Bargate": 0.6, "Canal Side": 0.65, "Lower Quay": 0.6}
AT_HOME = 3
BANDS = ("Band 2", "Band 3", "Band 4", "Band 5", "Band 6", "Band 7", "Band 8a", "VSM")
GROUPS = (
    "Nursing and Midwifery Registered",
    "Additional Clinical Services",
    "Administrative and Clerical",
    "Estates and Ancillary",
    "Allied Health Professionals",
    "Medical and Dental",
)
HEADINGS = (
    "Employee Number",
    "Home Post Code",
    "Pay Band",
    "Staff Group",
    "Latest Start Date",
    "Leaving Date",
)


def add_sample_staff(system: System, **_: Any) -> None:
    """Receive `anchors.sample.sample_filled`: staff counts of the newest quarter that is over, published."""
    quarter = next(each for each in quarters(today()) if each.end < today())
    bodies = AnchorInstitution.objects.in_system(system, timezone.localdate()).filter(slug__in=IN_POST)
    officer = User.objects.filter(memberships__institution__slug=BOARD).order_by("pk").first()
    for body in bodies:
        content = staff_file(body, system, quarter)
        intake = receive_staff(Purpose(body, quarter, quarter.end), content, by=officer, is_sample=True)
        confirm_staff(intake, by=officer)
    make_release(system, quarter, by=officer)
    for job in Job.objects.filter(kind="measure", state=Job.State.WAITING, upload=None).order_by("pk"):
        run_job(job.pk)


def staff_file(body: AnchorInstitution, system: System, quarter: Period) -> bytes:
    """One row a person, as a payroll system would write it; the same every time."""
    rng = Random(f"{SEED} {body.slug}")  # noqa: S311 - made-up people
    homes, weights = _homes(body, system)
    away = list(
        Postcode.objects.filter(local_authority__name="Harrowby")
        .order_by("code")
        .values_list("code", flat=True)
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    in_post = IN_POST[body.slug]
    everybody = in_post + round(in_post * LEFT)
    for person, home in enumerate(rng.choices(homes, weights, k=everybody)):
        lot = rng.random()
        code = "ZZ99 3VZ" if lot < 0.008 else rng.choice(away) if away and lot < 0.15 else home
        pay = rng.choices(BANDS, (14, 16, 12, 22, 16, 10, 8, 2))[0]
        started = (
            f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{quarter.end.year - rng.randrange(0, 15)}"
        )
        left = quarter.start.strftime("%d/%m/%Y") if person >= in_post else ""
        writer.writerow((20_000_000 + person, code, pay, rng.choice(GROUPS), started, left))
    return text.getvalue().encode()


def _homes(body: AnchorInstitution, system: System) -> tuple[list[str], list[float]]:
    """Postcodes of the system, and how often somebody from there works at the institution."""
    districts = system.local_authorities(today())
    found = Postcode.objects.filter(local_authority__in=districts).select_related(
        "small_area_2021__middle_area"
    )
    people = dict(
        SmallAreaPopulation.objects.filter(small_area__local_authority__in=districts).values_list(
            "small_area", "working_age"
        )
    )
    codes, weights = [], []
    for postcode in found.order_by("code"):
        area = postcode.small_area_2021
        if area is None or area.middle_area is None:
            continue
        taken = TAKEN.get(area.imd2025_decile or 0, 1.15) * COLD.get(area.middle_area.name, 1)
        near = AT_HOME if area.local_authority_id == body.home_place_id else 1
        codes.append(postcode.code)
        weights.append(people.get(area.pk, 0) * taken * near)
    return codes, weights


def staff_of_people(**_: Any) -> list[str]:
    """Answer `anchors.sample.sample_leaving`: staff files that people sent in the sample, in words."""
    sent = StaffIntake.objects.filter(
        is_sample=False,
        institution__system_memberships__system__is_sample=True,
        state=StaffIntake.State.RECEIVED,
    ).count()
    return [f"{sent} staff file{'s' if sent > 1 else ''}"] if sent else []
