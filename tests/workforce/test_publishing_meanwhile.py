"""While figures are protected, which may take minutes, nobody waits; and what came meanwhile is not left out."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from anchors.jobs import run_job
from anchors.models import Job
from tests.cast import Cast, assembled
from tests.journey.test_pages import words_of
from tests.workforce.conftest import Browser
from tests.workforce.neighbourhood import CENSUS, QUARTER, settled
from tests.workforce.test_releasing import PEOPLE, sent, staff
from workforce.intake import Purpose, confirm_staff, receive_staff
from workforce.models import Release, StaffIntake
from workforce.releasing import ReleaseError, make_release, making, request_release

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cache.clear()
    found = assembled()
    settled(found)
    sent(found, staff(found, by_decile=PEOPLE))
    return found


class Stage:
    """Protecting that waits until it is told to go on."""

    def __init__(self, protect: Callable[..., Any]) -> None:
        self.begun, self.may_go = Event(), Event()
        self.protect, self.times = protect, 0

    def __call__(self, *given: Any) -> Any:
        assert not connection.in_atomic_block
        self.times += 1
        self.begun.set()
        assert self.may_go.wait(PATIENCE)
        return self.protect(*given)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    found = Stage(making.release)
    monkeypatch.setattr(making, "release", found)
    return found


@pytest.fixture
def beside() -> Iterator[Callable[..., Future[Any]]]:
    """Do something in another thread, with a connection of its own."""

    def done(work: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        try:
            return work(*given, **named)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        yield lambda work, *given, **named: threads.submit(done, work, given, named)


def waiting(cast: Cast) -> StaffIntake:
    """Counts of the council that wait for its yes."""
    purpose = Purpose(cast.council, QUARTER, CENSUS)
    return receive_staff(purpose, staff(cast, by_decile=[50] * 10), by=cast.contributor)


def without_waiting(work: Callable[..., Any], *given: Any, **named: Any) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
        work(*given, **named)


def test_counts_are_added_without_waiting_while_figures_are_protected_and_are_in_the_release(
    cast: Cast, stage: Stage, beside: Callable[..., Future[Release]]
):
    counts = waiting(cast)
    making_it = beside(make_release, cast.system, QUARTER, by=cast.officer)
    try:
        assert stage.begun.wait(PATIENCE)
        without_waiting(confirm_staff, counts, by=cast.contributor)
    finally:
        stage.may_go.set()
    release = making_it.result(PATIENCE)
    assert {each.institution for each in release.intakes.all()} == {cast.trust, cast.council}
    assert release.cells.filter(institution=cast.council).exists()
    assert stage.times == 2


def test_of_two_who_publish_at_once_one_makes_the_release(
    cast: Cast, stage: Stage, beside: Callable[..., Future[Release]]
):
    both = [beside(make_release, cast.system, QUARTER, by=cast.officer) for _ in range(2)]
    stage.may_go.set()
    problems = [each.exception(PATIENCE) for each in both]
    assert problems.count(None) == 1
    assert any("published already" in str(each) for each in problems if isinstance(each, ReleaseError))
    assert Release.objects.count() == 1


def requested(cast: Cast) -> Job:
    """A job that nobody has begun."""
    return request_release(cast.system, QUARTER, by=cast.officer)


def test_a_job_publishes_once_and_asking_meanwhile_waits_for_nothing(
    cast: Cast, stage: Stage, beside: Callable[..., Future[bool]]
):
    job = requested(cast)
    running = beside(run_job, job.pk)
    try:
        assert stage.begun.wait(PATIENCE)
        without_waiting(request_release, cast.system, QUARTER, by=cast.officer)
    finally:
        stage.may_go.set()
    assert running.result(PATIENCE)
    assert Job.objects.get(kind=job.kind).state == "done"
    assert Release.objects.get().made_by == cast.officer


def test_what_changes_each_time_is_given_up_with_a_sentence(
    cast: Cast, as_: Browser, monkeypatch: pytest.MonkeyPatch
):
    protect = making.release

    def disturbed(*given: Any) -> Any:
        sent(cast, staff(cast, by_decile=PEOPLE))
        return protect(*given)

    monkeypatch.setattr(making, "release", disturbed)
    assert_fails_once(cast, as_, "staff counts of the quarter had been added or taken back meanwhile")


def test_what_takes_too_long_is_given_up_with_a_sentence_and_not_begun_again(
    cast: Cast, as_: Browser, monkeypatch: pytest.MonkeyPatch
):
    def endless(*_: Any) -> Any:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(making, "release", endless)
    assert_fails_once(cast, as_, "took longer than 20 minutes and was given up")


def assert_fails_once(cast: Cast, as_: Browser, reason: str) -> None:
    job = requested(cast)
    assert not run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.errors) == ("failed", 1, 1)
    assert not Release.objects.exists()
    page = words_of(as_(cast.officer).get(reverse("staff_publish"), {"quarter": QUARTER.code}))
    assert reason in page
    assert "Something went wrong here" not in page
    assert "Publish April to June 2026" in page


def test_a_release_whose_runner_vanishes_again_and_again_is_given_up(cast: Cast):
    job = requested(cast)
    Job.objects.update(state="running", attempts=making.MOST_CUT_OFF)
    assert not run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "cut off three times" in job.error


def test_the_page_says_since_when_it_is_being_published_and_that_a_try_failed(cast: Cast, as_: Browser):
    requested(cast)
    officer, address = as_(cast.officer), f"{reverse('staff_publish')}?quarter={QUARTER.code}"
    assert "Asked for on" in words_of(officer.get(address))
    Job.objects.update(state="running", attempts=2, errors=1, started_at="2026-11-22T18:35:56Z")
    page = words_of(officer.get(address))
    assert "One try has failed" in page
    assert "on 22 November 2026 at 6:35pm" in page
