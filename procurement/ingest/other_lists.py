"""Lists that councils and trusts also publish and that are not payments, told from their headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MONTHS_OF_A_MATRIX = 3
_MONTH_HEADING = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*( \d{2,4})?\Z")


@dataclass(frozen=True)
class OtherList:
    """Another sort of list: what to call it, the signs in its headings, and how many of them tell it."""

    what: str
    needed: int
    signs: tuple[str, ...]


OTHER_LISTS = (
    OtherList(
        "a contracts register: it lists contracts, not payments",
        2,
        (
            r"\b(contract|agreement)?\s*start( date)?$|\bcommenc\w+ date|^start date|\bdate from$",
            r"\bend date\b|\bexpiry\b|\bcontract end\b|^end$",
            (
                r"\bcontract (title|name|value|description|length|term|owner|status|type)\b|\b(title of|estimated"
                r"|annual|total) (agreement|contract|value)\b"
            ),
            r"\bextension|\boption to extend\b|\breview date\b",
            r"\btender|\bprocurement (process|route|method)\b|\bprocess used\b",
            r"\baward(ed)?\b.*\b(date|value|amount)\b|\bvalue of contract\b|\bcontract period\b|\brenewal\b",
            r"\bcpv\b",
        ),
    ),
    OtherList(
        "a list of posts and pay, not payments to suppliers",
        2,
        (
            r"\bsalar(y|ies)\b",
            r"\bjob title\b|\bpost title\b|^post$|\bpost holder\b",
            r"\bgrade\b|\bpay ?(band|scale|ceiling|floor)\b",
            r"\bfte\b|\bheadcount\b|\bwhole time\b",
            r"\bremuneration\b|\bpension\b|\bbonus",
            r"\breports to\b|\bresponsib\w+\b",
            r"\bemployee\b",
        ),
    ),
    OtherList(
        "a list of grants, not payments",
        2,
        (
            (
                r"\bgrants?\b.*\b(title|purpose|programme|awarded|amount|recipient|value)\b|\bamount awarded\b"
                r"|\bamount of grant\b"
            ),
            r"\baward date\b|\bdate of award\b|\bdate awarded\b|\btime period\b",
            r"\brecipient org|\brecipient\b|\bbeneficiary.*charity\b",
            r"\bgrant\b",
            r"\bfunding org",
        ),
    ),
    OtherList(
        "a list of planning applications, not payments",
        2,
        (
            r"\bapplication (number|ref\w*|type)\b",
            r"\bproposal\b|\bdevelopment\b",
            r"\bdecision( date)?\b",
            r"\bapplicant\b|\bsite address\b",
        ),
    ),
    OtherList(
        "a list of business rates accounts, not payments",
        1,
        (r"\brateable value\b",),
    ),
    OtherList(
        "a budget or a set of accounts, not payments",
        2,
        (
            r"\bbudget\b|\bbudgets\b",
            r"\bforecast\b|\boutturn\b",
            r"\bvariance\b",
            r"\bactuals?\b",
            r"\bestimates?\b",
        ),
    ),
    OtherList(
        "a list of land and buildings, not payments",
        2,
        (
            r"\buprn\b",
            r"\btenure\b",
            r"\beasting|\bnorthing|\blatitude\b|\bgeo [xy]\b",
            r"\bfreehold|\bleasehold|\basset (name|type|category)\b",
            r"\bproperty (name|type|ref\w*)\b",
        ),
    ),
    OtherList(
        "a list of gifts or expenses claimed, not payments to suppliers",
        2,
        (
            r"\bgifts?\b|\bhospitality\b",
            r"\b(accepted|declined)\b|\boffered (by|from|to)\b|\bdonor\b",
            r"\b(councillor|member)( name)?$|\bmembers? allowances?\b",
            r"\bmileage\b|\bsubsistence\b|\bmeals\b|\baccommodation\b",
            r"^(air|rail|taxi|flights?)( .*)?$|\bmode of (transport|travel)\b",
            r"\bdestination\b|\bpurpose of (trip|travel|visit)\b",
            r"\b(minister|traveller|claimant)\b|^position$",
        ),
    ),
    OtherList(
        "a list of money received, not of payments",
        2,
        (
            r"\b(payer|payor|debtor|ratepayer|tenant|licensee|purchaser)\b|^customer( name| ref\w*| no| number)?$",
            r"\bincome\b|\b(amount|money|sum|cash|payments?|receipts?) received\b|\breceipt (no|number|date|amount)\b",
            r"\brent\b|\b(amount|balance|debt) (outstanding|owed)\b|\barrears\b",
        ),
    ),
    OtherList(
        "a list of deposits or loans, not of payments",
        2,
        (
            r"\bmaturity\b|\bmatures\b",
            r"\bprincipal\b",
            r"\binterest rate\b|\bcoupon\b|^rate$|\byield\b",
            r"\bcounter ?party\b|\bborrower\b|\blender\b",
        ),
    ),
    OtherList(
        "a list of licences, not of payments",
        2,
        (
            r"\blicen[cs]e (number|no|ref\w*|holder|type)\b|\blicensee\b",
            r"\bpremises\b",
            r"\b(issue|issued|expiry|expires)\b",
            r"^fees?$|\blicen[cs]e fee\b",
        ),
    ),
    OtherList(
        "a list of developers' contributions, not of payments",
        2,
        (
            r"\bdeveloper\b",
            r"\bcontributions?\b",
            r"\bs(ection)? ?106\b|\bcil\b|\bcommunity infrastructure levy\b",
            r"\bapplication\b",
        ),
    ),
    OtherList(
        "a procurement pipeline: it lists what is to be bought, not what was paid",
        2,
        (
            r"\bestimated (value|start|contract|cost|spend)\b",
            r"\bplanned\b|\bpipeline\b",
            r"\bprocurement (start|route|lead)\b",
            r"\bcontract type\b|\bexisting contract\b",
        ),
    ),
)


def unfit_for_spend(headings: Sequence[str], fields: set[str], sure: set[str]) -> str:
    """One sentence when the headings show a list that is not of payments, else an empty string."""
    if sum(bool(_MONTH_HEADING.match(heading)) for heading in headings) >= MONTHS_OF_A_MATRIX:
        return "This looks like a summary with one column for each month. Upload the list of single payments."
    for other in OTHER_LISTS:
        hits = sum(any(re.search(sign, heading) for heading in headings) for sign in other.signs)
        if hits >= _needed(other, fields, sure):
            return f"This looks like {other.what}. Upload the list of payments."
    return ""


def _needed(other: OtherList, fields: set[str], sure: set[str]) -> int:
    """More signs where the headings plainly say who was paid and when; one is enough where nobody is paid."""
    if "amount" in fields and sure >= {"payment_date", "supplier"}:
        return other.needed + 2
    return other.needed if "supplier" in fields or not fields else 1
