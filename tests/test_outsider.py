"""An outsider walks every address of the service, pages and API alike, and finds nothing of another system.

Every text that the other system's rows hold is a canary. New addresses are walked by themselves, since the walk
reads the URL resolver; one with a part that the walk does not know makes it fail until somebody says what it is.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from anchors.models import AnchorInstitution, Job, SavedMapping, System, Upload, User
from anchors.periods import Period
from anchors.uploads import receive_upload
from estates.appraising import ask, begin_appraisal, keep_option
from estates.disposing import add_plot, state_homes
from estates.loading import Origin, ReturnStatement, SiteStatement, state_returns, state_sites
from estates.models import (
    Appraisal,
    Asked,
    CommunitySpace,
    HomesStatement,
    Option,
    Plot,
    PrinciplesSignature,
    Site,
    SpaceRequest,
    SpaceUse,
)
from estates.opening import open_space, state_use
from estates.signing import sign, write_principles
from metrics.models import (
    Action,
    Comment,
    Commitment,
    Evidence,
    FormerMeasurement,
    Group,
    Measurement,
    Plan,
    Pledge,
    Status,
    SubmittedFile,
    SubmittedIndicator,
    SubmittedValue,
    Target,
    Update,
)
from metrics.plan_templates import HEALTHY_PLACES
from metrics.planning import add_comment, attach_evidence, set_status, start_plan
from metrics.submitting import approve_indicator, propose_indicator
from procurement.models import Override, Reason, Rule, RuleChange, SpendLine, Supplier
from procurement.models.scopes import RuleScope
from procurement.overrides import override_line, override_supplier
from procurement.rule_changes import confirm_change, propose_change
from tests.cast import Cast, assembled
from tests.leeds import loaded, postcodes, spend_file, work
from workforce.events import Event, hashed, keep_events
from workforce.loading import write_offer, write_return
from workforce.models import Cohort, Programme, Release, StaffIntake, Stage, SupportOffer, WageReturn
from workforce.profiles import Said, keep_profile
from workforce.programmes import keep_counts, keep_programme
from workforce.publishing import publish

CANARY = "CANARY"
PUBLIC = {
    "about/", "accessibility/", "admin/login/", "admin/jsi18n/", "api/", "api/v1/schema/", "healthz", "help/",
    "privacy/", "readyz", "sign-in/",
}  # fmt: skip
FIXED = {
    "password", "sha256", "kind", "code", "gss_code", "postcode", "located_postcode", "fingerprint", "sector", "status",
    "company_number", "charity_number", "step", "template", "indicator",
}  # fmt: skip
"""Texts that cannot be changed without the thing becoming another."""

PLANNED = (Plan, Pledge, Commitment, Action, Update, Evidence, Comment)
STAFF = (StaffIntake, Release)
SUBMITTED = (SubmittedIndicator, SubmittedFile, SubmittedValue)
MEASURED = (Group, Target, Measurement, FormerMeasurement)

NOT_OURS = {"url", "app_label", "content_type_id", "object_id", "id", "format"}
"""Parts of the administration's addresses, which only platform staff may open; walked with any value."""


@dataclass(frozen=True)
class Door:
    """One address with its parts filled in; `is_theirs` where a part names something of the other system."""

    address: str
    template: str
    is_theirs: bool


@dataclass(frozen=True)
class Town:
    """The other system, with a canary in every text, and what names its things in addresses."""

    cast: Cast
    names: dict[str, list[str]]


def doors(
    names: dict[str, list[str]], resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[Door]:
    """Every address of the service."""
    resolver = resolver or get_resolver()
    for key in list(resolver.reverse_dict):
        if isinstance(key, str):
            continue
        for possibilities, *_ in resolver.reverse_dict.getlist(key):
            for template, parts in possibilities:
                yield from _filled(prefix + template, parts, names)
    for start, inner in resolver.namespace_dict.values():
        yield from doors(names, inner, prefix + start)


def _filled(template: str, parts: list[str], names: dict[str, list[str]]) -> Iterator[Door]:
    known = {"code", "kind", "ending", "gss", "name", "number", "quarter", "task"}
    unknown = set(parts) - names.keys() - NOT_OURS
    assert not unknown, f"{template}: what is {unknown}? Add it to the names of the walk."
    for values in product(*(names.get(part, ["1"]) for part in parts)):
        address = template % dict(zip(parts, values, strict=True))
        yield Door(f"/{address}", template, bool(set(parts) - known - NOT_OURS))


def plant(rows: models.QuerySet[Any]) -> None:
    """Put a canary into every free text of the rows."""
    for row in rows:
        given = [
            field for field in row._meta.concrete_fields if _is_free(field) and getattr(row, field.attname)
        ]
        rows.model._base_manager.filter(pk=row.pk).update(
            **{field.name: _canary(field, row.pk) for field in given}
        )


def _is_free(field: Any) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    return is_text and field.name not in FIXED


def _canary(field: Any, key: int) -> str:
    if isinstance(field, models.SlugField):
        return f"canary-{field.model.__name__.lower()}-{key}"
    if isinstance(field, models.EmailField):
        return f"{CANARY}{key}@example.org"
    text = f"{CANARY} {field.model.__name__} {field.name} {key}"
    return text if len(text) <= (field.max_length or len(text)) else f"{CANARY}{key}"


@pytest.fixture
def town(db: None) -> Town:
    cache.clear()
    cast = assembled()
    postcodes(cast)
    upload = _books(cast)
    _decisions(cast)
    _mapping(cast)
    _aims(cast)
    _planned(cast)
    _submitted(cast)
    _estates(cast)
    _staff(cast)
    _programme(cast)
    _support(cast)
    _surplus(cast)
    _community(cast)
    mine = {
        System: [cast.foreign_council.system_memberships.get().system_id],
        AnchorInstitution: [cast.foreign_council.pk],
        User: [cast.outsider.pk],
    }
    theirs = (
        System,
        AnchorInstitution,
        User,
        Upload,
        Job,
        SavedMapping,
        *PLANNED,
        *SUBMITTED,
        *MEASURED,
        *apps.get_app_config("procurement").get_models(),
        *apps.get_app_config("workforce").get_models(),
        *apps.get_app_config("estates").get_models(),
    )
    for model in theirs:
        rows = model._base_manager.exclude(pk__in=mine.get(model, []))
        plant(rows.exclude(system=None, institution=None) if model is Rule else rows)
    return Town(cast, _names(cast, upload))


def _books(cast: Cast) -> Upload:
    """A loaded file with a row left out, one of the trust, one with a question, one refused."""
    words = (f"{CANARY} type", f"{CANARY} office", f"{CANARY} towels", f"{CANARY} number")
    paid = [(f"{day}/02/2025", f"{CANARY} Laundry Ltd", "AA1 1AA", *words, "10.00") for day in (20, 21, 31)]
    upload = loaded(cast.council, cast.contributor, spend_file(paid), f"{CANARY}.csv")
    loaded(cast.trust, cast.trust_lead, spend_file(paid[:2]), f"{CANARY} trust.csv")
    asking = spend_file([("03/02/2025", *paid[0][1:])])
    for content in (asking, f"<html>{CANARY}</html>".encode()):
        receive_upload(
            institution=cast.council,
            kind="spend",
            file=io.BytesIO(content),
            name=f"{CANARY}.csv",
            by=cast.contributor,
        )
    work()
    assert set(Upload.objects.values_list("state", flat=True)) == {"loaded", "question", "refused"}
    return upload


def _decisions(cast: Cast) -> None:
    """A rule of the council's, one of the system's, and two overrides."""
    line = SpendLine.objects.filter(institution=cast.council).select_related("key__supplier").first()
    assert line is not None
    why = f"{CANARY} why"
    override_supplier(line.key.supplier, reason=Reason.GRANT, why=why, by=cast.contributor)
    override_line(line, reason=Reason.PFI, why=why, by=cast.contributor)
    fields = {
        "title": f"{CANARY} rule", "position": 5, "reason": "PFI", "field": "supplier", "match": "words",
        "phrases": [f"{CANARY} phrase"], "exceptions": [f"{CANARY} exception"], "sector": "",
    }  # fmt: skip
    for scope in (RuleScope(institution=cast.council), RuleScope(system=cast.system)):
        change = propose_change(scope, kind="add", by=cast.officer, why=why, fields=fields)
        confirm_change(change, by=cast.officer)
        propose_change(scope, kind="add", by=cast.officer, why=why, fields=fields)
    work()
    assert Rule.objects.exclude(system=None, institution=None).count() == 2


def _submitted(cast: Cast) -> None:
    """A measure that counts and one that waits, a value of each state, a file that waits."""
    words = {
        "name": "Own", "question": "?", "lever": "system", "recommendations": [1], "goal": "resilience", "unit": "count",
        "direction": "higher", "numerator": "things", "denominator": "", "why": "Why", "limits": "Limits",
        "author": "Team", "next_review": date(2027, 1, 1), "cadence": "month",
    }  # fmt: skip
    measure = approve_indicator(propose_indicator(cast.system, words, by=cast.contributor), by=cast.officer)
    propose_indicator(cast.system, words, by=cast.contributor)
    file = SubmittedFile.objects.create(
        indicator=measure,
        name="values.csv",
        rows=[{"row": 2, "institution": CANARY}],
        headings={},
        by=cast.contributor,
    )
    for first, state in ((202601, "submitted"), (202602, "approved"), (202603, "returned")):
        SubmittedValue.objects.create(
            indicator=measure, institution=cast.council, first=first, last=first, numerator=7, source="Register",
            note="Note", state=state, decided_at=timezone.now(), file=file, by=cast.contributor,
        )  # fmt: skip


def _estates(cast: Cast) -> None:
    """A site that is published and one that is not, with a return each and one of the whole."""
    origin = Origin("land", f"{CANARY} register", date(2026, 4, 1), by=cast.contributor, why=f"{CANARY} why")
    words = {"name": CANARY, "address": CANARY, "use": CANARY, "tenure_detail": CANARY, "terms_name": CANARY}
    said = [SiteStatement(f"{CANARY}{number}", words | {"is_published": number == 1}) for number in (1, 2)]
    sites = state_sites(cast.council, said, origin)
    figures = {"floor_m2": "100", "backlog_high": "7"}
    state_returns(
        cast.council, [ReturnStatement(2025, site, figures) for site in (None, *sites.values())], origin
    )


def _staff(cast: Cast) -> None:
    """Staff counts of a council, and a published quarter."""
    quarter = {"first_month": 202604, "last_month": 202606}
    intake = StaffIntake.objects.create(
        institution=cast.council,
        census_date=date(2026, 6, 30),
        headcount=5,
        matched=2,
        outside=2,
        unmatched=1,
        **quarter,
    )
    rules = {"code": "default", "name": f"{CANARY} rule", "source": CANARY}
    release = Release.objects.create(
        system=cast.system, profile="default", rules=rules, vintage=2021, **quarter
    )
    release.intakes.add(intake)


def _programme(cast: Cast) -> None:
    """A programme of a council, and people who started it."""
    fields = {
        "system": cast.system,
        "institution": cast.council,
        "name": CANARY,
        "first_day": date(2026, 4, 1),
        "kind": "academy",
    }
    programme = keep_programme(fields | {"purpose": CANARY, "outcome_rule": CANARY}, by=cast.contributor)
    keep_counts(
        programme, Period(202604, 202606), {"started": 40}, group="all", as_at=date(2026, 9, 30), source=CANARY,
        by=cast.contributor,
    )  # fmt: skip
    event = Event(hashed(programme, "P0001"), 1, Stage.STARTED, date(2026, 7, 2))
    keep_events(programme, [event], as_at=date(2026, 9, 30), by=cast.contributor)
    said = {"deprived": Said(120, 30, Decimal("0.2"), CANARY)}
    keep_profile(programme, Period(202604, 202606), said, by=cast.contributor)
    publish(programme, by=cast.contributor)


def _support(cast: Cast) -> None:
    """An offer in the directory that was changed, and a wage return of a contract."""
    offer = SupportOffer(system=cast.system)
    words = dict.fromkeys(("provider", "name", "funder", "referral_route", "outcome_rule"), CANARY)
    write_offer(
        offer, words | {"kept_by": cast.council, "who_for": ["young"], "areas": []}, by=cast.contributor
    )
    write_offer(offer, {"funder": f"{CANARY} later"}, by=cast.contributor)
    fields = {
        "institution": cast.council, "first_month": 202604, "last_month": 202606, "who": "contracted",
        "contract": CANARY, "rate": "13.45", "people": 90, "below": 30, "source": CANARY,
    }  # fmt: skip
    write_return(WageReturn(), fields, by=cast.contributor)


def _surplus(cast: Cast) -> None:
    """A plot that is sensitive and one that is not, each in an appraisal, with homes stated."""
    by, day = cast.contributor, date(2026, 5, 4)
    text = write_principles(cast.system, title=CANARY, sentences=[CANARY], by=cast.officer)
    sign(text, cast.council, signed_by=CANARY, on=day, by=by)
    for number, site in enumerate(Site.objects.filter(institution=cast.council).order_by("pk")):
        words = {"ref": CANARY, "title": CANARY, "limits": CANARY, "planning_status": CANARY}
        plot = add_plot(site, words | {"is_sensitive": bool(number)}, by=by)
        appraisal = begin_appraisal(plot, by=by)
        keep_option(appraisal, {"route": "homes", "name": CANARY, "receipt": 7, "risk_with": CANARY}, by=by)
        ask(appraisal, {"who": CANARY, "kind": "public", "asked_on": day}, by=by)
        fields = {"stage": "sale", "on": day, "homes": {"market": 7}, "source": CANARY}
        state_homes(plot, fields, by=by)


def _community(cast: Cast) -> None:
    """A space of the council with its use, and what a group asks for."""
    site = Site.objects.filter(institution=cast.council).earliest("pk")
    words = {"name": CANARY, "equipment": CANARY, "how_to_book": CANARY, "address": CANARY}
    space = open_space({"site": site, "kind": "room", **words}, by=cast.contributor)
    state_use(space, Period(202604, 202606), {"groups": 7, "source": CANARY}, by=cast.contributor)
    SpaceRequest.objects.create(
        system=cast.system, recorded_for=cast.council, body=CANARY, purpose=CANARY, outcome=CANARY,
        want="hours", space=space, received_on=date(2026, 5, 4),
    )  # fmt: skip


def _mapping(cast: Cast) -> None:
    SavedMapping.objects.create(
        institution=cast.council,
        kind="spend",
        fingerprint="f",
        mapping={"supplier": CANARY},
        saved_by=cast.contributor,
    )


def _planned(cast: Cast) -> None:
    """A plan with a pledge, and an action and a commitment with an update, evidence and a comment each."""
    first, last = date(2026, 4, 1), date(2028, 3, 31)
    plan = start_plan(cast.system, HEALTHY_PLACES, by=cast.officer, first_day=first, last_day=last)
    Pledge.objects.create(plan=plan, institution=cast.council, board_lead="Leader")
    for thing in (plan.actions.first(), plan.commitments.first()):
        set_status(thing, Status.AT_RISK, by=cast.officer, words=CANARY)
        add_comment(thing, CANARY, by=cast.contributor)
        attach_evidence(
            thing, title=CANARY, by=cast.officer, file=SimpleUploadedFile("a.txt", CANARY.encode())
        )


def _aims(cast: Cast) -> None:
    """A group, and a target of the system, of the group and of the council."""
    group = Group.objects.create(system=cast.system, name=f"{CANARY} alliance", slug="canary-alliance")
    group.institutions.set([cast.council, cast.trust])
    for subject in ({"system": cast.system}, {"group": group}, {"institution": cast.council}):
        Target.objects.create(
            indicator="local-share-of-spend", value="0.45", due=202803, rationale=f"{CANARY} why", **subject
        )


def _names(cast: Cast, upload: Upload) -> dict[str, list[str]]:
    """What stands in addresses for the things of the other system."""

    uploads = [str(upload.pk), *_keys(Upload, state="question"), *_keys(Upload, state="refused")]
    rules = _keys(Rule, system__isnull=False) + _keys(Rule, institution__isnull=False)
    slugs = [cast.system, cast.council, cast.trust]
    for each in slugs:
        each.refresh_from_db()
    submitted = SubmittedIndicator._base_manager.order_by("pk")  # the first one is approved
    definitions = list(submitted.values_list("code", flat=True))
    found = _lever_names() | {
        "slug": [*(each.slug for each in slugs), Group.objects.get().slug],
        "pk": uploads,
        "upload_id": uploads,
        "supplier_id": _keys(Supplier)[:1],
        "line_id": _keys(SpendLine)[:1],
        "rule_id": [*rules, _keys(Rule, institution=None, system=None)[0]],
        "change_id": _keys(RuleChange)[:2],
        "override_id": _keys(Override),
        "target_id": _keys(Target),
        "signed": ["not-signed-by-us"],
        "number": ["1", "9"],
        "action_id": _keys(Action)[:2],
        "commitment_id": _keys(Commitment)[:2],
        "comment_id": _keys(Comment),
        "evidence_id": _keys(Evidence),
        "definition": definitions,
        "value_id": _keys(SubmittedValue),
        "file_id": _keys(SubmittedFile),
        "task": ["limits", "options"],
        "gss": [cast.city.code],
        "code": [cast.city.code, "local-share-of-spend", *definitions[:1]],
        "kind": ["spend"],
        "ending": ["csv", "xlsx"],
        "name": [
            "spending.xlsx",
            "places.csv",
            "categories.csv",
            "suppliers.csv",
            "months.csv",
            "measure.csv",
            "measure.xlsx",
        ],
    }
    assert all(found.values()), (
        f"nothing to walk to: {[name for name, values in found.items() if not values]}"
    )
    return found


def _lever_names() -> dict[str, list[str]]:
    """Those of employment and estates."""
    return {
        "intake_id": _keys(StaffIntake),
        "release_id": _keys(Release),
        "site_id": _keys(Site),
        "programme_id": _keys(Programme),
        "cohort_id": _keys(Cohort),
        "offer_id": _keys(SupportOffer),
        "wage_id": _keys(WageReturn),
        "plot_id": _keys(Plot),
        "appraisal_id": _keys(Appraisal),
        "option_id": _keys(Option),
        "asked_id": _keys(Asked),
        "statement_id": _keys(HomesStatement),
        "signature_id": _keys(PrinciplesSignature),
        "space_id": _keys(CommunitySpace),
        "quarter": [Period(*use).code for use in SpaceUse.objects.values_list("first_month", "last_month")],
        "request_id": _keys(SpaceRequest),
    }


def _keys(model: type[models.Model], **found: Any) -> list[str]:
    return [str(key) for key in model._base_manager.filter(**found).values_list("pk", flat=True)]


def body_of(answer: Any) -> str:
    """All that the answer says, headers too; a workbook unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return f"{answer.headers}{content.decode(errors='replace')}"


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def test_the_outsider_finds_nothing_at_any_address(town: Town):
    outsider = signed_in(town.cast.outsider)
    for door in doors(town.names):
        for method in ("get", "head", "options"):
            answer = getattr(outsider, method)(door.address)
            assert answer.status_code < 500, door
            assert CANARY not in body_of(answer), door
            assert not (door.is_theirs and method == "get") or answer.status_code in (403, 404, 405), door


def test_nobody_finds_anything_without_signing_in(town: Town):
    for door in doors(town.names):
        answer = Client(raise_request_exception=False).get(door.address)
        assert CANARY not in body_of(answer), door
        if door.template not in PUBLIC:
            is_sent_away = answer.status_code == 302 and answer["Location"].startswith(
                ("/sign-in/", "/admin/")
            )
            assert is_sent_away or answer.status_code in (401, 404, 405), (door, answer.status_code)


def test_every_endpoint_says_sign_in_first(town: Town):
    for door in doors(town.names):
        if door.template.startswith("api/v1/") and door.template not in (*PUBLIC, "api/v1/sign-in/"):
            for method in ("get", "post", "put", "delete"):
                answer = getattr(Client(), method)(door.address)
                assert answer.status_code == 401, door
                assert answer["Content-Type"] == "application/problem+json", door


def test_another_systems_things_answer_as_what_does_not_exist(town: Town):
    made_up = {name: ["no-such-thing" if name == "slug" else "999999999"] for name in town.names}
    answers: dict[str, Any] = {}
    outsider = signed_in(town.cast.outsider)
    for names in (made_up, town.names):
        for door in doors(names):
            if door.is_theirs and door.template.startswith("api/"):
                answer = outsider.get(door.address)
                found = (answer.status_code, answer.content if answer.status_code != 405 else "")
                assert found == answers.setdefault(door.template, found), door


def test_filters_for_another_system_show_nothing(town: Town):
    names = town.names
    system, *institutions, group = names["slug"]
    queries = [
        {"system": system},
        *({"institution": slug} for slug in institutions),
        {"plan": Plan._base_manager.get().pk},
        {"group": group, "each": "period"},
        {"place": names["gss"][0], "each": "period"},
        {"indicator": names["definition"][0]},
        {"supplier": names["supplier_id"][0]},
        {"upload": names["upload_id"][0]},
        {"category": f"{CANARY[:-1]}"},
        {"search": CANARY[:-1], "q": CANARY[:-1]},
    ]
    outsider = signed_in(town.cast.outsider)
    for door in doors(names):
        for query in queries if not door.is_theirs else ():
            answer = outsider.get(door.address, query)
            assert answer.status_code < 500, (door, query)
            assert CANARY not in body_of(answer), (door, query)


def test_the_outsider_changes_nothing_at_any_address(town: Town):
    watched = (
        Upload,
        Rule,
        RuleChange,
        Override,
        Job,
        SavedMapping,
        AnchorInstitution,
        System,
        *PLANNED,
        *SUBMITTED,
        *MEASURED,
        *STAFF,
    )
    before = [list(model._base_manager.order_by("pk").values()) for model in watched]
    outsider = signed_in(town.cast.outsider)
    for door in doors(town.names):
        if door.template.split("/")[0] not in ("sample", "sign-out", "admin"):
            for method in (
                ("post", "put", "patch", "delete") if door.template.startswith("api/") else ("post",)
            ):
                answer = getattr(outsider, method)(door.address)
                assert answer.status_code < 500, (door, method)
                assert CANARY not in body_of(answer), (door, method)
                assert not door.is_theirs or answer.status_code in (403, 404, 405), (door, method)
    assert before == [list(model._base_manager.order_by("pk").values()) for model in watched]


def test_the_walk_would_see_a_leak(town: Town):
    contributor = signed_in(town.cast.contributor)
    seen = {door.template for door in doors(town.names) if CANARY in body_of(contributor.get(door.address))}
    for template in (
        "", "data/", "data/uploads/%(upload_id)s/report/", "spending/", "spending/suppliers/", "spending/lines/",
        "spending/lines/export.csv", "institutions/%(slug)s/", "spending/institutions/%(slug)s/", "spending/rules/institution/%(slug)s/",
        "recommendations/", "recommendations/actions.csv", "recommendations/plan/", "recommendations/plan/print/",
        "recommendations/actions/%(action_id)s/", "recommendations/commitments/%(commitment_id)s/",
        "recommendations/evidence/%(evidence_id)s/file", "recommendations/submitted/",
        "recommendations/submitted/%(definition)s/", "recommendations/submitted/%(definition)s/values.csv",
        "recommendations/submitted/values/%(value_id)s/", "recommendations/submitted/files/%(file_id)s/",
        "recommendations/measures/", "recommendations/measures/%(code)s/", "recommendations/measures/%(code)s/targets/",
        "recommendations/measures/%(code)s/download/%(name)s", "recommendations/groups/", "recommendations/groups/%(slug)s/",
        "recommendations/targets/", "api/v1/measurements/", "api/v1/measurements/former/", "api/v1/indicators/",
        "api/v1/plans/", "api/v1/commitments/", "api/v1/actions/", "api/v1/targets/",
        "api/v1/uploads/", "api/v1/uploads/%(pk)s/", "api/v1/uploads/%(pk)s/left-out/", "api/v1/spending/lines/",
        "api/v1/spending/suppliers/", "api/v1/spending/rules/", "api/v1/institutions/", "api/v1/systems/",
    ):  # fmt: skip
        assert template in seen, template
