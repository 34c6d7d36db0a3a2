"""Publishing a quarter: who has supplied, one protected release, frozen; everybody reads only that."""

import json
from datetime import date, timedelta
from itertools import cycle

import pytest

from anchors.jobs import run_here
from anchors.models import Job
from anchors.periods import Period
from tests.cast import Cast
from tests.workforce.neighbourhood import CENSUS, QUARTER, csv_file, postcode
from workforce.intake import Purpose, confirm_staff, receive_staff
from workforce.models import Release, ReleaseBehind, ReleasedCell, StaffIntake
from workforce.releasing import ReleaseError, make_release, obstacle, request_release, supplies

NEXT = Period(202607, 202609)


def staff(cast: Cast, *, by_decile: list[int], outside: int = 0) -> bytes:
    """A file with so many people in each decile of the city, 50 in each of the district, and some outside."""
    places = [postcode(cast.city, decile) for decile, people in enumerate(by_decile) for _ in range(people)]
    places += [postcode(cast.district, decile) for decile in range(10) for _ in range(50)]
    places += [postcode(cast.far_city, 1)] * outside
    return csv_file(
        ["Home postcode", "Band"], zip(places, cycle(["Band 3", "Band 6", "Band 2", "5"]), strict=False)
    )


def sent(
    cast: Cast, content: bytes, institution=None, quarter: Period = QUARTER, census: date = CENSUS
) -> StaffIntake:
    intake = receive_staff(Purpose(institution or cast.trust, quarter, census), content, by=cast.trust_lead)
    confirm_staff(intake, by=cast.trust_lead)
    return intake


def shown(release: Release, institution=None, **key: object) -> int | None:
    wanted = {"breakdown": "all", "category": "all", "edition": None, "decile": None, "area": ""} | key
    return release.cells.get(institution=institution, **wanted).shown


PEOPLE = [40, 31, 3, 22, 12, 60, 9, 0, 17, 26]


def test_a_release_shows_protected_figures_of_every_institution_and_of_all(cast: Cast):
    sent(cast, staff(cast, by_decile=PEOPLE, outside=33))
    sent(cast, staff(cast, by_decile=[50] * 10), cast.council)
    release = make_release(cast.system, QUARTER, by=cast.officer)
    assert shown(release, cast.trust, level="small", area="E01000001") == 40
    assert shown(release, cast.trust, level="small", area="E01000003") is None
    assert shown(release, cast.trust, level="small", area="E01000008") is None, "nobody is hidden like few"
    assert shown(release, cast.trust, level="decile", edition=2025, decile=1) == 90
    assert shown(release, cast.trust, level="deprived", edition=2019) == 170, "71 and 100"
    assert shown(release, level="staff") == 1755, "220, 33, 500 and 1,000"
    assert shown(release, cast.trust, breakdown="band", category="5-7", level="footprint") == 360
    assert (release.vintage, release.editions) == (2021, [2019, 2025])
    assert all(cell.shown is None or cell.shown % 5 == 0 for cell in release.cells.all())
    small = release.cells.get(institution=None, level="small", area="E01000001")
    assert small.small_area.code == "E01000001"
    assert release.cells.get(institution=None, level="district", area=cast.city.code).district == cast.city


def test_no_figure_of_a_release_is_of_two_breakdowns_or_below_the_district_for_a_second_one(cast: Cast):
    sent(cast, staff(cast, by_decile=PEOPLE))
    release = make_release(cast.system, QUARTER, by=None)
    levels = set(release.cells.exclude(breakdown="all").values_list("level", flat=True))
    assert levels == {"footprint", "decile", "deprived"}
    assert not release.cells.filter(level__in=("latent", "base")).exists()


def test_a_person_who_joins_or_leaves_changes_nothing_that_is_shown(cast: Cast):
    sent(cast, staff(cast, by_decile=PEOPLE))
    first = make_release(cast.system, QUARTER, by=None)
    sent(
        cast,
        staff(cast, by_decile=[each + 4 if each else 0 for each in PEOPLE]),
        quarter=NEXT,
        census=CENSUS + timedelta(92),
    )
    second = make_release(cast.system, NEXT, by=None)
    before = {_what(cell): cell.shown for cell in first.cells.all()}
    both = [cell for cell in second.cells.all() if cell.shown is not None and before[_what(cell)] is not None]
    small = [cell for cell in both if cell.level == "small"]
    assert len(small) > 20
    assert all(cell.shown == before[_what(cell)] for cell in small), (
        "four more people in an area are not seen"
    )


def _what(cell: ReleasedCell) -> tuple[object, ...]:
    return (
        cell.institution_id,
        cell.breakdown,
        cell.category,
        cell.level,
        cell.area,
        cell.edition,
        cell.decile,
    )


def test_partners_read_the_whole_and_only_the_board_reads_each_institution(cast: Cast):
    sent(cast, staff(cast, by_decile=PEOPLE))
    make_release(cast.system, QUARTER, by=None)

    def subjects(user) -> set[int | None]:
        return set(ReleasedCell.objects.visible_to(user).values_list("institution", flat=True))

    assert subjects(cast.contributor) == {None}
    assert subjects(cast.trust_lead) == subjects(cast.officer) == {None, cast.trust.pk}
    assert subjects(cast.outsider) == set()


def test_the_true_counts_behind_a_release_are_kept_for_the_next_one_only(cast: Cast):
    sent(cast, staff(cast, by_decile=PEOPLE))
    release = make_release(cast.system, QUARTER, by=None)
    behind = ReleaseBehind.objects.get(release=release)
    assert len(behind.figures) >= release.cells.count()
    assert json.dumps(behind.sums)


def test_publishing_is_one_job_however_often_it_is_asked_for(cast: Cast, django_capture_on_commit_callbacks):
    sent(cast, staff(cast, by_decile=PEOPLE))
    with run_here(), django_capture_on_commit_callbacks(execute=True):
        job = request_release(cast.system, QUARTER, by=cast.officer)
        assert request_release(cast.system, QUARTER, by=cast.officer) == job
    job.refresh_from_db()
    assert job.state == "done", job.error
    release = Release.objects.get()
    assert release.made_by == cast.officer
    assert Job.objects.filter(kind="measure", arguments__institutions=[cast.trust.pk]).exists()
    with pytest.raises(ReleaseError, match="published already"):
        request_release(cast.system, QUARTER, by=cast.officer)


def test_a_quarter_is_published_when_it_is_over_in_order_and_when_somebody_has_supplied(cast: Cast):
    today = date(2026, 11, 22)
    assert "Nobody has added" in obstacle(cast.system, QUARTER, today)
    assert "not over yet" in obstacle(cast.system, QUARTER, QUARTER.end)
    sent(cast, staff(cast, by_decile=PEOPLE))
    assert obstacle(cast.system, QUARTER, today) == ""
    sent(cast, staff(cast, by_decile=PEOPLE), quarter=NEXT, census=CENSUS + timedelta(92))
    make_release(cast.system, NEXT, by=None)
    assert "an earlier quarter cannot" in obstacle(cast.system, QUARTER, today)


def test_everybody_in_the_system_is_listed_with_what_they_sent(cast: Cast):
    sent(cast, staff(cast, by_decile=PEOPLE))
    found = {each.institution: each.is_there for each in supplies(cast.system, QUARTER)}
    assert found == {cast.board: False, cast.council: False, cast.trust: True}
