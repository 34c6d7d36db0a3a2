"""Overrides: a person decides, with name, date and reason; ending one restores what the rules say."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.classification import apply_overrides, decide_keys, spelling_ids
from procurement.models import Override, SpendLine, Supplier
from procurement.overrides import (
    Covered,
    covered_by,
    end_override,
    override_line,
    override_supplier,
    overrides_of,
    payments_to,
)
from tests.rules.books import Books


def test_an_override_of_a_supplier_moves_all_its_payments(council, cast):
    made = override_supplier(
        council.supplier("Willow Bank"), reason="OPEN", why="Now bought by tender", by=cast.contributor
    )
    assert "CARE" not in council.facts()
    assert council.facts()["OPEN"] == 1_100_00
    assert (made.made_by, made.why, made.ended_at) == (cast.contributor, "Now bought by tender", None)
    assert Override.objects.get(pk=made.pk).made_at is not None


def test_an_override_with_dates_covers_only_payments_inside_them(council, cast):
    council.pay("Willow Bank", 10_00, category="Residential care", on=date(2026, 3, 31))
    council.pay("Willow Bank", 20_00, category="Residential care", on=date(2026, 4, 1))
    council.settle()
    override_supplier(
        council.supplier("Willow Bank"), reason="PFI", why="From April", by=cast.contributor,
        valid_from=date(2026, 4, 1), valid_to=date(2026, 4, 30),
    )  # fmt: skip
    assert council.facts()["PFI"] == 20_00
    assert council.facts()["CARE"] == 710_00


def test_an_override_of_one_payment_leaves_the_others_of_its_supplier(council, cast):
    line = SpendLine.objects.get(amount_pence=300_00)
    override_line(line, reason="UTIL", why="It was for toner power", by=cast.contributor)
    assert council.facts()["UTIL"] == 800_00
    assert council.facts()["OPEN"] == 100_00


def test_the_override_of_one_payment_goes_before_the_suppliers(council, cast):
    line = SpendLine.objects.get(amount_pence=300_00)
    single = override_line(line, reason="UTIL", why="One", by=cast.contributor)
    whole = override_supplier(line.key.supplier, reason="PFI", why="All", by=cast.contributor)
    assert council.overridden()[line.source_row] == single.pk
    end_override(single, by=cast.contributor)
    assert council.overridden()[line.source_row] == whole.pk


def test_of_two_overrides_of_a_supplier_the_later_holds(council, cast):
    bank = council.supplier("Willow Bank")
    first = override_supplier(bank, reason="PFI", why="First", by=cast.contributor)
    second = override_supplier(bank, reason="UTIL", why="Second", by=cast.contributor)
    assert council.facts()["UTIL"] == 1_200_00
    end_override(second, by=cast.contributor)
    assert council.facts()["PFI"] == 700_00
    assert overrides_of(bank) == [second, first]


def test_ending_an_override_restores_exactly_what_was_there(council, cast):
    facts = council.facts()
    made = override_supplier(council.supplier("Willow Bank"), reason="OPEN", why="Try", by=cast.contributor)
    end_override(made, by=cast.contributor)
    end_override(made, by=cast.contributor)
    made.refresh_from_db()
    assert council.facts() == facts
    assert set(council.overridden().values()) == {None}
    assert made.ended_by == cast.contributor
    assert made.ended_at is not None


def test_a_later_upload_is_covered_by_a_standing_override(council, cast):
    override_supplier(council.supplier("Willow Bank"), reason="OPEN", why="Standing", by=cast.contributor)
    council.open_upload()
    council.pay("Willow Bank", 40_00, category="Residential care", on=date(2026, 6, 1))
    council.settle()
    assert "CARE" not in council.facts()


def test_an_override_covers_every_spelling_of_the_supplier(council, cast):
    council.pay("WILLOW  BANK", 30_00, category="Residential care")
    council.pay("Willow-Bank", 20_00, category="Residential care", on=date(2026, 7, 1))
    council.settle()
    made = override_supplier(council.supplier("WILLOW  BANK"), reason="PFI", why="All", by=cast.contributor)
    assert council.facts()["PFI"] == 750_00
    assert covered_by(made) == Covered(3, 750_00, ("WILLOW  BANK", "Willow Bank", "Willow-Bank"))
    assert payments_to(council.supplier("Willow Bank")).lines == 3
    assert overrides_of(council.supplier("Willow Bank")) == [made]
    end_override(made, by=cast.contributor)
    assert council.facts()["CARE"] == 750_00


def test_a_spelling_that_comes_with_a_later_upload_is_covered_too(council, cast):
    override_supplier(council.supplier("Willow Bank"), reason="PFI", why="Standing", by=cast.contributor)
    later = council.open_upload()
    council.pay("The Willow Bank", 40_00, category="Residential care", on=date(2026, 6, 1))
    decide_keys(cast.council)
    apply_overrides(cast.council, later)
    assert set(SpendLine.objects.filter(upload=later).values_list("override__reason", flat=True)) == {"PFI"}


def test_of_overrides_made_on_two_spellings_the_later_holds(council, cast):
    council.pay("WILLOW BANK", 30_00, category="Residential care")
    council.settle()
    override_supplier(council.supplier("Willow Bank"), reason="PFI", why="First", by=cast.contributor)
    second = override_supplier(
        council.supplier("WILLOW BANK"), reason="UTIL", why="Second", by=cast.contributor
    )
    assert "PFI" not in council.facts()
    end_override(second, by=cast.contributor)
    assert council.facts()["PFI"] == 730_00


@pytest.mark.parametrize(
    ("theirs", "name", "covered"),
    [
        ("111", "WILLOW BANK", 2),
        ("", "WILLOW BANK", 2),
        ("222", "WILLOW BANK", 1),
        ("111", "Willow Homes", 2),
    ],
)
def test_company_numbers_join_other_names_and_part_equal_ones(council, cast, theirs, name, covered):
    council.pay(name, 30_00, category="Residential care")
    Supplier.objects.filter(pk=council.supplier("Willow Bank").pk).update(company_number="111")
    Supplier.objects.filter(pk=council.supplier(name).pk).update(company_number=theirs)
    made = override_supplier(council.supplier("Willow Bank"), reason="PFI", why="All", by=cast.contributor)
    assert covered_by(made).lines == covered


@pytest.mark.parametrize(("first", "second"), [("REDACTED", "Redacted"), ("", "---")])
def test_names_that_are_none_are_never_one_supplier(council, cast, first, second):
    council.pay(first, 30_00)
    council.pay(second, 20_00)
    assert len(spelling_ids(council.supplier(first))) == 1


def test_an_override_reaches_no_other_institution(council, cast):
    trust = Books(cast.trust)
    trust.pay("Willow Bank", 90_00, category="Continuing care")
    trust.settle()
    override_supplier(council.supplier("Willow Bank"), reason="OPEN", why="Ours", by=cast.contributor)
    assert trust.facts() == {"CARE": 90_00}


@pytest.mark.parametrize("who", ["reader", "outsider", "officer", "trust_lead"])
def test_only_contributors_and_leads_of_the_institution_may_override(council, cast, who):
    with pytest.raises(PermissionDenied):
        override_supplier(council.supplier("Willow Bank"), reason="OPEN", why="No", by=getattr(cast, who))
    assert not Override.objects.exists()


def test_an_override_without_a_reason_in_words_is_refused(council, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        override_supplier(council.supplier("Willow Bank"), reason="OPEN", why="", by=cast.contributor)


acts = st.lists(
    st.one_of(
        st.tuples(st.just("supplier"), st.sampled_from(["Willow Bank", "Marsh Paper Company Ltd"]),
                  st.sampled_from(["PFI", "OPEN", "UTIL"])),
        st.tuples(st.just("line"), st.integers(1, 7), st.sampled_from(["PFI", "OPEN", "UTIL"])),
        st.tuples(st.just("end"), st.integers(0, 5), st.just("")),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_whatever_is_overridden_ending_all_restores_everything(council, cast, acts):
    facts = council.facts()
    made = []
    for kind, what, reason in acts:
        if kind == "supplier":
            made.append(
                override_supplier(council.supplier(what), reason=reason, why="x", by=cast.contributor)
            )
        elif kind == "line":
            line = SpendLine.objects.get(source_row=what)
            made.append(override_line(line, reason=reason, why="x", by=cast.contributor))
        elif made:
            end_override(made[what % len(made)], by=cast.contributor)
        assert sum(council.facts().values()) == sum(facts.values())
    for override in made:
        end_override(override, by=cast.contributor)
    assert council.facts() == facts
    assert set(council.overridden().values()) == {None}
