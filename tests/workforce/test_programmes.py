"""Programmes on pages, in files and by the API: entered, corrected, read by partners as rounded figures."""

import csv
import html
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from anchors.periods import period_of
from tests.cast import PASSWORD, Cast, assembled
from workforce.models import Cohort, CohortCount, Programme, Stage, SupportOffer
from workforce.programmes import keep_counts
from workforce.publishing import publish

DATE = {"as_at_0": "31", "as_at_1": "10", "as_at_2": "2026"}


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


@pytest.fixture
def programme(cast: Cast) -> Programme:
    found = Programme.objects.create(
        system=cast.system, institution=cast.trust, name="Into health and care", first_day=date(2025, 4, 1),
        training_weeks=8, search_weeks=13,
    )  # fmt: skip
    for quarter, counts in (
        ("2025-26-Q4", {"started": 60, "job": 33}), ("2026-27-Q2", {"started": 41, "job": 3}),
    ):  # fmt: skip
        keep_counts(
            found,
            period_of(quarter),
            counts,
            group="all",
            as_at=date(2026, 10, 31),
            source="",
            by=cast.trust_lead,
        )
    return found


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    assert client.login(username=getattr(cast, who).email, password=PASSWORD)
    return client


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_a_lead_adds_a_programme_and_enters_who_started(cast: Cast) -> None:
    client = signed_in(cast, "trust_lead")
    answer = client.post("/employment/programmes/new/", {
        "institution": cast.trust.pk, "name": "Next step", "kind": "academy", "purpose": "", "outcome_rule": "",
        "first_day_0": "1", "first_day_1": "4", "first_day_2": "2026", "training_weeks": "8", "search_weeks": "13",
    })  # fmt: skip
    made = Programme.objects.get(name="Next step")
    assert answer.headers["Location"] == f"/employment/programmes/{made.pk}/"
    client.post(
        f"/employment/programmes/{made.pk}/counts/",
        {"quarter": "2026-27-Q1", "group": "all", "started": "40", "job": "12", **DATE},
    )
    assert "40 people have started" in words(client, f"/employment/programmes/{made.pk}/")


def test_numbers_that_cannot_be_are_refused_beside_their_field(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "trust_lead")
    answer = client.post(
        f"/employment/programmes/{programme.pk}/counts/",
        {"quarter": "2026-27-Q1", "group": "all", "started": "40", "job": "50", **DATE},
    )
    assert answer.status_code == 400
    assert "More people than at “Started” (40)" in answer.content.decode()
    assert programme.cohorts.count() == 2


def test_a_cohort_too_young_shows_no_rate_on_page_file_or_api(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "trust_lead")
    page = words(client, f"/employment/programmes/{programme.pk}/")
    assert "Too soon to say" in page
    rows = rows_of(client, f"/employment/programmes/{programme.pk}.csv")
    young = [row for row in rows if row["starting"] == "July to September 2026" and row["stage"] == Stage.JOB]
    assert [(row["people"], row["share"], row["too_soon"]) for row in young] == [("", "", "yes")]
    api = client.get(f"/api/v1/employment/programmes/?programme={programme.pk}").json()["items"]
    young_too = [row for row in api if row["starting"] == "July to September 2026" and row["stage"] == "job"]
    assert [(row["people"], row["share"], row["too_soon"]) for row in young_too] == [(None, None, True)]


def test_page_file_and_api_say_the_same(cast: Cast, programme: Programme) -> None:
    publish(programme, by=cast.trust_lead)
    client = signed_in(cast, "officer")
    rows = rows_of(client, f"/employment/programmes/{programme.pk}.csv")
    api = client.get(f"/api/v1/employment/programmes/?programme={programme.pk}").json()["items"]
    assert [(row["people"], row["share"]) for row in rows] == [
        ("" if each["people"] is None else str(each["people"]), each["share"] or "") for each in api
    ]
    job = next(row for row in rows if row["stage"] == "job" and row["starting"] == "All starts")
    assert (job["reached"], job["out_of"], job["share"]) == ("35", "60", "0.58")
    assert "58%" in words(client, f"/employment/programmes/{programme.pk}/")


def test_a_partner_never_reads_a_small_number(cast: Cast, programme: Programme) -> None:
    keep_counts(
        programme, period_of("2025-26-Q1"), {"started": 20, "job": 3}, group="all", as_at=date(2026, 10, 31),
        source="", by=cast.trust_lead,
    )  # fmt: skip
    publish(programme, by=cast.trust_lead)
    rows = rows_of(signed_in(cast, "contributor"), f"/employment/programmes/{programme.pk}.csv")
    assert rows
    for row in rows:
        assert not row["people"] or int(row["people"]) >= 8
        assert not row["people"] or int(row["people"]) % 5 == 0


def test_a_partner_may_not_enter_counts(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "contributor")
    assert client.get(f"/employment/programmes/{programme.pk}/").status_code == 200
    assert client.get(f"/employment/programmes/{programme.pk}/counts/").status_code == 404
    assert client.get(f"/employment/programmes/{programme.pk}/edit/").status_code == 404


def test_an_outsider_finds_nothing(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "outsider")
    assert client.get(f"/employment/programmes/{programme.pk}/").status_code == 404
    assert "Into health" not in words(client, "/employment/programmes/")
    assert client.get("/api/v1/employment/programmes/").json()["items"] == []


def test_a_quarter_is_taken_out_after_a_question(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "trust_lead")
    cohort = programme.cohorts.get(first_month=202607)
    assert "Take them out" in words(client, f"/employment/programmes/cohorts/{cohort.pk}/remove/")
    client.post(f"/employment/programmes/cohorts/{cohort.pk}/remove/")
    assert not Cohort.objects.filter(pk=cohort.pk).exists()


def test_an_empty_list_says_what_a_programme_is_and_who_can_add_one(cast: Cast) -> None:
    assert "No programme is recorded yet" in words(signed_in(cast, "reader"), "/employment/programmes/")


HEADINGS = "quarter,counted_on,group,source,referred,started,trained,offer,job,weeks_13,weeks_26,weeks_52"


def uploaded(client: Client, programme: Programme, *rows: str) -> str:
    """What the service says of a file of counts."""
    file = io.BytesIO("\n".join((HEADINGS, *rows)).encode())
    file.name = "counts.csv"
    answer = client.post(f"/employment/programmes/{programme.pk}/counts/upload/", {"file": file})
    return answer.content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, page
    return found[1]


def test_a_file_of_counts_is_looked_at_and_then_saved(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "trust_lead")
    page = uploaded(
        client, programme,
        "2025-26-Q4,31/10/2026,,,,60,50,,33,,,", "2026-27-Q1,31/10/2026,all,,,45,30,,,,,",
        "2026-27-Q1,31/10/2026,Out of work at the start,,,40,,,,,,",
    )  # fmt: skip
    assert "Changes what is there" in page
    assert not programme.cohorts.filter(first_month=202604).exists()
    address = f"/employment/programmes/{programme.pk}/counts/upload/add/"
    client.post(address, {"rows": hidden(page, "rows"), "number": hidden(page, "number")})
    counts = CohortCount.objects.filter(cohort__programme=programme, cohort__first_month=202604)
    assert sorted(counts.values_list("group", "stage", "people")) == [
        ("all", "started", 45), ("all", "trained", 30), ("out-of-work", "started", 40),
    ]  # fmt: skip
    again = b"".join(client.get(f"/employment/programmes/{programme.pk}/counts.csv").streaming_content)  # type: ignore[attr-defined]
    page = uploaded(client, programme, *again.decode("utf-8-sig").splitlines()[1:])
    assert "here already" in page or "Already here" in page


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-Q1,31/10/2026,,,,45,,,,,,", "Row 2, column A (quarter)"),
        ("2026-27-Q1,31/13/2026,,,,45,,,,,,", "Row 2, column B (counted_on)"),
        ("2026-27-Q1,31/10/2026,women,,,45,,,,,,", "Use one of all, out-of-work"),
        ("2026-27-Q1,31/10/2026,,,,45,,,50,,,", "Row 2, column I (job)"),
        ("2026-27-Q1,31/10/2026,,,,many,,,,,,", "Row 2, column F (started)"),
        ("2026-27-Q1,31/10/2026,,,,,,,,,,", "Enter at least one number"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_by_line(
    cast: Cast, programme: Programme, row: str, words: str
) -> None:
    assert words in uploaded(signed_in(cast, "trust_lead"), programme, row)


@pytest.mark.parametrize("is_group_first", [False, True])
def test_rows_of_one_file_are_held_against_each_other(
    cast: Cast, programme: Programme, is_group_first: bool
) -> None:
    every, group = "2025-26-Q1,31/10/2026,all,,,50,,,,,,", "2025-26-Q1,31/10/2026,out-of-work,,,60,,,,,,"
    rows = (group, every) if is_group_first else (every, group)
    page = html.unescape(uploaded(signed_in(cast, "trust_lead"), programme, *rows))
    assert "More people than everybody (50)" in page
    assert "Fewer people than out of work at the start (60)" in page


def test_everybody_and_a_group_may_grow_in_one_file(cast: Cast, programme: Programme) -> None:
    rows = "2025-26-Q4,31/10/2026,out-of-work,,,70,,,,,,", "2025-26-Q4,31/10/2026,all,,,90,,,,,,"
    assert "More people" not in uploaded(signed_in(cast, "trust_lead"), programme, *rows)


def test_each_row_of_a_file_is_told_its_own_fault(cast: Cast, programme: Programme) -> None:
    rows = [f"2026-27-Q1,31/10/2026,all,,,{number},,,,,," for number in ("many", "5.5", "-5", "45")]
    page = html.unescape(uploaded(signed_in(cast, "trust_lead"), programme, *rows))
    for words in (
        "Row 2, column F",
        "Row 3, column F",
        "Row 4, column F",
        "Row 5: row 2 has the same quarter",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"quarter": "2024-25-Q4"}, "The programme starts on 1 April 2025, after this quarter"),
        ({"quarter": "2026-27-Q2", "job": "30", "weeks-13": "20", "weeks-26": "10", "weeks-52": "9"},
         "so that nobody can have been in work for 52 weeks by 31 October 2026. Leave this empty"),
        ({"quarter": "2025-26-Q4", "as_at_0": "1", "as_at_1": "1"},
         "Count everybody who started in this quarter: as on 31 March 2026 or a later day"),
    ],
)  # fmt: skip
def test_counts_that_cannot_be_yet_are_refused(
    cast: Cast, programme: Programme, given: dict[str, str], words: str
) -> None:
    sent = DATE | {"group": "all", "started": "40"} | given
    answer = signed_in(cast, "trust_lead").post(f"/employment/programmes/{programme.pk}/counts/", sent)
    assert words in html.unescape(answer.content.decode())
    assert programme.cohorts.count() == 2


def test_counts_of_a_programme_that_ended_before_are_refused(cast: Cast, programme: Programme) -> None:
    programme.last_day = date(2026, 6, 30)
    programme.save()
    answer = signed_in(cast, "trust_lead").post(
        f"/employment/programmes/{programme.pk}/counts/",
        DATE | {"quarter": "2026-27-Q2", "group": "all", "started": "4"},
    )
    assert "The programme ended on 30 June 2026, before this quarter" in answer.content.decode()


def test_the_template_writes_days_as_its_page_asks_for_them(cast: Cast, programme: Programme) -> None:
    rows = rows_of(signed_in(cast, "trust_lead"), f"/employment/programmes/{programme.pk}/counts.csv")
    assert {row["counted_on"] for row in rows} == {"31/10/2026"}


def test_a_target_may_be_written_with_its_sign(cast: Cast) -> None:
    signed_in(cast, "trust_lead").post("/employment/programmes/new/", {
        "institution": cast.trust.pk, "name": "Next step", "kind": "academy", "deprived_target": "40%",
        "first_day_0": "1", "first_day_1": "4", "first_day_2": "2026", "training_weeks": "8", "search_weeks": "13",
    })  # fmt: skip
    assert Programme.objects.get(name="Next step").deprived_target == Decimal("0.40")


def test_a_group_larger_than_everybody_is_refused(cast: Cast, programme: Programme) -> None:
    answer = signed_in(cast, "trust_lead").post(
        f"/employment/programmes/{programme.pk}/counts/",
        {"quarter": "2025-26-Q4", "group": "deprived", "started": "61", **DATE},
    )
    assert "More people than everybody (60)" in answer.content.decode()


def test_counts_are_read_and_entered_by_program(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "trust_lead")
    address = f"/api/v1/employment/programmes/{programme.pk}/cohorts/"
    sent = {"quarter": "2026-27-Q1", "as_at": "2026-10-31", "counts": {"started": 45, "weeks-13": 0}}
    for _ in range(2):
        answer = client.post(address, sent, content_type="application/json")
        assert answer.status_code == 200, answer.content
    assert (answer.json()["started"], answer.json()["weeks_13"], answer.json()["job"]) == (45, 0, None)
    assert [row["quarter"] for row in client.get(address).json()["items"]] == [
        "2026-27-Q2", "2026-27-Q1", "2025-26-Q4",
    ]  # fmt: skip
    for who in ("officer", "contributor", "outsider"):
        assert signed_in(cast, who).get(address).status_code == 404
    wrong = client.post(address, sent | {"counts": {"started": 4, "job": 5}}, content_type="application/json")
    assert wrong.status_code == 400
    assert "More people than at" in wrong.content.decode()


def test_a_programme_and_its_entry_in_the_directory_lead_to_each_other(
    cast: Cast, programme: Programme
) -> None:
    offer = SupportOffer.objects.create(
        system=cast.system,
        kept_by=cast.trust,
        provider="Northvale College",
        name="Into care",
        who_for=["anyone"],
    )
    Programme.objects.filter(pk=programme.pk).update(offer=offer)
    client = signed_in(cast, "reader")
    assert f"/employment/support/{offer.pk}/" in words(client, f"/employment/programmes/{programme.pk}/")
    assert f"/employment/programmes/{programme.pk}/" in words(client, f"/employment/support/{offer.pk}/")


def test_a_target_stands_beside_the_present_share_and_leads_to_one_on_the_measure(
    cast: Cast, programme: Programme
) -> None:
    Programme.objects.filter(pk=programme.pk).update(deprived_target="0.40")
    keep_counts(
        programme, period_of("2025-26-Q4"), {"started": 15}, group="deprived", as_at=date(2026, 10, 31),
        source="", by=cast.trust_lead,
    )  # fmt: skip
    lead = signed_in(cast, "trust_lead")
    page = words(lead, f"/employment/programmes/{programme.pk}/")
    assert "<strong>40%</strong> of starters are to come from the most deprived fifth" in page
    assert "15 of 60 did (25%)" in page
    link = re.search(r'href="([^"]*targets/new[^"]*)"', page)
    assert link
    assert 'value="40"' in words(lead, link[1].replace("&amp;", "&"))


def test_programs_find_programmes_that_published_nothing(cast: Cast, programme: Programme) -> None:
    address = "/api/v1/employment/programmes/known/"
    (found,) = signed_in(cast, "reader").get(address).json()["items"]
    assert (found["id"], found["institution"], found["published_on"]) == (programme.pk, cast.trust.slug, None)
    assert signed_in(cast, "outsider").get(address).json()["items"] == []


def test_a_programme_added_by_mistake_is_removed_and_a_published_one_stays(
    cast: Cast, programme: Programme
) -> None:
    lead, address = signed_in(cast, "trust_lead"), f"/employment/programmes/{programme.pk}/remove/"
    assert signed_in(cast, "contributor").post(address).status_code == 404
    assert "Remove it" in words(lead, address)
    publish(programme, by=cast.trust_lead)
    assert "cannot be removed" in words(lead, address)
    lead.post(address)
    assert Programme.objects.filter(pk=programme.pk).exists()
    programme.publications.all().delete()
    lead.post(address)
    assert not Programme.objects.filter(pk=programme.pk).exists()


def test_who_changes_a_programme_that_somebody_changed_meanwhile_is_told(
    cast: Cast, programme: Programme
) -> None:
    client = signed_in(cast, "trust_lead")
    address = f"/employment/programmes/{programme.pk}/edit/"
    opened = hidden(client.get(address).content.decode(), "stamp")
    sent = {
        "institution": cast.trust.pk, "name": "Into health and care", "kind": "academy", "deprived_target": "40",
        "first_day_0": "1", "first_day_1": "4", "first_day_2": "2025", "training_weeks": "8", "search_weeks": "13",
        "stamp": opened,
    }  # fmt: skip
    assert client.post(address, sent | {"training_weeks": "9"}).status_code == 302
    told = client.post(address, sent | {"training_weeks": "10"})
    assert told.status_code == 400
    page = told.content.decode()
    assert "Your answers are still here and nothing is saved yet" in page
    assert "It is now: “9”" in page
    programme.refresh_from_db()
    assert (programme.training_weeks, programme.deprived_target) == (9, Decimal("0.40"))
    again = sent | {"training_weeks": "10", "stamp": hidden(page, "stamp")}
    assert client.post(address, again).status_code == 302
    programme.refresh_from_db()
    assert programme.training_weeks == 10
