"""Dated events under pseudonyms: counted as anybody would count them, forgotten when asked, and never repeated."""

import csv
import io
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from anchors.models import Parameter
from anchors.periods import period_of, quarter_of
from tests.cast import PASSWORD, Cast, assembled
from workforce.event_files import EventsRefused, read_events
from workforce.event_rules import judged
from workforce.events import Event, fold, hashed, keep_events, remove_person
from workforce.identifiers import trouble_with_alias
from workforce.models import Cohort, CohortCount, Group, Programme, ProgrammeEvent, Stage
from workforce.programmes import CountedOtherwise, drop_cohort, keep_counts
from workforce.retention import KEPT, forget_events, kept_until
from workforce.tasks import forget_events as forget_task

AS_AT = date(2026, 10, 31)
GOOD = """alias,stage,date,spell,groups
P0001,referred,20/12/2025,,
P0001,started,12/01/2026,,out-of-work; deprived
P0001,job,03/06/2026,,
P0002,Started,15/02/2026,1,
P0003,started,02/07/2026,,out-of-work
"""


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return programme_of(cast)


def programme_of(cast: Cast) -> Programme:
    return Programme.objects.create(
        system=cast.system, institution=cast.trust, name="Into health and care", first_day=date(2025, 4, 1),
        training_weeks=8, search_weeks=13,
    )  # fmt: skip


def kept(programme: Programme) -> dict[tuple[str, str, str], int]:
    """Counts by quarter, stage and group."""
    return {
        (each.cohort.started.code, each.stage, each.group): each.people
        for each in CohortCount.objects.filter(cohort__programme=programme).select_related("cohort")
    }


def send(programme: Programme, text: str, cast: Cast, as_at: date = AS_AT) -> list[str]:
    """As the pages do it; the problems."""
    found = judged(programme, read_events(programme, text.encode()), as_at=as_at)
    keep_events(programme, found.ready, as_at=as_at, by=cast.trust_lead)
    return found.problems


def everything(programme: Programme) -> list[Any]:
    return [
        list(ProgrammeEvent.objects.order_by("pk").values()),
        list(Cohort.objects.order_by("pk").values()),
        list(CohortCount.objects.order_by("pk").values()),
    ]


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    assert client.login(username=getattr(cast, who).email, password=PASSWORD)
    return client


def upload(client: Client, programme: Programme, text: str) -> Any:
    file = SimpleUploadedFile("events.csv", text.encode())
    days = {"as_at_0": "31", "as_at_1": "10", "as_at_2": "2026"}
    return client.post(f"/employment/programmes/{programme.pk}/events/", {**days, "file": file})


def say_yes(client: Client, programme: Programme, answer: Any) -> Any:
    """Press the button of the review."""
    page = answer.content.decode()
    fields = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("events", "number")}
    return client.post(f"/employment/programmes/{programme.pk}/events/add/", fields)


def test_a_file_becomes_counts_by_quarter_stage_and_group(cast: Cast, programme: Programme) -> None:
    assert send(programme, GOOD, cast) == []
    counts = kept(programme)
    assert counts["2025-26-Q4", "started", "all"] == 2
    assert counts["2025-26-Q4", "referred", "all"] == 2, "whoever started was referred, or came by themselves"
    assert counts["2025-26-Q4", "job", "all"] == 1
    assert counts["2025-26-Q4", "job", "out-of-work"] == 1
    assert counts["2025-26-Q4", "started", "deprived"] == 1
    assert counts["2026-27-Q2", "started", "out-of-work"] == 1
    assert counts["2026-27-Q2", "job", "all"] == 0, "a stage that is recorded counts nought too"
    assert ("2026-27-Q2", "started", "deprived") not in counts, "a group that nobody said is not counted"
    assert ("2025-26-Q4", "trained", "all") not in counts, "a stage that is never recorded is not counted"


def test_no_alias_is_stored(cast: Cast, programme: Programme) -> None:
    send(programme, GOOD, cast)
    stored = {each.alias for each in ProgrammeEvent.objects.all()}
    assert stored == {hashed(programme, each) for each in ("p0001", "P0002", " P0003")}
    assert all(len(each) == 64 for each in stored)
    other = Programme(pk=programme.pk + 1)
    assert hashed(other, "P0001") not in stored, "another programme has another key"


def test_the_same_file_twice_changes_nothing(cast: Cast, programme: Programme) -> None:
    send(programme, GOOD, cast)
    before = everything(programme)
    found = judged(programme, read_events(programme, GOOD.encode()), as_at=AS_AT)
    assert (found.same, found.ready) == (5, [])
    send(programme, GOOD, cast)
    assert everything(programme) == before


def test_a_corrected_day_moves_somebody_to_another_quarter(cast: Cast, programme: Programme) -> None:
    send(programme, GOOD, cast)
    assert send(programme, "alias,stage,date\nP0003,started,30/06/2026\n", cast) == []
    counts = kept(programme)
    assert counts["2026-27-Q1", "started", "all"] == 1
    assert not any(quarter == "2026-27-Q2" for quarter, *_ in counts)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("P1,started,01/02/2027,,", "Row 2: this day is after 31 October 2026"),
        ("P1,job,01/02/2026,,", "Row 2: no start is known"),
        ("P1,referred,01/02/1926,,", "Row 2: this day is more than a year before the programme started"),
        ("P1,started,31/03/2025,,", "Row 2: the programme starts on 1 April 2025, after this day"),
        ("P1,leapt,01/02/2026,,", "Row 2, column B (stage): this is none of the stages"),
        ("P1,started,31/02/2026,,", "Row 2, column C (date): this is not a real date"),
        ("P1,started,01/02/2026,0,", "Row 2, column D (spell)"),
        ("P1,started,01/02/2026,,left-handed", "Row 2, column E (groups)"),
        (",started,01/02/2026,,", "Row 2, column A (alias): no alias"),
        ("P1,started,01/02/2026,,\nP1,job,01/01/2026,,", "Row 3: this day is before the person’s start"),
        ("P1,started,01/02/2026,,\nP1,referred,01/03/2026,,", "Row 3: somebody is referred before they start"),
        ("P1,started,01/02/2026,,\nP1,weeks-13,01/10/2026,,", "Row 3: nobody is at “In work after 13 weeks” without"),
        (
            "P1,started,01/02/2026,,\nP1,job,01/03/2026,,\nP1,weeks-13,30/05/2026,,",
            "Row 4: this day is less than 13 weeks",
        ),
        ("P1,started,01/02/2026,,\nP1,started,02/02/2026,,", "Row 3: row 2 has the same person, spell and stage"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_by_line_and_left_out_with_the_person(
    cast: Cast, programme: Programme, row: str, words: str
) -> None:
    problems = send(programme, f"alias,stage,date,spell,groups\n{row}\nP0009,started,01/02/2026,,\n", cast)
    assert len(problems) == 1
    assert problems[0].startswith(words)
    assert [each.alias for each in ProgrammeEvent.objects.all()] == [hashed(programme, "P0009")]


@pytest.mark.parametrize(
    ("alias", "words"),
    [
        ("9434765919", "an NHS number"),
        ("943 476 5919", "an NHS number"),
        ("QQ123456C", "a National Insurance number"),
        ("ab 12 34 56 d", "a National Insurance number"),
        ("jo@example.org", "an email address"),
        ("07700 900123", "a phone number"),
        ("+44 161 496 0000", "a phone number"),
        ("SW1A 1AA", "a postcode"),
        ("Jo Marchbanks", "a name"),
        ("Marchbanks", "a name"),
        ("Marchbanks82", "a name"),
        ("jo.marchbanks", "a name"),
        ("02/03/1982", "a date"),
        ("10234567", "a staff or payroll number"),
        ("A1234567", "a staff or payroll number"),
        ("20123456-2", "a staff or payroll number"),
        ("123456", "a staff or payroll number"),
    ],
)
@pytest.mark.django_db
def test_whatever_could_tell_who_somebody_is_refuses_the_file_and_is_not_repeated(
    cast: Cast, programme: Programme, alias: str, words: str
) -> None:
    answer = upload(signed_in(cast, "trust_lead"), programme, f"{GOOD}{alias},started,01/02/2026,,\n")
    page = answer.content.decode()
    assert f"Row 7, column A (alias): this looks like {words}" in page
    assert alias not in page
    assert not ProgrammeEvent.objects.exists()


@pytest.mark.parametrize("cell", ["9434765919", "jo@example.org", "07700 900123", "SW1A 1AA"])
def test_a_number_in_a_column_of_answers_refuses_the_file_too(programme: Programme, cell: str) -> None:
    with pytest.raises(EventsRefused, match=r"Row 2, column E \(groups\)"):
        read_events(programme, f"alias,stage,date,spell,groups\nP1,started,01/02/2026,,{cell}\n".encode())


def test_a_column_that_is_not_read_refuses_the_file_without_naming_it(programme: Programme) -> None:
    with pytest.raises(EventsRefused, match="Column D is none of") as refused:
        read_events(programme, b"alias,stage,date,Marchbanks\nP1,started,01/02/2026,x\n")
    assert "Marchbanks" not in str(refused.value).replace("marchbanks", "Marchbanks")


@pytest.mark.parametrize(
    "alias", ["P0001", "ICAN-0042", "12345", "3f2a9c", "550e8400-e29b-41d4-a716-446655440000", "2026/17", "9434765918",
              "P000123", "ICAN-200042", "A12", "2026-0042", "C2-0017"]
)  # fmt: skip
def test_codes_that_say_nothing_pass(alias: str) -> None:
    assert trouble_with_alias(alias) == ""


def test_events_and_counts_never_stand_in_one_cohort(cast: Cast, programme: Programme) -> None:
    said = {"group": "all", "as_at": AS_AT, "source": "", "by": cast.trust_lead}
    keep_counts(programme, period_of("2025-26-Q3"), {"started": 30}, **said)
    problems = send(programme, "alias,stage,date\nP1,started,01/11/2025\nP2,started,01/02/2026\n", cast)
    (problem,) = problems
    assert problem.startswith("Row 2: Those who started in October to December 2025 are entered as counts.")
    with pytest.raises(CountedOtherwise, match="counted from dated events"):
        keep_counts(programme, period_of("2025-26-Q4"), {"started": 30}, **said)
    with pytest.raises(CountedOtherwise):
        drop_cohort(programme.cohorts.get(basis="events"))


def test_somebody_withdraws_and_the_counts_go_with_them(cast: Cast, programme: Programme) -> None:
    send(programme, GOOD, cast)
    client = signed_in(cast, "trust_lead")
    address = f"/employment/programmes/{programme.pk}/events/person/"
    assert "No events are kept under this code" in client.post(address, {"alias": "P9999"}).content.decode()
    client.post(address, {"alias": " p0001 "})
    assert not ProgrammeEvent.objects.filter(alias=hashed(programme, "P0001")).exists()
    assert kept(programme)["2025-26-Q4", "started", "all"] == 1
    assert remove_person(programme, "P0003", by=cast.trust_lead) == 1
    assert not any(quarter == "2026-27-Q2" for quarter, *_ in kept(programme))


def test_all_events_of_a_programme_go_with_their_counts_but_entered_counts_stay(
    cast: Cast, programme: Programme
) -> None:
    send(programme, GOOD, cast)
    keep_counts(
        programme,
        period_of("2025-26-Q3"),
        {"started": 30},
        group="all",
        as_at=AS_AT,
        source="",
        by=cast.trust_lead,
    )
    client = signed_in(cast, "trust_lead")
    address = f"/employment/programmes/{programme.pk}/events/delete/"
    assert "5 events of 3 people go" in client.get(address).content.decode()
    client.post(address)
    assert not ProgrammeEvent.objects.exists()
    assert kept(programme) == {("2025-26-Q3", "started", "all"): 30}


def test_a_file_is_looked_at_before_anything_is_kept(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "trust_lead")
    answer = upload(client, programme, f"{GOOD}P0004,job,01/02/2026,,\n")
    page = answer.content.decode()
    assert "5 events</strong> are ready" in page
    assert "Row 7: no start is known" in page
    assert "P0001" not in page
    assert not ProgrammeEvent.objects.exists()
    say_yes(client, programme, answer)
    assert ProgrammeEvent.objects.count() == 5
    again = upload(client, programme, GOOD)
    assert "There is nothing new to add" in again.content.decode()


def test_what_was_looked_at_cannot_be_sent_to_another_programme_or_by_somebody_else(
    cast: Cast, programme: Programme
) -> None:
    other = Programme.objects.create(
        system=cast.system, institution=cast.trust, name="Other", first_day=date(2025, 4, 1)
    )
    client = signed_in(cast, "trust_lead")
    page = upload(client, programme, GOOD).content.decode()
    sealed = page.split('name="events" value="')[1].split('"')[0]
    client.post(f"/employment/programmes/{other.pk}/events/add/", {"events": sealed, "number": "5"})
    client.post(f"/employment/programmes/{programme.pk}/events/add/", {"events": f"{sealed}x", "number": "5"})
    assert not ProgrammeEvent.objects.exists()


def test_nobody_else_comes_near_events(cast: Cast, programme: Programme) -> None:
    for who in ("officer", "contributor", "outsider"):
        client = signed_in(cast, who)
        for page in ("", "add/", "person/", "delete/"):
            assert client.post(f"/employment/programmes/{programme.pk}/events/{page}").status_code == 404


@pytest.mark.parametrize("step", ["table_of", "trouble_with_alias", "hashed", "Event"])
def test_a_fault_of_ours_tells_nothing_of_the_file(
    cast: Cast,
    programme: Programme,
    step: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def failing(*told: object, **_: object) -> None:
        raise RuntimeError(f"failed at {told!r}")

    monkeypatch.setattr(f"workforce.event_files.{step}", failing)
    answer = upload(signed_in(cast, "trust_lead"), programme, GOOD.replace("P000", "ZQ77"))
    assert answer.status_code == 500
    assert "Nothing of it was kept" in answer.content.decode()
    for text in (answer.content.decode(), caplog.text):
        assert "ZQ77" not in text
        assert "12/01/2026" not in text
    assert "failed: RuntimeError" in caplog.text


def test_no_file_however_large_touches_a_disk(
    cast: Cast, programme: Programme, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spill(*_: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file", spill)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", spill)
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    answer = upload(signed_in(cast, "trust_lead"), programme, GOOD + "P0001,started,12/01/2026,,\n" * 120_000)
    assert "must be smaller than 1MB" in answer.content.decode()
    assert not list(tmp_path.iterdir())


def test_a_file_from_a_forged_page_is_refused(cast: Cast, programme: Programme) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.trust_lead)
    assert upload(client, programme, GOOD).status_code == 403


def test_a_new_secret_key_stops_files_until_the_events_are_deleted(
    cast: Cast, programme: Programme, settings: Any
) -> None:
    send(programme, GOOD, cast)
    settings.SECRET_KEY = "another key of the service, long enough to be one"
    client = signed_in(cast, "trust_lead")
    assert "secret key has changed" in upload(client, programme, GOOD).content.decode()
    answer = client.post(f"/employment/programmes/{programme.pk}/events/person/", {"alias": "P0001"})
    assert "secret key has changed" in answer.content.decode()
    client.post(f"/employment/programmes/{programme.pk}/events/delete/")
    assert "5 events</strong> are ready" in upload(client, programme, GOOD).content.decode()


def test_a_program_looks_at_a_file_and_keeps_it(cast: Cast, programme: Programme) -> None:
    address = f"/api/v1/employment/programmes/{programme.pk}/events/"

    def sent(who: str, text: str, **fields: str) -> Any:
        file = SimpleUploadedFile("events.csv", text.encode())
        return signed_in(cast, who).post(address, {"as_at": "2026-10-31", "file": file, **fields})

    looked = sent("trust_lead", f"{GOOD}P0004,job,01/02/2026,,\n").json()
    assert (looked["new"], looked["left_out"], looked["kept"]) == (5, 1, False)
    assert looked["problems"][0].startswith("Row 7: no start is known")
    assert not ProgrammeEvent.objects.exists()
    assert sent("trust_lead", GOOD, keep="true").json()["kept"]
    assert kept(programme)["2025-26-Q4", "started", "all"] == 2
    assert sent("trust_lead", GOOD, keep="true").json() == {
        "new": 0, "corrected": 0, "same": 5, "left_out": 0, "kept": True, "problems": [],
    }  # fmt: skip
    refused = sent("trust_lead", f"{GOOD}9434765919,started,01/02/2026,,\n")
    assert refused.status_code == 400
    assert "Row 7, column A (alias): this looks like an NHS number" in refused.content.decode()
    assert "9434765919" not in refused.content.decode()
    assert sent("trust_lead", GOOD, as_at="2024-01-01").status_code == 400
    assert [sent(who, GOOD).status_code for who in ("officer", "contributor", "outsider")] == [404] * 3


def test_events_kept_long_enough_are_deleted_and_their_counts_stand(cast: Cast, programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(last_day=date(2026, 9, 30))
    programme.refresh_from_db()
    send(programme, GOOD, cast)
    before, last = kept(programme), date(2026, 9, 30) + timedelta(days=730)
    assert forget_events(last) == 0
    assert ProgrammeEvent.objects.count() == 5
    assert forget_events(last + timedelta(days=1)) == 2
    assert not ProgrammeEvent.objects.exists()
    assert kept(programme) == before
    assert forget_events(last + timedelta(days=2)) == 0
    problems = send(programme, "alias,stage,date\nP0003,started,02/07/2026\n", cast)
    (problem,) = problems
    assert problem.startswith("Row 2: Events of people who started in July to September 2026 were deleted")
    assert kept(programme) == before


def test_the_scheduler_deletes_what_was_kept_long_enough(
    cast: Cast, programme: Programme, settings: Any
) -> None:
    send(programme, GOOD, cast)
    Programme.objects.filter(pk=programme.pk).update(last_day=date(2025, 4, 2))
    Parameter.objects.filter(code=KEPT).update(value=30)
    assert forget_task.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    forget_task()
    assert not ProgrammeEvent.objects.exists()
    assert kept(programme)["2025-26-Q4", "started", "all"] == 2


def test_without_an_end_each_quarter_is_kept_until_its_people_could_have_been_followed(
    cast: Cast, programme: Programme
) -> None:
    send(programme, GOOD, cast)
    first, second = (kept_until(programme, period_of(code)) for code in ("2025-26-Q4", "2026-27-Q2"))
    assert first == date(2026, 3, 31) + timedelta(weeks=8 + 13 + 52, days=730)
    assert first is not None
    assert second is not None
    assert forget_events(first + timedelta(days=1)) == 1
    assert {each.alias for each in ProgrammeEvent.objects.all()} == {hashed(programme, "P0003")}
    assert kept(programme)["2026-27-Q2", "job", "all"] == 0, (
        "a stage of settled quarters goes on being counted"
    )


def test_where_nobody_says_how_long_events_are_kept_none_may_come(cast: Cast, programme: Programme) -> None:
    Parameter.objects.filter(code=KEPT).delete()
    assert all("not kept any more" in each for each in send(programme, GOOD, cast))
    assert not ProgrammeEvent.objects.exists()


def test_a_programme_goes_with_its_events(cast: Cast, programme: Programme) -> None:
    send(programme, GOOD, cast)
    programme.delete()
    assert not ProgrammeEvent.objects.exists()
    assert not Cohort.objects.exists()


def test_the_template_can_be_sent_as_it_is(cast: Cast, programme: Programme) -> None:
    answer = signed_in(cast, "trust_lead").get(f"/employment/programmes/{programme.pk}/events.csv")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["alias"] for row in rows] == ["P0001", "P0001", "P0002"]
    found = judged(programme, read_events(programme, content), as_at=date(2100, 1, 1))
    assert found.problems == []


STAGES = (Stage.STARTED, Stage.JOB, Stage.WEEKS_13, Stage.WEEKS_26, Stage.WEEKS_52)


@st.composite
def people(draw: st.DrawFn) -> list[Event]:
    """Some people with their spells, in order of what can be."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        for spell in range(1, draw(st.integers(1, 2)) + 1):
            on = draw(st.dates(date(2023, 1, 1), date(2024, 6, 30)))
            groups = draw(st.frozensets(st.sampled_from([Group.OUT_OF_WORK, Group.DEPRIVED])))
            stages = list(STAGES[: draw(st.integers(0, len(STAGES)))])
            if draw(st.booleans()) or not stages:
                stages = [Stage.REFERRED, *stages]
            for stage in stages:
                found.append(Event(f"{number:064}", spell, stage, on, groups))
                on += timedelta(days=draw(st.integers(91, 200)))
    return found


def naively(events: list[Event]) -> Counter[tuple[str, str, str]]:
    """Counted event by event, by hand; nought is left out."""
    begun = {}
    for each in events:
        if each.stage == Stage.STARTED:
            begun[each.alias, each.spell] = each.on
    for each in events:
        if each.stage == Stage.REFERRED:
            begun.setdefault((each.alias, each.spell), each.on)
    found: Counter[tuple[str, str, str]] = Counter()
    for each in events:
        if each.stage != Stage.REFERRED:
            for group in ("all", *each.groups):
                found[quarter_of(begun[each.alias, each.spell]).code, str(each.stage), str(group)] += 1
    return found


class Folding(HypothesisCase):
    """What folding promises, over people made at random."""

    @settings(max_examples=60, deadline=None)
    @given(people())
    def test_folding_counts_as_anybody_would(self, events: list[Event]) -> None:
        folded = {
            (quarter.code, str(stage), str(group)): number
            for quarter, counts in fold(events).items()
            for (stage, group), number in counts.items()
            if number and stage != Stage.REFERRED
        }
        assert folded == dict(naively(events))

    @settings(max_examples=60, deadline=None)
    @given(people())
    def test_nobody_reaches_more_than_the_stage_before(self, events: list[Event]) -> None:
        order = [Stage.REFERRED, *STAGES]
        for counts in fold(events).values():
            for (stage, group), number in counts.items():
                for earlier in order[: order.index(stage)]:
                    assert number <= counts.get((earlier, group), number)

    @settings(max_examples=12, deadline=None)
    @given(people(), st.randoms(use_true_random=False), st.integers(1, 4))
    def test_the_order_and_number_of_files_does_not_matter(
        self, events: list[Event], rng: Any, files: int
    ) -> None:
        cast = assembled()
        programme = programme_of(cast)
        order = list(events)
        rng.shuffle(order)
        for number in [*range(files), 0]:
            keep_events(programme, order[number::files], as_at=AS_AT, by=cast.trust_lead)
        expected = {
            (quarter.code, str(stage), str(group)): people
            for quarter, counts in fold(events).items()
            for (stage, group), people in counts.items()
        }
        assert kept(programme) == expected
