"""The other columns of a payment, kept as text: where it belongs, what it was for, how to find it again."""

from anchors.ingest import Column
from procurement.ingest.payments import names

TEXT_COLUMNS = (
    Column(
        "supplier_reference",
        "Supplier number",
        longest=60,
        aliases=names(
            "supplier id, supplier number, supplier no, supplier code, supplier ref, supplier reference, vendor "
            "id, vendor number, vendor no, vendor code, vendor ref, creditor number, creditor no, creditor id, "
            "creditor code, creditor reference, payee id, payee no, payee number, payee code, supplierid, suppid, "
            "supp no, supp id, local supplier internal reference, beneficiary id, supplier internal reference, "
            "supplier unique id, vendor, supplier num, supplier account, account number of supplier, apar id, "
            "supplier short code"
        ),
        patterns=(
            r"\b(supplier|vendor|creditor|payee|beneficiary)\b.*\b(id|no|number|num|code|ref|reference)\b",
        ),
        never=r"\b(invoice|vat|charity|company|registered|registration|postcode|type|category|class\w*|t)\b",
    ),
    Column(
        "postcode",
        "Supplier postcode",
        longest=8,
        aliases=names(
            "postcode, post code, supplier postcode, supplier post code, vendor postcode, payee postcode, postal "
            "code, zip, supplier address postcode, pcode"
        ),
        patterns=(
            r"\b(supplier|vendor|creditor|payee|beneficiary)\b.*\b(postcode|post code|postal code)\b",
            r"\bpost ?code\b",
        ),
        never=r"\b(property|site|school|delivery|premises)\b",
    ),
    Column(
        "company_number",
        "Company number",
        longest=12,
        aliases=names(
            "company number, company registration number, company no, companies house number, supplier registered "
            "company number, company reg no, registered company number, company registration no"
        ),
        patterns=(
            r"\bcompany\b.*\b(number|no|reg\w*)\b",
            r"\bcompanies house\b",
        ),
        never=r"\b(vat|charity)\b",
    ),
    Column(
        "charity_number",
        "Charity number",
        longest=12,
        aliases=names(
            "charity number, charity no, supplier registered charity number, registered charity number, charity "
            "registration number"
        ),
        patterns=(r"\bcharity\b.*\b(number|no|reg\w*)\b",),
        never=r"\b(vat|company)\b",
    ),
    Column(
        "category",
        "Category",
        aliases=names(
            "expense type, expenses type, expenditure type, procurement category, merchant category, category, "
            "category internal name, expenditure category, sercop expenditure category, account detail, "
            "subjective, expenditure account code description, subjective description, detailed expenditure type, "
            "detailed expenses type, cost element, account description, account name, account, spend category, "
            "expense category, type of expenditure, cipfa detailed expenditure type, procurement classification "
            "category, category description, subjective analysis, 9an level 9 account name, cipfsubj t, "
            "expenditure description, gl account, nominal, nominal description, expense description, expense code "
            "description, bal sheet level 1, type, procurement category name, subjective name, account code "
            "description, expensetype, service category label, spend type, commodity, proclass"
        ),
        patterns=(
            r"\b(expense|expenditure|expenses|spend) (type|category|description|group)\b",
            r"\bmerchant category\b",
            r"\bsubjective\b",
            r"\bcategory\b",
            r"\b(account|nominal) (name|description|desc)\b",
            r"\bcommodity\b",
        ),
        never=r"\b(code|uri|id|number|no|procurement classification)\b(?! description)",
    ),
    Column(
        "department",
        "Department",
        aliases=names(
            "expense area, expenses area, department, directorate, department area, service area, organisational "
            "unit, directorate service where expenditure incurred, service label, service, cost centre, cost "
            "centre name, service cost centre, responsible unit, cost centre description, service division label, "
            "service divison label, directotate, division, department name, dept, service area categorisation, "
            "business unit, service description, nstrg t, directorate name, expenditure area, service name, "
            "portfolio, area, expensearea, team, section, department service, directorate department, department "
            "or service, budget area, budget holder, service group"
        ),
        patterns=(
            r"\b(expense|expenses|expenditure|spend) area\b",
            r"\bdirectorate\b",
            r"\bcost cent(re|er)\b",
            r"\bdep(t|artment)\b",
            r"\bservice\b",
            r"\bdivision\b",
        ),
        never=r"\b(code|uri|id|number|no|family)\b(?! description)",
    ),
    Column(
        "description",
        "Description",
        aliases=names(
            "description, narrative, extended description, purpose of expenditure, purpose of spend, purpose, "
            "details, summary of purpose, purpose of spend summary, payment description, invoice description, "
            "line description, transaction description, item text, description of goods, goods description, "
            "detail, item description, summary, purpose of expenditure narrative, expenditure purpose, text, "
            "invoice details, reason, comments"
        ),
        patterns=(
            r"\bnarrative\b",
            r"\bpurpose\b",
            r"\bdescription\b",
            r"\bdetails?\b",
            r"\bsummary\b",
        ),
        never=r"\b(code|uri|id|number|no|category|supplier|vendor|account|cost centre|subjective|service|type)\b",
    ),
    Column(
        "transaction_number",
        "Transaction number",
        longest=200,
        aliases=names(
            "transaction number, transaction no, transaction reference, transaction ref, trans no, transno, "
            "transaction id, document no, document number, sap document no, doc no, voucher number, voucher no, "
            "voucher, payment reference, payment ref, payment number, payment no, invoice number, invoice no, "
            "invoice ref, invoice reference, internal ref number, internal reference, our reference, their "
            "reference, reference, ref, ref no, reference number, unique reference, cheque number, cheque no, "
            "transactionnumber, tran no, journal number, purchase invoice number, hbc ref no, unique transaction "
            "number, line, invoice id, bacs reference"
        ),
        patterns=(
            r"\b(trans\w*|document|doc|voucher|payment|invoice|inv) (number|no|num|ref|reference|id)\b",
            r"\bref\w*\b",
        ),
        never=r"\b(supplier|vendor|creditor|contract|order|date|card|vat|company|charity|uri)\b",
    ),
    Column(
        "procurement_class",
        "Publisher's own class",
        aliases=names(
            "procurement classification, procurement classification council s procurement category name, "
            "influenceable, procurement class, publishers own class, "
            "procurement classification councils procurement category name, "
            "proclass, proclass description, procurement classification description, spend classification, "
            "influencable, proc class"
        ),
        patterns=(
            r"\bprocurement class\w*\b",
            r"\bproclass\b",
            r"\binfluen\w+\b",
        ),
        never=r"\bcode\b",
    ),
    Column(
        "body",
        "Body",
        aliases=names(
            "entity, body name, body, organisation name, organisation label, organistion name, organisation, "
            "department family, entuty, ccg, authority, council, authority name, council name, trust, icb, "
            "departmental family"
        ),
    ),
    Column(
        "capital_revenue",
        "Capital or revenue",
        longest=40,
        aliases=names(
            "capital or revenue, capital revenue, revenue or capital, revenue capital, cap rev, rev cap"
        ),
        patterns=(r"\bcapital\b.*\brevenue\b|\brevenue\b.*\bcapital\b",),
    ),
    Column(
        "card",
        "Card",
        longest=40,
        aliases=names("procurement card, card transaction, purchase card, card"),
        patterns=(r"\bcard (transaction|payment)\b",),
        never=r"\b(holder|number|no|cardholder|type)\b",
    ),
    Column(
        "irrecoverable_vat",
        "VAT not recovered",
        longest=40,
        aliases=names("irrecoverable vat, irrecoverable vat amount, vat not recovered, non recoverable vat"),
        patterns=(r"\b(irrecoverable|non recoverable|unrecoverable)\b.*\bvat\b",),
        never=r"\b(inc\w*|plus|net)\b",
    ),
    Column(
        "contract_reference",
        "Contract",
        longest=200,
        aliases=names("contract id, contract reference, contract ref, contract number, contract no"),
        patterns=(r"\bcontract\b.*\b(id|ref|reference|number|no)\b",),
    ),
)
