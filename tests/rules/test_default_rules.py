"""Each rule that ships: what it is for, and what stands near it and is not meant."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement import default_rules as shipping
from procurement.classification import rule_book
from procurement.default_rules import _longest_run, default_rules, load_default_rules
from procurement.influence import Combination
from procurement.matching import is_redacted
from procurement.models import Reason, Rule

NHS, COUNCIL = "nhs", "council"
# rule, sector, a payment that it decides, one like it that it must leave alone
EXAMPLES = [
    ("nhs-supply-chain-supplier", NHS, {"supplier": "SCCL T/A NHS Supply Chain"}, {"supplier": "DHL Supply Chain"}),
    ("nhs-supply-chain-category", NHS, {"category": "Supplies Issues Recharges"}, {"category": "Supplies"}),
    ("medicines-category", NHS, {"category": "(80205) Drug Costs"}, {"category": "Drug and alcohol services"}),
    ("medicines-supplier", NHS, {"supplier": "AAH PHARMACEUTICALS LTD"}, {"supplier": "Marsh Pharmacy Fittings"}),
    ("niche-devices-category", NHS, {"category": "Pacemakers"}, {"category": "Medical equipment"}),
    ("gp-contract-category", NHS, {"category": "C&M-GMS Global Sum"}, {"category": "PMS rental"}),
    ("nhs-body-supplier", NHS, {"supplier": "Barts Health NHS Trust"}, {"supplier": "NHS Trust Charity"}),
    ("nhs-company-supplier", NHS, {"supplier": "KINGS IFM 1-9400-92406"}, {"supplier": "IFM Cleaning Ltd"}),
    ("nhs-body-starts", NHS, {"supplier": "NHSLACONT-T575"}, {"supplier": "Enhslacont Ltd"}),
    ("nhs-body-category", NHS, {"category": "CNST premium"}, {"category": "Services from non-NHS bodies"}),
    ("council-supplier", COUNCIL, {"supplier": "Luton Borough Council"}, {"supplier": "Council Supplies Ltd"}),
    ("council-supplier-ends", COUNCIL, {"supplier": "Wigan Council"}, {"supplier": "Refugee Council"}),
    ("council-supplier-starts", NHS, {"supplier": "LB Camden"}, {"supplier": "LB Foster Ltd"}),
    ("government-supplier", COUNCIL, {"supplier": "Environment Agency"}, {"supplier": "The Right Agency"}),
    ("state-school-supplier", COUNCIL, {"supplier": "Acre Primary School"}, {"supplier": "Acre Prep School Ltd"}),
    ("tax-pension-supplier", NHS, {"supplier": "HMRC Cumbernauld"}, {"supplier": "Dove's Nest Ltd"}),
    ("tax-pension-exact", COUNCIL, {"supplier": "NEST"}, {"supplier": "Crows Nest Residential Home"}),
    ("tax-pension-category", NHS, {"category": "Income Tax PAYE"}, {"category": "Payroll services"}),
    ("rates-category", NHS, {"category": "(83710) Rates"}, {"category": "Agency hourly rates"}),
    ("pfi-category", COUNCIL, {"category": "Educ Unitary Chg"}, {"category": "Non-PFI operating lease"}),
    ("pfi-department", NHS, {"department": "PFI hospital"}, {"department": "Lift repairs"}),
    ("pfi-supplier", NHS, {"supplier": "Meridian Hospital Company"}, {"supplier": "Stannah Lift Services Ltd"}),
    ("energy-category", NHS, {"category": "UTILITIES : Gas"}, {"category": "Gas boiler servicing"}),
    ("energy-category-exact", COUNCIL, {"category": "Energy"}, {"category": "Energy efficiency works"}),
    ("water-category", COUNCIL, {"category": "Water & Sewerage"}, {"category": "Water charges - coolers"}),
    ("water-category-ends", NHS, {"category": "(83210) Water"}, {"category": "Bottled water"}),
    ("energy-supplier", NHS, {"supplier": "EDF Energy 1 Ltd"}, {"supplier": "British Gas Services Ltd"}),
    ("water-supplier", COUNCIL, {"supplier": "Thames Water Utilities"}, {"supplier": "Waterloo Hotel"}),
    ("care-placement-category", COUNCIL, {"category": "SC : Nursing Homes"}, {"category": "SC : Home care"}),
    ("care-home-supplier", COUNCIL, {"supplier": "Elm Court Nursing Home Ltd"},
     {"supplier": "Care Home Furniture Ltd"}),
    ("care-placement-exact", COUNCIL, {"category": "Residential"}, {"category": "Residential parking"}),
    ("continuing-care-category", NHS, {"category": "Cont Care- Children"}, {"category": "Continuing care team"}),
    ("continuing-care-department", NHS, {"department": "CHC ADULT FULLY FUNDED"},
     {"department": "Continuing healthcare assessment & support"}),
    ("care-placement-department", COUNCIL, {"department": "IFA FOSTERING"}, {"department": "Fostering team"}),
    ("grant-category", COUNCIL, {"category": "Grants to external organisations"}, {"category": "Grant Thornton"}),
    ("grant-department", COUNCIL, {"department": "MoU Levy Share"}, {"department": "Domestic abuse grant"}),
    ("benefit-supplier", COUNCIL, {"supplier": "HOUSING BENEFIT"}, {"supplier": "Housing Benefit Software Ltd"}),
    ("redacted", COUNCIL, {"supplier": "Redacted personal data"}, {"supplier": "Redactive Events Ltd"}),
]  # fmt: skip
PRIORITY = ["NHSSC", "NATFW", "NHSBODY", "TAXPAY", "PFI", "UTIL", "CARE", "GRANT", "REDACT"]


def shipped():
    return {
        code: Rule(pk=number, code=code, **fields)
        for number, (code, fields) in enumerate(default_rules().items(), 1)
    }


def deciding(sector, **payment):
    """The code of the shipped rule that decides."""
    rules = shipped()
    book = rule_book(rule for rule in rules.values() if rule.sector in ("", sector))
    supplier = payment.get("supplier", "")
    rule_id = book.decision(
        Combination(**({"supplier": ""} | payment), is_redacted=is_redacted(supplier))
    ).rule_id
    return next((code for code, rule in rules.items() if rule.pk == rule_id), None)


@pytest.mark.parametrize(
    ("code", "sector", "meant", "near"), EXAMPLES, ids=[example[0] for example in EXAMPLES]
)
def test_a_shipped_rule_decides_what_it_is_for_and_leaves_its_neighbours(code, sector, meant, near):
    rule = shipped()[code]
    alone = rule_book([rule])
    assert rule.sector in ("", sector)
    assert deciding(sector, **meant) == code
    redacted = is_redacted(near.get("supplier", ""))
    assert alone.decision(Combination(**({"supplier": ""} | near), is_redacted=redacted)).rule_id is None


def test_every_shipped_rule_has_its_example():
    assert {example[0] for example in EXAMPLES} == set(default_rules())


def test_the_shipped_rules_stand_in_the_order_of_their_reasons():
    reasons = [fields["reason"] for fields in default_rules().values()]
    assert list(dict.fromkeys(reasons)) == PRIORITY
    assert reasons == sorted(reasons, key=PRIORITY.index)
    assert set(PRIORITY) == set(Reason.values) - {Reason.LOCKED, Reason.OPEN}


@pytest.mark.parametrize(
    ("sector", "payment", "reason"),
    [
        (NHS, {"supplier": "NHS Pensions Agency"}, "TAXPAY"),
        (NHS, {"supplier": "NHS Business Services Authority"}, "NHSBODY"),
        (NHS, {"supplier": "NHS Property Services Ltd"}, "NHSBODY"),
        (NHS, {"supplier": "Community Health Partnerships Ltd"}, "NHSBODY"),
        (NHS, {"supplier": "NHS Blood & Transplant", "category": "Blood Products"}, "NATFW"),
        (NHS, {"supplier": "NHS Shared Business Services Ltd"}, "OPEN"),
        (NHS, {"supplier": "Viapath Analytics LLP"}, "OPEN"),
        (NHS, {"supplier": "ISS Mediclean Ltd", "category": "Ext Contr Laundry"}, "OPEN"),
        (NHS, {"supplier": "London Borough of Sutton", "category": "Rates"}, "NHSBODY"),
        (COUNCIL, {"supplier": "Manchester University NHS FT"}, "NHSBODY"),
        (COUNCIL, {"supplier": "Peabody Trust"}, "OPEN"),
        (COUNCIL, {"supplier": "Teachers Pensions"}, "TAXPAY"),
        (COUNCIL, {"supplier": "West Yorkshire Police Authority", "category": "Precepts"}, "NHSBODY"),
        (COUNCIL, {"supplier": "Redacted", "category": "Rest Home Payment"}, "CARE"),
        (
            COUNCIL,
            {"supplier": "Marsh Care at Home Ltd", "category": "SOCIAL CARE : Domiciliary Care"},
            "OPEN",
        ),
        (COUNCIL, {"supplier": "Elm Foster Care Associates", "category": "Third Party Payments"}, "CARE"),
        (COUNCIL, {"supplier": "Elm Childcare Ltd", "category": "Payments to OLA's"}, "CARE"),
        (COUNCIL, {"supplier": "Tay Valley Lighting (Leeds) Ltd", "category": "Capital"}, "PFI"),
        (COUNCIL, {"supplier": "Surface Transport (TfL)"}, "NHSBODY"),
        (COUNCIL, {"supplier": "Elm and Co", "category": "STAMP DUTY"}, "TAXPAY"),
        (COUNCIL, {"supplier": "Change Grow Live", "category": "PH1 DrugsAlco misuse"}, "OPEN"),
        ("other", {"supplier": "Cabinet Office", "category": "MoU Levy Share"}, "NHSBODY"),
    ],
)
def test_payments_as_publishers_write_them_have_the_reason_of_the_standards(sector, payment, reason):
    code = deciding(sector, **payment)
    assert (default_rules()[code]["reason"] if code else "OPEN") == reason


def test_every_shipped_rule_says_where_it_comes_from_and_how_sure_that_is():
    for fields in default_rules().values():
        assert fields["source"].strip()
        assert fields["status"] in ("verified", "unverified")
        assert fields["sector"] in ("", "nhs", "council")
        assert fields["title"][:1].isupper()


@pytest.mark.django_db
def test_a_new_database_has_the_shipped_rules_and_loading_them_again_changes_nothing():
    assert Rule.objects.standing().count() == len(default_rules())
    assert load_default_rules() == 0
    assert Rule.objects.count() == len(default_rules())


@pytest.mark.django_db
def test_a_shipped_rule_that_changed_is_withdrawn_and_written_anew():
    old = Rule.objects.get(code="redacted")
    Rule.objects.filter(pk=old.pk).update(title="Another title")
    stray = Rule.objects.create(
        code="gone",
        title="Gone",
        position=1,
        reason="PFI",
        field="supplier",
        match="words",
        phrases=["x"],
        source="x",
    )
    assert load_default_rules() == 2
    assert Rule.objects.standing().get(code="redacted").pk != old.pk
    assert Rule.objects.get(pk=stray.pk).withdrawn_at is not None


def ships(monkeypatch, codes):
    """A new edition with these rules in this order; names that nobody knows are new rules."""
    known = default_rules()
    edition = {
        code: known.get(code, known["redacted"] | {"title": code}) | {"position": place * shipping.STEP}
        for place, code in enumerate(codes, start=1)
    }
    monkeypatch.setattr(shipping, "default_rules", lambda: edition)
    return load_default_rules()


def order():
    return list(Rule.objects.standing().exclude(code="").order_by("position").values_list("code", flat=True))


@pytest.mark.django_db
def test_a_rule_put_in_between_leaves_all_others_as_they_are(monkeypatch):
    before = set(Rule.objects.standing().values_list("pk", flat=True))
    codes = order()
    codes[3:3] = ["new-one", "new-two"]
    assert ships(monkeypatch, codes) == 2
    assert order() == codes
    assert before <= set(Rule.objects.standing().values_list("pk", flat=True))
    assert load_default_rules() == 0, "a second start changes nothing"


@pytest.mark.django_db
def test_a_rule_that_moved_is_the_only_one_written_anew(monkeypatch):
    codes = order()
    codes.insert(2, codes.pop(20))
    assert ships(monkeypatch, codes) == 1
    assert order() == codes


@pytest.mark.django_db
def test_a_rule_that_goes_takes_no_other_with_it(monkeypatch):
    codes = order()
    del codes[5]
    assert ships(monkeypatch, codes) == 1
    assert order() == codes


@pytest.mark.django_db
def test_where_there_is_no_room_the_rules_are_numbered_anew(monkeypatch):
    codes = order()
    first, second = (Rule.objects.standing().get(code=code) for code in codes[:2])
    Rule.objects.filter(pk=second.pk).update(position=first.position + 1)
    codes.insert(1, "new-one")
    ships(monkeypatch, codes)
    assert order() == codes


@given(st.lists(st.integers(0, 9), max_size=8))
def test_the_longest_rising_series_is_found(numbers):
    found = [numbers[at] for at in _longest_run(numbers)]
    rising = (
        chosen
        for length in range(len(numbers) + 1)
        for chosen in combinations(numbers, length)
        if all(before < after for before, after in pairwise(chosen))
    )
    assert all(before < after for before, after in pairwise(found))
    assert len(found) == max(map(len, rising))
