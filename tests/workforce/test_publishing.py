"""Publishing a programme's figures: frozen for the quarter, protected with those before, true counts for nobody else."""

from datetime import date

import pytest

from anchors.models import Job
from anchors.periods import period_of
from tests.cast import Cast, assembled
from tests.journey.test_pages import words_of
from tests.workforce.conftest import Browser
from workforce.models import Programme, Publication, Stage
from workforce.programmes import keep_counts
from workforce.publishing import PublicationError, figures_of, publish, published
from workforce.readings.programmes import funnels

OLD = period_of("2025-26-Q1")


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


@pytest.fixture
def programme(cast: Cast) -> Programme:
    found = Programme.objects.create(
        system=cast.system, institution=cast.trust, name="Into health and care", first_day=date(2025, 4, 1),
        training_weeks=8, search_weeks=13,
    )  # fmt: skip
    counts(found, cast, started=60, job=33)
    return found


def counts(programme: Programme, cast: Cast, **people: int) -> None:
    keep_counts(programme, OLD, people, group="all", as_at=date(2026, 10, 31), source="", by=cast.trust_lead)


def test_before_the_first_publication_others_read_that_there_is_none(
    cast: Cast, as_: Browser, programme: Programme
) -> None:
    address = f"/employment/programmes/{programme.pk}/"
    for who in ("officer", "contributor", "reader"):
        page = words_of(as_(getattr(cast, who)).get(address))
        assert "Nothing has been published yet" in page
        assert "60 people" not in page
    assert "Not published yet" in words_of(as_(cast.officer).get("/employment/programmes/"))
    assert as_(cast.officer).get("/api/v1/employment/programmes/").json()["items"] == []
    assert "33 of 60 people who started long enough ago" in words_of(as_(cast.trust_lead).get(address))


def test_published_figures_follow_no_correction_until_the_next_quarter(
    cast: Cast, programme: Programme
) -> None:
    publish(programme, by=cast.trust_lead, today=date(2026, 11, 3))
    counts(programme, cast, started=90, job=70)
    shown = funnels([programme], cast.officer)[programme.pk]
    assert (shown.row(Stage.STARTED).people, shown.row(Stage.JOB).people) == (60, 35)
    assert funnels([programme], cast.trust_lead)[programme.pk].row(Stage.STARTED).people == 90
    with pytest.raises(PublicationError, match="31 December 2026"):
        publish(programme, by=cast.trust_lead, today=date(2026, 12, 31))
    publish(programme, by=cast.trust_lead, today=date(2027, 1, 1))
    assert funnels([programme], cast.officer)[programme.pk].row(Stage.STARTED).people == 90


def test_a_person_more_changes_no_figure_from_quarter_to_quarter(cast: Cast, programme: Programme) -> None:
    first = publish(programme, by=cast.trust_lead, today=date(2026, 11, 3))
    counts(programme, cast, started=63, job=34)
    second = publish(programme, by=cast.trust_lead, today=date(2027, 1, 5))
    assert figures_of(second) == figures_of(first)


def test_weeks_that_are_planned_anew_change_nothing_published(cast: Cast, programme: Programme) -> None:
    publish(programme, by=cast.trust_lead)
    before = funnels([programme], cast.officer)[programme.pk]
    Programme.objects.filter(pk=programme.pk).update(training_weeks=200)
    programme.refresh_from_db()
    assert funnels([programme], cast.officer)[programme.pk] == before


def test_what_a_lead_looks_at_is_what_others_then_see(cast: Cast, as_: Browser, programme: Programme) -> None:
    address = f"/employment/programmes/{programme.pk}/publish/"
    lead = as_(cast.trust_lead)
    page = words_of(lead.get(address))
    assert "Publish these figures" in page
    assert "35 (58%)" in page
    lead.post(address)
    assert published([programme])[programme.pk].made_by == cast.trust_lead
    theirs = words_of(as_(cast.officer).get(f"/employment/programmes/{programme.pk}/"))
    assert "35 (58%)" in theirs
    assert "Publish these figures" not in words_of(lead.get(address))


def test_asking_twice_publishes_once(cast: Cast, as_: Browser, programme: Programme) -> None:
    lead = as_(cast.trust_lead)
    for _ in range(2):
        lead.post(f"/employment/programmes/{programme.pk}/publish/")
    assert Publication.objects.filter(programme=programme).count() == 1


def test_only_a_lead_of_the_institution_that_runs_it_publishes(
    cast: Cast, as_: Browser, programme: Programme
) -> None:
    address = f"/employment/programmes/{programme.pk}/publish/"
    cast.trust_lead.memberships.update(role="contributor")
    colleague = as_(cast.trust_lead)
    assert "A lead of" in words_of(colleague.get(address))
    assert colleague.post(address).status_code == 404
    for who in ("officer", "contributor", "outsider"):
        assert as_(getattr(cast, who)).post(address).status_code == 404
    assert not Publication.objects.exists()


def test_nothing_is_published_of_a_programme_that_nobody_started(cast: Cast) -> None:
    empty = Programme.objects.create(
        system=cast.system, institution=cast.trust, name="Next step", first_day=date(2026, 4, 1)
    )
    with pytest.raises(PublicationError, match="Nobody is counted yet"):
        publish(empty, by=cast.trust_lead)


def test_publishing_has_the_institution_measured(cast: Cast, programme: Programme) -> None:
    publish(programme, by=cast.trust_lead)
    assert Job.objects.filter(kind="measure", arguments__institutions=[cast.trust.pk]).exists()


def test_two_shown_figures_tell_of_no_few_people_outside_a_group(cast: Cast) -> None:
    small = Programme.objects.create(
        system=cast.system, institution=cast.trust, name="Next step", first_day=date(2025, 4, 1)
    )
    for group, people in (("all", 12), ("out-of-work", 11)):
        keep_counts(
            small, OLD, {"started": people}, group=group, as_at=date(2026, 10, 31), source="", by=None
        )
    shown = figures_of(publish(small, by=None))
    both = [shown["start", OLD.first, OLD.last, "started", group] for group in ("all", "out-of-work")]
    assert None in both, "12 shown as 10 and 11 shown as 10 leave at most two people out of the group"
