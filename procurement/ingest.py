"""Spend files: their columns, the headings under which publishers give them, and what is not a spend file.

Everything about files lies in `anchors.ingest`; nothing but the meaning of columns lies here.
"""

import re
from collections.abc import Sequence

from anchors.ingest import Column, UploadKind, Watch, register

_NOT_MONEY = (
    r"\b(budget\w*|forecast\w*|variance|balance|opening|closing|code|codes|date|dates|type|number|numbers|no|nos|num"
    r"|ref|refs|reference|references|id|ids|count|band|percent\w*|basis|category|categories|description|desc|status"
    r"|method|rate|rateable|threshold|original|foreign|(?<!local )(?<!home )(?<!base )currency|currencies|term|terms|name|year|period|month"
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
_INCLUDING_VAT = r"\bgross\b|\b(inc|incl|including|inclusive|plus|with) (of )?vat\b|\bincvat\b|\bvat (inc|incl|included|inclusive)\b"

AMOUNT = Column(
    "amount",
    "Amount",
    "amount",
    patterns=(
        _EXCLUDING_VAT,
        r"\bnet\b(?!.*\bvat amount\b)",
        r"\b(line|distribution|dist|detail|split) (amount|amt|value|total)\b|\bamount line\b",
        r"^(amount|amt|ammount|amout|amont|amoount|aount)$|^(amount|amt) (gbp|sterling|in sterling|in gbp|pounds|in pounds|s|k)$"
        r"|^(amount|value) of (payment|expenditure|spend|transaction|invoice)\w*$",
        r"^(?!.*\b(total|gross|inc\w*)\b).*(\b(amount|amt|value) paid\b|\bpaid (amount|amt|value)\b"
        r"|\b(payment|paid|pay) (amount|amt|value)\b|\bpayment gbp\b|\bamount of payment\b)",
        r"^(?!.*\b(total|gross|inc\w*)\b).*\b(transaction|trans|tran|txn|posting|posted|billing|ledger|gl|accounting|journal|item|spend|expenditure|payable"
        r"|home|base|local|functional|entered|functional currency) (amount|amt|value)\b|\b(amount|value) in (local|home)\b",
        r"^(?!.*\b(total|gross|inc\w*)\b).*\b(invoice|inv) (amount|amt|value)\b",
        r"^(?!.*\b(total|gross|inc\w*)\b).*\b(amount|ammount|amt)\b",
        r"^(?!.*\b(total|gross|inc\w*)\b).*(\bvalue\b|^sterling$|^gbp$|^s$|^pounds$|\bsterling equivalent\b)",
        r"^(payment|payments|paid|spend|spent|expenditure|cost|price|sum|charge|debit|actual|actuals|ytd actual)( gbp)?$",
        rf"^(?!.*({_INCLUDING_VAT})).*(\b(total|sum)\b|\b(spend|expenditure|cost|price)\b)",
        _INCLUDING_VAT,
    ),
    classes=(0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 3, 4),
    weak_from=8,
    never=_NOT_MONEY,
    pair=(
        r"^(debit|debits|dr|debit (amount|value)|amount (dr|debit)|payments)$",
        r"^(credit|credits|cr|credit (amount|value)|amount (cr|credit)|receipts)$",
    ),
)

PAYMENT_DATE = Column(
    "payment_date",
    "Date paid",
    "date",
    aliases=(
        "payment date",
        "date paid",
        "paid date",
        "date of payment",
        "pay date",
        "date payment made",
        "payment made date",
        "payment date dd mm yyyy",
        "cheque date",
        "bacs date",
        "payment run date",
        "run date",
        "date of bacs",
        "clearing date",
        "cleared date",
        "date cleared",
        "settlement date",
        "remittance date",
        "payment posting date",
        "transaction date",
        "date of transaction",
        "trans date",
        "tran date",
        "txn date",
        "trandate",
        "date incurred",
        "date expenditure incurred",
        "date of expenditure",
        "posting date",
        "post date",
        "posted date",
        "date posted",
        "gl date",
        "ledger date",
        "accounting date",
        "effective date",
        "date",
        "dates",
        "datee",
        "payments date",
        "paydate",
        "dt",
        "day",
        "invoice payment date",
        "process date",
        "processed date",
        "date processed",
    ),
    patterns=(
        r"\b(paid|payment|payments|pay|remittance|cheque|bacs|clear\w*|settle\w*)\b.*\b(date|dated|dt)\b",
        r"\b(date|dated|dt)\b.*\b(paid|payment|payments|pay|clear\w*)\b",
        r"\b(trans\w*|txn|posting|posted|post|gl|ledger|effective|purchase|billing|incurred|process\w*)\b.*\b(date|dt)\b",
        r"\b(date|dt)\b.*\b(trans\w*|txn|posting|posted|purchase|incurred)\b",
        r"^date\b|\bdate$",
        r"\binv\w* (date|dt)\b|\bdate of inv\w*\b|\bdocument date\b|\bdoc date\b|\btax point\b|\bdate\b",
        r"^(updated|paid on|paid|when paid|when)$",
        r"^(month|payment month|month paid|period|month of payment|month year|mth|paid in|period name|accounting period|month end|payment period|payment run|clearing|payment made)$",
    ),
    weak_from=4,
    never=r"\b(birth|dob|close|closed|open|opened|start|end|expiry|expires|due|review|award\w*|publish\w*|publication|number|no|code|order|required"
    r"|due by|contract|commence\w*|received|registered|approved|created)\b",
)

SUPPLIER = Column(
    "supplier",
    "Supplier",
    aliases=(
        "supplier name",
        "supplier beneficiary name",
        "beneficiary name",
        "vendor name",
        "payee name",
        "creditor name",
        "merchant name",
        "supplier",
        "suppliers",
        "beneficiary",
        "benificiary",
        "beneficiary of payment",
        "payee",
        "vendor",
        "creditor",
        "supplier beneficiary",
        "supplier payee",
        "name of supplier",
        "suppliername",
        "suppier",
        "supplier names",
        "supplier full name",
        "name of payee",
        "name of beneficiary",
        "vendor supplier",
        "supplier trading name",
        "merchant",
        "recipient",
        "recipient name",
        "contractor",
        "contractor name",
        "supplier description",
        "supplier desc",
        "payee supplier",
        "supplier t",
        "supplier id t",
        "vendor desc",
        "vendor description",
        "vendor t",
        "ap ar id t",
        "apar id t",
        "supplier lookup",
        "supplier trading as name",
        "supplier name number",
        "supplier number and name",
        "supplier name and number",
        "invoice supplier",
    ),
    patterns=(
        r"\b(supplier|vendor|beneficiary|benificiary|beneficary|benefciary|payee|creditor|merchant|recipient|contractor)s?\b.*\bname\b",
        r"\bname\b.*\b(supplier|vendor|beneficiary|payee|creditor|merchant|recipient|contractor)s?\b",
        r"\b(supplier|vendor|beneficiary|benificiary|beneficary|payee|creditor|merchant|recipient|contractor)s?\b",
        r"\bpaid to\b|\bpayment to\b|\bpayable to\b|\bremit to\b|\bto whom\b|^who( was paid)?$|\bcounterparty\b",
        r"\btrading (name|partner)\b|\bthird party( name)?$|\bproviders?\b|\bcompany\b|^organisation paid$",
        r"^(retailer|shop|trader|business)( name)?$",
        r"^(bank )?account name$|\bname\b",
    ),
    weak_from=4,
    never=r"\b(id|ids|number|no|num|code|ref|reference|type|category|class\w*|group|postcode|post code|address|addr|vat"
    r"|registered|registration|reg|charity|town|city|county|country|invoice|email|url|uri|region|sector|status"
    r"|size|sme|vcse|voluntary|date|amount|amt|value|total|count|entity name|body name|department name|officer"
    r"|organisation name|authority name|school name|employee|cardholder|card holder|file|site|bank|sort"
    r"|directorate|service|cost centre|project|account code|account no|subjective|contract\w* (title|name)|first|last"
    r"|surname|forename|manager|councillor|member|minister|director|claimant|tenant|customer|applicant|resident)\b(?! t$)",
    watch=(
        Watch(
            "redacted",
            r"(?i)\bredact|\bwithheld\b|\bpersonal data\b|\bname removed\b|\bcommercial(ly)? confidential|^x{3,}$|^\*{3,}$",
            "Redacted names",
            "They count in totals, not under a supplier or place",
        ),
    ),
)

_TEXT_COLUMNS = (
    Column("supplier_reference", "Supplier number", longest=60, aliases=(
        "supplier id", "supplier number", "supplier no", "supplier code", "supplier ref", "supplier reference", "vendor id",
        "vendor number", "vendor no", "vendor code", "vendor ref", "creditor number", "creditor no", "creditor id", "creditor code",
        "creditor reference", "payee id", "payee no", "payee number", "payee code", "supplierid", "suppid", "supp no", "supp id",
        "local supplier internal reference", "beneficiary id", "supplier internal reference", "supplier unique id", "vendor",
        "supplier num", "supplier account", "account number of supplier", "apar id", "supplier short code"),
        patterns=(r"\b(supplier|vendor|creditor|payee|beneficiary)\b.*\b(id|no|number|num|code|ref|reference)\b",),
        never=r"\b(invoice|vat|charity|company|registered|registration|postcode|type|category|class\w*|t)\b"),
    Column("postcode", "Supplier postcode", longest=8, aliases=(
        "postcode", "post code", "supplier postcode", "supplier post code", "vendor postcode", "payee postcode", "postal code", "zip",
        "supplier address postcode", "pcode"),
        patterns=(r"\b(supplier|vendor|creditor|payee|beneficiary)\b.*\b(postcode|post code|postal code)\b", r"\bpost ?code\b"),
        never=r"\b(property|site|school|delivery|premises)\b"),
    Column("company_number", "Company number", longest=12, aliases=(
        "company number", "company registration number", "company no", "companies house number", "supplier registered company number",
        "company reg no", "registered company number", "company registration no"),
        patterns=(r"\bcompany\b.*\b(number|no|reg\w*)\b", r"\bcompanies house\b")),
    Column("charity_number", "Charity number", longest=12, aliases=(
        "charity number", "charity no", "supplier registered charity number", "registered charity number", "charity registration number"),
        patterns=(r"\bcharity\b.*\b(number|no|reg\w*)\b",)),
    Column("category", "Category", aliases=(
        "expense type", "expenses type", "expenditure type", "procurement category", "merchant category", "category",
        "category internal name", "expenditure category", "sercop expenditure category", "account detail", "subjective",
        "expenditure account code description", "subjective description", "detailed expenditure type", "detailed expenses type",
        "cost element", "account description", "account name", "account", "spend category", "expense category", "type of expenditure",
        "cipfa detailed expenditure type", "procurement classification category", "category description", "subjective analysis",
        "9an level 9 account name", "cipfsubj t", "expenditure description", "gl account", "nominal", "nominal description",
        "expense description", "expense code description", "bal sheet level 1", "type", "procurement category name",
        "subjective name", "account code description", "expensetype", "service category label", "spend type", "commodity", "proclass"),
        patterns=(r"\b(expense|expenditure|expenses|spend) (type|category|description|group)\b", r"\bmerchant category\b",
                  r"\bsubjective\b", r"\bcategory\b", r"\b(account|nominal) (name|description|desc)\b", r"\bcommodity\b"),
        never=r"\b(code|uri|id|number|no|procurement classification)\b(?! description)"),
    Column("department", "Department", aliases=(
        "expense area", "expenses area", "department", "directorate", "department area", "service area", "organisational unit",
        "directorate service where expenditure incurred", "service label", "service", "cost centre", "cost centre name",
        "service cost centre", "responsible unit", "cost centre description", "service division label", "service divison label",
        "directotate", "division", "department name", "dept", "service area categorisation", "business unit", "service description",
        "nstrg t", "directorate name", "expenditure area", "service name", "portfolio", "area", "expensearea", "team", "section",
        "department service", "directorate department", "department or service", "budget area", "budget holder", "service group"),
        patterns=(r"\b(expense|expenses|expenditure|spend) area\b", r"\bdirectorate\b", r"\bcost cent(re|er)\b",
                  r"\bdep(t|artment)\b", r"\bservice\b", r"\bdivision\b"),
        never=r"\b(code|uri|id|number|no|family)\b(?! description)"),
    Column("description", "Description", aliases=(
        "description", "narrative", "extended description", "purpose of expenditure", "purpose of spend", "purpose", "details",
        "summary of purpose", "purpose of spend summary", "payment description", "invoice description", "line description",
        "transaction description", "item text", "description of goods", "goods description", "detail", "item description", "summary",
        "purpose of expenditure narrative", "expenditure purpose", "text", "invoice details", "reason", "comments"),
        patterns=(r"\bnarrative\b", r"\bpurpose\b", r"\bdescription\b", r"\bdetails?\b", r"\bsummary\b"),
        never=r"\b(code|uri|id|number|no|category|supplier|vendor|account|cost centre|subjective|service|type)\b"),
    Column("transaction_number", "Transaction number", longest=200, aliases=(
        "transaction number", "transaction no", "transaction reference", "transaction ref", "trans no", "transno", "transaction id",
        "document no", "document number", "sap document no", "doc no", "voucher number", "voucher no", "voucher", "payment reference",
        "payment ref", "payment number", "payment no", "invoice number", "invoice no", "invoice ref", "invoice reference",
        "internal ref number", "internal reference", "our reference", "their reference", "reference", "ref", "ref no", "reference number",
        "unique reference", "cheque number", "cheque no", "transactionnumber", "tran no", "journal number", "purchase invoice number",
        "hbc ref no", "unique transaction number", "line", "invoice id", "bacs reference"),
        patterns=(r"\b(trans\w*|document|doc|voucher|payment|invoice|inv) (number|no|num|ref|reference|id)\b", r"\bref\w*\b"),
        never=r"\b(supplier|vendor|creditor|contract|order|date|card|vat|company|charity|uri)\b"),
    Column("procurement_class", "Publisher's own class", aliases=(
        "procurement classification", "procurement classification council s procurement category name", "influenceable",
        "procurement class", "procurement classification councils procurement category name", "proclass", "proclass description",
        "procurement classification description", "spend classification", "influencable", "proc class"),
        patterns=(r"\bprocurement class\w*\b", r"\bproclass\b", r"\binfluen\w+\b"), never=r"\bcode\b"),
    Column("body", "Body", aliases=(
        "entity", "body name", "body", "organisation name", "organisation label", "organistion name", "organisation", "department family",
        "entuty", "ccg", "authority", "council", "authority name", "council name", "trust", "icb", "departmental family")),
    Column("capital_revenue", "Capital or revenue", longest=40, aliases=(
        "capital or revenue", "capital revenue", "revenue or capital", "revenue capital", "cap rev", "rev cap"),
        patterns=(r"\bcapital\b.*\brevenue\b|\brevenue\b.*\bcapital\b",)),
    Column("card", "Card", longest=40, aliases=("procurement card", "card transaction", "purchase card", "card"),
           patterns=(r"\bcard (transaction|payment)\b",), never=r"\b(holder|number|no|cardholder|type)\b"),
    Column("irrecoverable_vat", "VAT not recovered", longest=40, aliases=(
        "irrecoverable vat", "irrecoverable vat amount", "vat not recovered", "non recoverable vat"),
        patterns=(r"\b(irrecoverable|non recoverable|unrecoverable)\b.*\bvat\b",), never=r"\b(inc\w*|plus|net)\b"),
    Column("contract_reference", "Contract", longest=200, aliases=(
        "contract id", "contract reference", "contract ref", "contract number", "contract no"),
        patterns=(r"\bcontract\b.*\b(id|ref|reference|number|no)\b",)),
)  # fmt: skip

MONTHS_OF_A_MATRIX = 3
_MONTH_HEADING = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*( \d{2,4})?\Z")

_OTHER_LISTS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("a contracts register: it lists contracts, not payments", 2, (
        r"\b(contract|agreement)?\s*start( date)?$|\bcommenc\w+ date|^start date|\bdate from$", r"\bend date\b|\bexpiry\b|\bcontract end\b|^end$",
        r"\bcontract (title|name|value|description|length|term|owner|status|type)\b|\b(title of|estimated|annual|total) (agreement|contract|value)\b",
        r"\bextension|\boption to extend\b|\breview date\b", r"\btender|\bprocurement (process|route|method)\b|\bprocess used\b",
        r"\baward(ed)?\b.*\b(date|value|amount)\b|\bvalue of contract\b|\bcontract period\b|\brenewal\b", r"\bcpv\b")),
    ("a list of posts and pay, not payments to suppliers", 2, (
        r"\bsalar(y|ies)\b", r"\bjob title\b|\bpost title\b|^post$|\bpost holder\b", r"\bgrade\b|\bpay ?(band|scale|ceiling|floor)\b",
        r"\bfte\b|\bheadcount\b|\bwhole time\b", r"\bremuneration\b|\bpension\b|\bbonus", r"\breports to\b|\bresponsib\w+\b", r"\bemployee\b")),
    ("a list of grants, not payments", 2, (
        r"\bgrants?\b.*\b(title|purpose|programme|awarded|amount|recipient|value)\b|\bamount awarded\b|\bamount of grant\b", r"\baward date\b|\bdate of award\b|\bdate awarded\b|\btime period\b",
        r"\brecipient org|\brecipient\b|\bbeneficiary.*charity\b", r"\bgrant\b", r"\bfunding org")),
    ("a list of planning applications, not payments", 2, (
        r"\bapplication (number|ref\w*|type)\b", r"\bproposal\b|\bdevelopment\b", r"\bdecision( date)?\b", r"\bapplicant\b|\bsite address\b")),
    ("a list of business rates accounts, not payments", 1, (r"\brateable value\b",)),
    ("a budget or a set of accounts, not payments", 2, (
        r"\bbudget\b|\bbudgets\b", r"\bforecast\b|\boutturn\b", r"\bvariance\b", r"\bactuals?\b", r"\bestimates?\b")),
    ("a list of land and buildings, not payments", 2, (
        r"\buprn\b", r"\btenure\b", r"\beasting|\bnorthing|\blatitude\b|\bgeo [xy]\b", r"\bfreehold|\bleasehold|\basset (name|type|category)\b",
        r"\bproperty (name|type|ref\w*)\b")),
    ("a list of gifts or expenses claimed, not payments to suppliers", 2, (
        r"\bgift\b|\bhospitality\b", r"\b(accepted|declined)\b", r"\b(councillor|member)( name)?$|\bmembers? allowances?\b", r"\bmileage\b|\bsubsistence\b")),
    ("a procurement pipeline: it lists what is to be bought, not what was paid", 2, (
        r"\bestimated (value|start|contract|cost|spend)\b", r"\bplanned\b|\bpipeline\b", r"\bprocurement (start|route|lead)\b", r"\bcontract type\b|\bexisting contract\b")),
)  # fmt: skip


def unfit_for_spend(headings: Sequence[str], fields: set[str]) -> str:
    """One sentence when the headings show a list that is not of payments, else an empty string."""
    if sum(bool(_MONTH_HEADING.match(heading)) for heading in headings) >= MONTHS_OF_A_MATRIX:
        return "This looks like a summary with one column for each month. Upload the list of single payments."
    has_payment_columns = {"amount", "payment_date", "supplier"} <= fields
    for what, needed, signs in _OTHER_LISTS:
        hits = sum(any(re.search(sign, heading) for heading in headings) for sign in signs)
        required = needed + 2 if has_payment_columns else needed if "supplier" in fields or not fields else 1
        if hits >= required:
            return f"This looks like {what}. Upload the list of payments."
    return ""


SPEND = register(
    UploadKind(
        code="spend",
        label="Spending",
        line="payment",
        columns=(PAYMENT_DATE, AMOUNT, SUPPLIER, *_TEXT_COLUMNS),
        amount="amount",
        date="payment_date",
        party="supplier",
        party_words=r"(?i)\b(ltd|limited|plc|llp|council|nhs|trust|inc|gmbh|cic|services|school|university|redacted|company|group|uk)\b\.?",
        unfit=unfit_for_spend,
    )
)

CLEAN_COLUMNS = SPEND.clean_columns
