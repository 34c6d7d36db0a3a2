"""The three columns on which a payment stands: what was paid, when, and to whom.

Headings are those of published files, the aliases of the standard, and the misspellings of both.
"""

from anchors.ingest import Column, Watch


def names(text: str) -> tuple[str, ...]:
    """Headings, best first, from a text that separates them by commas."""
    return tuple(text.split(", "))


_NOT_MONEY = (
    r"\b(budget\w*|forecast\w*|variance|balance|opening|closing|code|codes|date|dates|type|number|numbers|no|nos|num"
    r"|ref|refs|reference|references|id|ids|count|band|percent\w*|basis|category|categories|description|desc|status"
    r"|method|rate|rateable|threshold|(?<!local )(?<!home )(?<!base )currency|currencies"
    r"|term|terms|000|000s|thousands|name|year|period|month"
    r"|saving|savings|estimated|annual|contract|indicator|group|subjective|area|centre|center|dept|department"
    r"|directorate|purpose|detail|details|supplier|vendor|text|narrative|url|uri|flag|capital or revenue|days"
    r"|unit|quantity|qty|employees?|staff|headcount|turnover|profit|line no|recoverable status)\b"
    r"|^(?=.*\bvat\b)(?!.*\b(net|gross|inc\w*|exc\w*|ex|exvat|incvat|less|without|before|plus|after)\b)"
    r"|\b(expenditure|spend|expense|cost|payment) (code|type|category|categories|area|centre|analysis|group|class\w*)\b"
)
_EXCLUDING_VAT = (
    r"\b(ex|exc|excl|excluding|exclusive|exclude|excludes|less|without|before|w o) (of )?(recoverable )?vat\b"
    r"|\bnet of (recoverable )?vat\b|\bexvat\b|\bexcvat\b|\bvat (ex|exc|excl|excluded|exclusive)\b"
)
_INCLUDING_VAT = (
    r"\bgross\b|\b(inc|incl|including|inclusive|plus|with) (of )?vat\b|\bincvat\b"
    r"|\bvat (inc|incl|included|inclusive)\b"
)

_PART = r"^(?!.*\b(?:total|gross|inc\w*)\b).*"
"""Starts a pattern that is not for totals or amounts with VAT."""

AMOUNT = Column(
    "amount",
    "Amount",
    "amount",
    patterns=(
        _EXCLUDING_VAT,
        r"\bnet\b(?!.*\bvat amount\b)",
        r"\b(line|distribution|dist|detail|split) (amount|amt|value|total)\b|\bamount line\b",
        (
            r"^(amount|amt|ammount|amout|amont|amoount|aount)$"
            r"|^(amount|amt) (gbp|sterling|in sterling|in gbp|pounds|in pounds|s|k)$"
            r"|^(amount|value) of (payment|expenditure|spend|transaction|invoice)\w*$"
        ),
        _PART
        + (
            r"(\b(amount|amt|value) paid\b|\bpaid (amount|amt|value)\b|\b(payment|paid|pay) (amount|amt|value)\b"
            r"|\bpayment gbp\b|\bamount of payment\b)"
        ),
        _PART
        + (
            r"(\b(transaction|trans|tran|txn|posting|posted|billing|ledger|gl|accounting|journal|item|spend|expenditure"
            r"|payable|home|base|local|functional|entered|functional currency) (amount|amt|value)\b"
            r"|\b(amount|value) in (local|home)\b)"
        ),
        _PART + r"\b(invoice|inv) (amount|amt|value)\b",
        _PART + r"\b(amount|ammount|amt)\b",
        _PART + r"(\bvalue\b|^sterling$|^gbp$|^s$|^pounds$|\bsterling equivalent\b)",
        (
            r"^(payment|payments|paid|spend|spent|expenditure|cost|price|sum|charge|debit|actual|actuals|ytd actual)"
            r"( gbp)?$"
        ),
        rf"^(?!.*({_INCLUDING_VAT})).*(\b(total|sum)\b|\b(spend|expenditure|cost|price)\b)",
        _INCLUDING_VAT,
    ),
    classes=(0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 3, 4),
    weak_from=8,
    never=_NOT_MONEY,
    lesser=r"\b(cumulative|running|ytd|year to date|due|outstanding|owed|original|foreign)\b|^tax\b|\btax amount\b",
    pair=(
        r"^(debit|debits|dr|debit (amount|value)|amount (dr|debit)|payments)$",
        r"^(credit|credits|cr|credit (amount|value)|amount (cr|credit)|receipts)$",
    ),
)

PAYMENT_DATE = Column(
    "payment_date",
    "Date paid",
    "date",
    aliases=names(
        "payment date, date paid, paid date, date of payment, pay date, date payment made, payment made date, "
        "payment date dd mm yyyy, cheque date, bacs date, payment run date, run date, date of bacs, clearing "
        "date, cleared date, date cleared, clearing, check date, settlement date, remittance date, "
        "payment posting date, "
        "transaction date, date of transaction, trans date, tran date, txn date, trandate, date incurred, "
        "date expenditure incurred, date of expenditure, posting date, post date, posted date, date posted, "
        "gl date, ledger date, accounting date, effective date, date, dates, datee, payments date, paydate, "
        "dt, day, invoice payment date, process date, processed date, date processed"
    ),
    patterns=(
        r"\b(paid|payment|payments|pay|remittance|cheque|bacs|clear\w*|settle\w*)\b.*\b(date|dated|dt)\b",
        r"\b(date|dated|dt)\b.*\b(paid|payment|payments|pay|clear\w*)\b",
        (
            r"\b(trans\w*|txn|posting|posted|post|gl|ledger|effective|purchase|billing|incurred"
            r"|process\w*)\b.*\b(date|dt)\b"
        ),
        r"\b(date|dt)\b.*\b(trans\w*|txn|posting|posted|purchase|incurred)\b",
        r"^date\b|\bdate$",
        r"\binv\w* (date|dt)\b|\bdate of inv\w*\b|\bdocument date\b|\bdoc date\b|\btax point\b|\bdate\b",
        r"^(updated|paid on|paid|when paid|when)$",
        (
            r"^(month|payment month|month paid|period|month of payment|month year|mth|paid in|period name"
            r"|accounting period|month end|payment period|payment run|clearing|payment made)$"
        ),
        r"^(period|month|week|quarter) (end|ends|ended|ending)( date)?$",
    ),
    weak_from=4,
    never=(
        r"(?<!period )(?<!month )(?<!week )(?<!quarter )\bend\b"
        r"|\b(birth|dob|close|closed|open|opened|start|expiry|expires|due|review|award\w*|publish\w*"
        r"|publication|number|no|code|order|required|due by|contract|commence\w*|received|registered"
        r"|approved|created)\b"
    ),
)

SUPPLIER = Column(
    "supplier",
    "Supplier",
    aliases=names(
        "supplier name, supplier beneficiary name, beneficiary name, vendor name, payee name, creditor name, "
        "merchant name, supplier, suppliers, beneficiary, benificiary, beneficiary of payment, payee, vendor, "
        "creditor, supplier beneficiary, supplier payee, name of supplier, suppliername, suppier, supplier "
        "names, supplier full name, name of payee, name of beneficiary, vendor supplier, supplier trading "
        "name, merchant, recipient, recipient name, contractor, contractor name, supplier description, "
        "supplier desc, payee supplier, supplier t, supplier id t, vendor desc, vendor description, vendor t, "
        "ap ar id t, apar id t, supplier lookup, supplier trading as name, supplier name number, supplier "
        "number and name, supplier name and number, invoice supplier"
    ),
    patterns=(
        (
            r"\b(supplier|vendor|beneficiary|benificiary|beneficary|benefciary|payee|creditor|merchant"
            r"|recipient|contractor)s?\b.*\bname\b"
        ),
        r"\bname\b.*\b(supplier|vendor|beneficiary|payee|creditor|merchant|recipient|contractor)s?\b",
        (
            r"\b(supplier|vendor|beneficiary|benificiary|beneficary|payee|creditor|merchant|recipient"
            r"|contractor)s?\b"
        ),
        (
            r"\bpaid to\b|\bpayment to\b|\bpayable to\b|\bremit to\b|\bto whom\b|^who( was paid)?$"
            r"|\bcounterparty\b"
        ),
        r"\btrading (name|partner)\b|\bthird party( name)?$|\bproviders?\b|\bcompany\b|^organisation paid$",
        r"^(retailer|shop|trader|business)( name)?$",
        r"^(bank )?account name$|\bname\b",
    ),
    weak_from=4,
    never=(
        r"\b(id|ids|number|no|num|code|ref|reference|type|category|class\w*|group|postcode|post code"
        r"|address|addr|vat|registered|registration|reg|charity|town|city|county|country|invoice|email|url"
        r"|uri|region|sector|status|size|sme|vcse|voluntary|date|amount|amt|value|total|count|entity name"
        r"|body name|department name|officer|organisation name|authority name|school name|employee"
        r"|cardholder|card holder|file|site|bank|sort|directorate|service|cost centre|project|account code"
        r"|account no|subjective|contract\w* (title|name)|first|last|surname|forename|manager|councillor"
        r"|member|minister|director|claimant|tenant|customer|applicant|resident)\b(?! t$)"
    ),
    watch=(
        Watch(
            "redacted",
            r"redact|withheld\b|personal data\b|name removed\b|commercial(ly)? confidential"
            r"|^x{3,}$|^\*{3,}$",
            "Redacted names",
            "They count in totals, not under a supplier or place",
        ),
    ),
)
