"""The pages of the rules: who finds them, what they say, and the journey from a form to a record."""

import pytest
from django.test import Client
from django.urls import reverse

from anchors.jobs import run_job
from anchors.models import Job
from procurement.models import Override, Rule, RuleChange, SpendLine
from procurement.models.scopes import RuleScope
from procurement.rule_changes import confirm_change, propose_change
from tests.cast import person
from tests.face.reading import Reading, faults

ANSWERS = {
    "title": "Paper under the national contract",
    "reason": "NATFW",
    "field": "category",
    "match": "words",
    "phrases": "Stationery\r\n\r\n  stationery \r\nPaper & card",
    "exceptions": "",
    "place": "0",
    "why": "New contract",
}


@pytest.fixture
def lead(cast):
    return person("Lena Lead", cast.council, "lead")


def of(institution, name="rules_of", **more):
    return reverse(name, kwargs={"kind": "institution", "slug": institution.slug} | more)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    markup = answer.content.decode()
    assert not faults(markup), (address, faults(markup))
    return Reading(markup).text


def work():
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        assert run_job(job.pk)


def all_pages(cast):
    """Every address of the rules and overrides that exists for the council."""
    rule = Rule.objects.get(code="energy-supplier")
    scope = RuleScope(institution=cast.council)
    change = propose_change(scope, kind="switch_off", by=None, why="x", before=rule)
    override = Override.objects.create(
        institution=cast.council, reason="OPEN", why="x", supplier=SpendLine.objects.first().key.supplier
    )
    names = ["rules_of", "rules_download", "rule_changes"]
    changing = ["rule_add", *(f"rule_{act}" for act in ("change", "move", "switch_off"))]
    looking = [of(cast.council, name) for name in names] + [of(cast.council, "rule", rule_id=rule.pk)]
    leading = [
        of(cast.council, name, **({} if name == "rule_add" else {"rule_id": rule.pk})) for name in changing
    ]
    leading.append(reverse("rules_preview", args=[change.pk]))
    other = Rule.objects.get(code="pfi-supplier")
    done = propose_change(scope, kind="switch_off", by=None, why="x", before=other)
    confirm_change(done, by=cast.officer)
    work()
    leading.append(reverse("rule_undo", args=[done.pk]))
    line = SpendLine.objects.first()
    contributing = [
        reverse("override_supplier", args=[line.key.supplier_id]),
        reverse("override_line", args=[line.pk]),
        reverse("override_end", args=[override.pk]),
    ]
    return looking, leading, contributing


def statuses(user, addresses, method="get"):
    client = signed_in(user)
    return {getattr(client, method)(address).status_code for address in addresses}


def test_an_outsider_finds_nothing(council, cast):
    for addresses in all_pages(cast):
        assert statuses(cast.outsider, addresses) == {404}
        assert statuses(cast.outsider, addresses, "post") <= {404, 405}


def test_nobody_who_is_signed_out_finds_anything(council, cast):
    for addresses in all_pages(cast):
        assert {Client().get(address).status_code for address in addresses} == {302}


def test_readers_look_contributors_override_leads_change(council, cast, lead):
    looking, leading, contributing = all_pages(cast)
    assert statuses(cast.reader, looking) == {200}
    assert statuses(cast.reader, [*leading, *contributing]) == {404}
    assert statuses(cast.reader, [*leading, *contributing], "post") == {404}
    assert statuses(cast.contributor, [*looking, *contributing]) == {200}
    assert statuses(cast.contributor, leading) == {404}
    assert statuses(lead, [*looking, *leading, *contributing]) == {200}


def test_an_officer_of_the_board_changes_the_systems_rules_and_no_members(council, cast, lead):
    system = {"kind": "system", "slug": cast.system.slug}
    assert statuses(
        cast.officer, [reverse("rules_of", kwargs=system), reverse("rule_add", kwargs=system)]
    ) == {200}
    assert statuses(cast.officer, [of(cast.council), of(cast.council, "rule_add")]) == {404}
    assert statuses(lead, [reverse("rules_of", kwargs=system)]) == {200}
    assert statuses(lead, [reverse("rule_add", kwargs=system)]) == {404}


def test_a_systems_totals_are_for_its_board_only(council, cast, lead):
    system = reverse("rules_of", kwargs={"kind": "system", "slug": cast.system.slug})
    assert "£2,550" in read(signed_in(cast.officer), system)
    assert "£2,550" not in read(signed_in(lead), system)


def test_the_list_shows_order_reason_source_status_and_what_each_rule_decides(council, cast):
    text = read(signed_in(cast.reader), of(cast.council))
    assert "1. Paid to NHS Supply Chain" in text
    assert "Default, not yet confirmed" in text
    assert "No rule matched Influenceable 3 £400" in text
    assert "Add a rule" not in text
    assert read(signed_in(cast.reader), reverse("rules")) == text


def test_a_rule_is_added_step_by_step_and_moves_what_the_preview_says(council, cast, lead):
    client = signed_in(lead)
    answer = client.post(of(cast.council, "rule_add"), ANSWERS)
    change = RuleChange.objects.get()
    preview = reverse("rules_preview", args=[change.pk])
    assert answer.headers["Location"] == preview
    assert change.proposed["phrases"] == ["Stationery", "Paper & card"]
    text = read(client, preview)
    assert "This would move £500 in 2 payments." in text
    assert "Influenceable spending would shrink by £500." in text
    assert "Marsh Paper Company Ltd" in text
    assert not Rule.objects.filter(institution=cast.council).exists()
    assert client.post(preview).headers["Location"] == preview
    assert "The change is being applied." in read(client, preview)
    assert (
        '<noscript><meta http-equiv="refresh" content="3"></noscript>' in client.get(preview).content.decode()
    )
    assert "A change is being applied" in read(client, of(cast.council))
    work()
    assert "This moved £500 in 2 payments" in read(client, preview)
    text = read(client, of(cast.council))
    assert "1. Paper under the national contract" in text
    assert "Add “Paper under the national contract”" in read(client, of(cast.council, "rule_changes"))
    assert council.facts()["NATFW"] == 500_00


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"title": ""}, "Enter what the rule is called"),
        ({"reason": ""}, "Select a reason"),
        ({"phrases": ""}, "Enter at least one word or phrase"),
        ({"phrases": "Paper\n--"}, "Line 2: “--” has no letter or number in it."),
        ({"why": " "}, "Enter why the rules should change"),
        ({"field": "redacted"}, "Select what the rule looks at"),
        ({"place": "999"}, "Select"),
    ],
)
def test_a_form_with_a_mistake_says_what_to_do_and_proposes_nothing(council, cast, lead, answers, words):
    answer = signed_in(lead).post(of(cast.council, "rule_add"), ANSWERS | answers)
    markup = answer.content.decode()
    assert answer.status_code == 200
    assert not faults(markup)
    assert "There is a problem" in markup
    if "field" not in answers:
        assert words in Reading(markup).text
    assert not RuleChange.objects.exists()


def test_a_rule_is_moved_and_switched_off_from_its_page(council, cast, lead):
    client = signed_in(lead)
    rule = Rule.objects.get(code="energy-supplier")
    text = read(client, of(cast.council, "rule", rule_id=rule.pk))
    assert "This rule decides 1 payment worth £500" in text, text
    assert "Switch it off here" in text
    stay = client.post(of(cast.council, "rule_move", rule_id=rule.pk), {"place": "here", "why": "x"})
    assert "Select a place other than where the rule is now" in stay.content.decode()
    answer = client.post(of(cast.council, "rule_switch_off", rule_id=rule.pk), {"why": "Local deal"})
    client.post(answer.headers["Location"])
    work()
    text = read(client, of(cast.council))
    assert "Paid to a national energy supplier" in text
    assert "Switched off" in text
    switch = Rule.objects.get(institution=cast.council)
    page = read(client, of(cast.council, "rule", rule_id=switch.pk))
    assert "This rule is switched off for Marsh Borough Council." in page
    assert "Switch it on again" in page
    assert client.get(of(cast.council, "rule", rule_id=rule.pk)).status_code == 404


def test_the_download_has_every_rule_with_what_it_decides(council, cast):
    answer = signed_in(cast.reader).get(of(cast.council, "rules_download"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("order,rule,reason code")
    assert len(lines) == 1 + len(RuleScope(institution=cast.council).in_force())
    assert any("Paid to a national energy supplier" in line and ",1,500" in line for line in lines)


def test_a_contributor_overrides_a_supplier_and_ends_it(council, cast):
    client = signed_in(cast.contributor)
    supplier = council.supplier("Willow Bank")
    address = reverse("override_supplier", args=[supplier.pk])
    assert "1 payment worth £700 is in the books" in read(client, address)
    wrong = {"reason": "OPEN", "why": "x", "valid_from_0": "1", "valid_from_1": "4", "valid_from_2": "2026",
             "valid_to_0": "1", "valid_to_1": "3", "valid_to_2": "2026"}  # fmt: skip
    assert "must be the same as or after the first" in client.post(address, wrong).content.decode()
    assert client.post(address, {"reason": "OPEN", "why": "Bought by tender"}).status_code == 302
    override = Override.objects.get()
    assert council.facts()["OPEN"] == 1_100_00
    end = reverse("override_end", args=[override.pk])
    assert "The override covers 1 payment worth £700." in read(client, end)
    assert client.post(end).status_code == 302
    assert council.facts()["CARE"] == 700_00
    assert client.get(end).status_code == 404


def test_an_override_names_every_spelling_before_it_is_made_and_counts_them_after(council, cast):
    council.pay("WILLOW BANK", 40_00, category="Residential care")
    council.settle()
    client = signed_in(cast.contributor)
    address = reverse("override_supplier", args=[council.supplier("Willow Bank").pk])
    text = read(client, address)
    assert "2 payments worth £740 are in the books for this supplier, under 2 spellings of its name:" in text
    assert "WILLOW BANK Willow Bank" in text
    client.post(address, {"reason": "OPEN", "why": "Bought by tender"})
    text = read(client, reverse("override_end", args=[Override.objects.get().pk]))
    assert "covers 2 payments worth £740, under 2 spellings of the supplier’s name." in text
    supplier = read(client, reverse("supplier", args=[council.supplier("WILLOW BANK").pk]))
    assert supplier.count("Override the rules") == 1
    assert "Bought by tender" in supplier


def test_a_contributor_overrides_one_payment(council, cast):
    line = SpendLine.objects.get(amount_pence=300_00)
    client = signed_in(cast.contributor)
    address = reverse("override_line", args=[line.pk])
    assert "£300.00 to Marsh Paper Company Ltd" in read(client, address)
    assert client.post(address, {"reason": "PFI", "why": "In the PFI contract"}).status_code == 302
    assert council.facts()["PFI"] == 300_00


def test_a_redacted_supplier_has_no_override(council, cast):
    supplier = council.supplier("Redacted personal data")
    assert (
        signed_in(cast.contributor).get(reverse("override_supplier", args=[supplier.pk])).status_code == 404
    )


def test_a_system_preview_names_no_supplier_of_its_members(council, cast):
    fields = {
        "title": "Paper", "position": 1, "reason": "NATFW", "field": "category", "match": "words",
        "phrases": ["Stationery"], "exceptions": [], "sector": "",
    }  # fmt: skip
    change = propose_change(
        RuleScope(system=cast.system), kind="add", by=cast.officer, why="All", fields=fields
    )
    text = read(signed_in(cast.officer), reverse("rules_preview", args=[change.pk]))
    assert "This would move £500 in 2 payments." in text
    assert "Marsh Paper Company Ltd" not in text


def test_a_change_that_failed_can_be_asked_for_again(council, cast, lead):
    client = signed_in(lead)
    address = client.post(of(cast.council, "rule_add"), ANSWERS).headers["Location"]
    client.post(address)
    Job.objects.update(state="failed")
    assert "could not be applied for a reason of ours" in read(client, address)
    client.post(address)
    work()
    assert "This moved £500" in read(client, address)


def test_the_list_follows_the_institution_and_the_system_in_the_address(council, cast):
    client = signed_in(cast.officer)
    answer = client.get(reverse("rules"), {"institution": cast.board.slug})
    assert answer.headers["Location"] == of(cast.board)
    answer = client.get(reverse("rules"), {"list": f"system/{cast.system.slug}"})
    assert answer.headers["Location"] == reverse(
        "rules_of", kwargs={"kind": "system", "slug": cast.system.slug}
    )
    assert client.get(reverse("rules"), {"institution": "a,b"}).status_code == 200, (
        "several at once: one's own"
    )
    for nasty in (cast.council.slug, "nobody", "a/b"):
        assert client.get(reverse("rules"), {"institution": nasty}).status_code == 404, nasty


def test_whoever_reads_many_lists_chooses_one_in_a_select(council, cast):
    text = signed_in(cast.contributor).get(of(cast.council)).content.decode()
    assert f'<option value="institution/{cast.council.slug}" selected>{cast.council.name}</option>' in text
    assert f'<option value="system/{cast.system.slug}">{cast.system.name} (whole system)</option>' in text
    assert "Rules of " not in text


def test_a_change_is_undone_from_the_history_by_way_of_a_preview(council, cast, lead):
    client = signed_in(lead)
    before = council.facts()
    answer = client.post(of(cast.council, "rule_add"), ANSWERS, follow=True)
    change = RuleChange.objects.get()
    client.post(reverse("rules_preview", args=[change.pk]))
    work()
    assert council.facts() != before
    assert "Undo this change" in read(client, of(cast.council, "rule_changes"))
    assert "Undo this change" in read(client, reverse("rules_preview", args=[change.pk]))
    read(client, reverse("rule_undo", args=[change.pk]))
    answer = client.post(reverse("rule_undo", args=[change.pk]), {"why": "A mistake"}, follow=True)
    assert "This would move" in answer.content.decode()
    undo = RuleChange.objects.get(state="proposed")
    client.post(reverse("rules_preview", args=[undo.pk]))
    work()
    assert council.facts() == before
    answer = client.get(reverse("rule_undo", args=[change.pk]), follow=True)
    assert "cannot be undone any more" in answer.content.decode()


def test_who_may_not_change_rules_is_offered_no_undo(council, cast, lead):
    change = propose_change(
        RuleScope(institution=cast.council), kind="switch_off", by=lead, why="x",
        before=Rule.objects.get(code="energy-supplier"),
    )  # fmt: skip
    confirm_change(change, by=lead)
    work()
    assert "Undo this change" not in read(signed_in(cast.reader), of(cast.council, "rule_changes"))
