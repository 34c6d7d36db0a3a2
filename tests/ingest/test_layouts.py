"""Layouts in which publishers really give their spending, and lists that are not spending at all."""

import csv
import io
from decimal import Decimal

import pytest

from tests.ingest.accepted import accepted, checked_into

H = "Department Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount"
D = [
    ("30/06/2020", "Drugs", "Pharmacy", "Alloga UK Ltd", "792100", "72,900.00"),
    ("15/06/2020", "Recharge", "Oncology", "Barnet NHS Trust", "786165", "14,012.55"),
    ("16/06/2020", "Rates", "Estates", "London Borough Of Brent", "786166", "-500.25"),
    ("17/06/2020", "Agency", "Nursing", "Care Providers Ltd", "786167", "100.00"),
    ("22/06/2020", "Agency", "Nursing", "Total Gas & Power Ltd", "786168", "1,250,000.10"),
]
N = 5
SUM = Decimal("1336512.40")
CASES = {}


def q(value):
    return f'"{value}"' if "," in value or "\n" in value else value


def text(*lines):
    return "\n".join(lines) + "\n"


def separated(separator):
    return "\n".join(separator.join(row) for row in csv.reader(io.StringIO(text(H, *R)))) + "\n"


def case(name, content, lines=N, total=SUM, state="checked"):
    CASES[name] = (content, lines, total if total is None else Decimal(str(total)), state)


R = [",".join(["DH", "Trust", *map(q, row)]) for row in D]
c = ",,,,,,,"
case("titles", text("Spend over £25,000 June 2020,,,,,,,", "", c, "Published by the Trust,,,,,,,", H, *R))
case("total labelled", text(H, *R, ',,,,,,Total,"1,336,512.40"'))
case("total unlabelled", text(H, *R, c, ',,,,,,,"1,336,512.40"'))
case("total unlabelled nearby other cell", text(H, *R, ',,,,,,5,"1,336,512.40"'))
case("total above header", text(',,,,,,,"1,336,512.40"', H, *R))
case("total just below header", text(H, ',,,,,,,"1,336,512.40"', *R))
case(
    "subtotals by group",
    text(
        H,
        R[0],
        R[1],
        ',,,,,,,"86,912.55"',
        R[2],
        R[3],
        ",,,,,,,-400.25",
        R[4],
        ',,,,,,,"1,250,000.10"',
        ',,,,,,,"1,336,512.40"',
    ),
)
case(
    "subtotal Excel",
    text(
        H,
        R[0],
        R[1],
        ',,,,,Oncology Total,,"86,912.55"',
        R[2],
        R[3],
        R[4],
        ',,,,,Nursing Total,,"1,249,599.85"',
        ',,,,,Grand Total,,"1,336,512.40"',
    ),
)
case("total wrong by rounding", text(H, *R, ',,,,,,,"1,336,512.00"'))
case(
    "footnotes",
    text(H, *R, "", "Source: finance system,,,,,,,", "* Redacted under FOI s40,,,,,,,", "Page 1 of 1"),
)
case("repeated header", text(H, R[0], R[1], H, R[2], H, R[3], R[4]))
case(
    "reordered midway",
    text(
        H,
        R[0],
        R[1],
        "Supplier,Amount,Date,Expense Type,Department Family,Entity,Expense Area,Transaction Number",
        "Care Ltd,12.50,17/06/2020,x,y,z,a,786169",
    ),
    lines=3,
    total=Decimal("86912.55") + Decimal("12.50"),
)
case("semicolon", separated(";"))
case("tab", separated("\t"))
case("pipe", separated("|"))
case("dollar", separated("$"))
case("not sign", separated("¬").encode("latin-1"))
case("sep", "sep=;\n" + separated(";"))
case("wrapped", ("\n".join('"' + line.replace('"', '""') + '"' for line in [H, *R]) + "\n"))
case("utf16", text(H, *R).encode("utf-16"))
case("utf16le no bom", text(H, *R).encode("utf-16-le"))
case("double bom", b"\xef\xbb\xbf\xef\xbb\xbf" + text(H, *R).encode())
case("bom letters", "\ufeffï»¿".encode() + text(H, *R).encode())
case("cr only", text(H, *R).replace("\n", "\r"))
case("nul", text(H, *R).replace("Drugs", "Dr\x00ugs"))
case("trailing commas", text(*[line + "," * 30 for line in [H, *R]]))
case("no pounds col", text(H.replace("Amount", "£"), *R))
case(
    "net vat gross",
    text(
        "Date,Supplier,Ref,Net,VAT,Gross",
        *[f'{r[0]},{r[3]},{r[4]},"{r[5]}",20.00,"99,999.00"' for r in D],
        ',,,"1,336,512.40",100.00,"499,995.00"',
    ),
)
case(
    "amount vat total",
    text(
        "Date,Supplier,Ref,Amount,VAT,Total", *[f'{r[0]},{r[3]},{r[4]},"{r[5]}",20.00,"99,999.00"' for r in D]
    ),
)
case(
    "inc exc",
    text("Date,Supplier,Amount inc VAT,Amount exc VAT", *[f'{r[0]},{r[3]},1.00,"{r[5]}"' for r in D]),
)
case(
    "invoice and paid",
    text(
        "Date,Supplier,Ref,Invoice Amount,Amount Paid", *[f'{r[0]},{r[3]},{r[4]},10.00,"{r[5]}"' for r in D]
    ),
    state="question",
)
case(
    "line and invoice total",
    text(
        "Date,Supplier,Invoice No,Invoice Total,Line Amount",
        *[f'{r[0]},{r[3]},{r[4]},"2,000.00","{r[5]}"' for r in D],
    ),
)
case(
    "total amount & amount",
    text(
        "Date,Supplier,Invoice No,Total Amount,Amount",
        *[f'{r[0]},{r[3]},{r[4]},"2,000.00","{r[5]}"' for r in D],
    ),
)
case(
    "debit credit",
    text(
        "Date,Supplier,Ref,Debit,Credit",
        *[f"{r[0]},{r[3]},{r[4]}," + (f'"{r[5]}",' if r[5][0] != "-" else f',"{r[5][1:]}"') for r in D],
    ),
)
case(
    "two row headings",
    text(
        "Payment,Supplier,Transaction,Net",
        "Date,Name,Number,Amount (£)",
        *[f'{r[0]},{r[3]},{r[4]},"{r[5]}"' for r in D],
    ),
)
case("units row", text("Date,Supplier,Ref,Amount", ",,,£", *[f'{r[0]},{r[3]},{r[4]},"{r[5]}"' for r in D]))
case(
    "group headers",
    text(
        "Supplier,Date,Ref,Amount",
        "Alloga UK Ltd,,,",
        ',30/06/2020,1,"72,900.00"',
        ',15/06/2020,2,"14,012.55"',
        "London Borough of Brent,,,",
        ",16/06/2020,3,-500.25",
        ",17/06/2020,4,100.00",
        ',22/06/2020,5,"1,250,000.10"',
    ),
)
case(
    "group headers+subtotals",
    text(
        "Supplier,Date,Ref,Amount",
        "Alloga UK Ltd,,,",
        ',30/06/2020,1,"72,900.00"',
        ',15/06/2020,2,"14,012.55"',
        'Alloga UK Ltd Total,,,"86,912.55"',
        "London Borough of Brent,,,",
        ",16/06/2020,3,-500.25",
        ",17/06/2020,4,100.00",
        ',22/06/2020,5,"1,250,000.10"',
        ',,,"1,249,599.85"',
        ',,,"1,336,512.40"',
    ),
)
case(
    "no date",
    text("Supplier,Department,Amount", *[f'{r[3]},{r[2]},"{r[5]}"' for r in D], ',,"1,336,512.40"'),
    state="question",
)
case(
    "no date total in name",
    text("Supplier,Amount", *[f'{r[3]},"{r[5]}"' for r in D], 'Total,"1,336,512.40"'),
    state="question",
)
case("month only", text("Month,Supplier,Department,Amount", *[f'Jun-20,{r[3]},{r[2]},"{r[5]}"' for r in D]))
case(
    "ambiguous date",
    text("Date,Supplier,Department,Amount", *[f'04/06/2020,{r[3]},{r[2]},"{r[5]}"' for r in D]),
    state="question",
)
case(
    "serials",
    text("Date,Supplier,Department,Amount", *[f'4400{i},{r[3]},{r[2]},"{r[5]}"' for i, r in enumerate(D)]),
)
case(
    "unquoted thousands",
    text("Date,Supplier,Department,Amount", *[f"{r[0]},{r[3]},{r[2]},{r[5]}" for r in D]),
)
case(
    "unquoted supplier comma",
    text(
        "Date,Supplier,Department,Amount",
        *[f'{r[0]},{r[3]},{r[2]},"{r[5]}"' for r in D],
        "18/06/2020,Smith, Jones & Co,Nursing,10.00",
    ),
    lines=6,
    total=SUM + 10,
)
case(
    "unquoted supplier comma2",
    text(H, *R, "DH,Trust,18/06/2020,Agency,Nursing,Smith,Jones & Co,786169,10.00"),
    lines=6,
    total=SUM + 10,
)
case(
    "missing supplier slid",
    text(H, *R, "DH,Trust,18/06/2020,Agency,Nursing,786169,10.00,"),
    lines=6,
    total=SUM + 10,
)
case(
    "glued amount",
    text(H, *R, 'DH,Trust,18/06/2020,Agency,Nursing,Acme Ltd,"786169 1,010.00",'),
    lines=6,
    total=SUM + 1010,
)
case(
    "glued amount2",
    text(H, *R, 'DH,Trust,18/06/2020,Agency,Nursing,Acme Ltd,,"786169 1,010.00"'),
    lines=6,
    total=SUM + 1010,
)
case(
    "split rows",
    text(H, *R, "DH,Trust,18/06/2020,Agency,Nursing,North East London,,", ",,,,,NHS FT,786169,10.00"),
    lines=6,
    total=SUM + 10,
)
case(
    "txn in amount row",
    text(H, *R, *R[:4], "DH,Trust,18/06/2020,Agency,,Nursing,Acme Ltd,786169"),
    lines=9,
    total=SUM + SUM - Decimal("1250000.10"),
)
case(
    "bad date",
    text(H, *R, "DH,Trust,31/02/2020,Agency,Nursing,Acme Ltd,786169,10.00"),
    lines=6,
    total=SUM + 10,
)
case(
    "missing date single month",
    text(H, *R, "DH,Trust,,Agency,Nursing,Acme Ltd,786169,10.00"),
    lines=6,
    total=SUM + 10,
)
case("missing amount", text(H, *R, "DH,Trust,18/06/2020,Agency,Nursing,Acme Ltd,786169,"))
case(
    "unclosed quote",
    text(H, R[0], R[1], 'DH,Trust,18/06/2020,Agency,Nursing,"The Gables,786169,10.00', R[2], R[3], R[4]),
    lines=6,
    total=SUM + 10,
)
case("newline in quotes", text(H, *R).replace("Alloga UK Ltd", '"Alloga\nUK Ltd"'))
case(
    "european",
    text("Date;Supplier;Ref;Amount", "30/06/2020;Acme Ltd;1;1.234,56", "29/06/2020;Acme Ltd;2;100,00"),
    lines=2,
    total="1334.56",
)
case(
    "card",
    text(
        "Transaction Date,Posting Date,Merchant Name,Merchant Category,Original Currency,Original Gross Amount,Billing Currency,Billing Gross Amount,VAT",
        "01/06/2020,03/06/2020,AMAZON,Books,USD,20.00,GBP,15.50,0.00",
        "14/06/2020,15/06/2020,TESCO,Food,GBP,9.99,GBP,9.99,0.00",
    ),
    lines=2,
    total="25.49",
)
case("no header", text(*[f'{r[0]},{r[3]},{r[2]},"{r[5]}"' for r in D]), state="question")
case(
    "date blank column of other dates",
    text("Date,Invoice Date,Supplier,Amount", *[f',{r[0]},{r[3]},"{r[5]}"' for r in D]),
)
case(
    "payee amount £ suffix",
    text(
        "Payee Name,Payment Date,Payment Amount £,Invoice Number,Description",
        *[f'{r[3]},{r[0]},"£{r[5]}",{r[4]},{r[2]}' for r in D],
    ),
)
case(
    "cr",
    text(
        "Payee Name,Payment Date,Value (£)",
        *[f'{r[3]},{r[0]},"{r[5].replace("-", "")}{" CR" if "-" in r[5] else ""}"' for r in D],
    ),
)
case(
    "brackets",
    text(
        "Payee Name,Payment Date,Value (£)",
        *[
            f'{r[3]},{r[0]},"{"(" if "-" in r[5] else ""}£{r[5].replace("-", "")}{")" if "-" in r[5] else ""}"'
            for r in D
        ],
    ),
)
case(
    "dash zero",
    text(
        "Payee Name,Payment Date,Value (£)",
        *[f'{r[3]},{r[0]},"{r[5]}"' for r in D],
        "Zero Ltd,01/06/2020, -   ",
    ),
)
case(
    "trailing total & count",
    text(H, *R, ",,,,,,Count,5", ',,,,,,Total,"1,336,512.40"', ',,,,,,Average,"267,302.48"'),
)
case("grand total with report date", text(H, *R, '30/06/2020,,,,,Grand Total,,"1,336,512.40"'))
case(
    "total col A label date col",
    text(
        "Date,Supplier,Ref,Amount", *[f'{r[0]},{r[3]},{r[4]},"{r[5]}"' for r in D], 'TOTAL,,,"1,336,512.40"'
    ),
)
case(
    "TransDate CamelCase",
    text(
        "BodyName,TransDate,SupplierName,TransNo,NetAmount,ExpenseArea",
        *[f'X,{r[0]},{r[3]},{r[4]},"{r[5]}",{r[2]}' for r in D],
    ),
)
case("misspelt", text("Datee,Suplier,Refrence,Ammount", *[f'{r[0]},{r[3]},{r[4]},"{r[5]}"' for r in D]))
case(
    "iso time",
    text(
        "Date,Supplier,Ref,Amount",
        *[f'2020-06-2{i} 00:00:00,{r[3]},{r[4]},"{r[5]}"' for i, r in enumerate(D)],
    ),
)
case(
    "period column FY",
    text(
        "Financial Year,Period,Supplier,Ref,Amount",
        *[f'2020/21,P03,{r[3]},{r[4]},"{r[5]}"' for i, r in enumerate(D)],
    ),
    state="question",
)
case(
    "supplier no and name",
    text("Supplier,Supplier Name,Date,Amount", *[f'1000{i},{r[3]},{r[0]},"{r[5]}"' for i, r in enumerate(D)]),
)
case(
    "amount repeated header cols",
    text("Date,Supplier,Amount,Amount", *[f'{r[0]},{r[3]},"{r[5]}","{r[5]}"' for i, r in enumerate(D)]),
)
case("blank rows between", text(H, R[0], "", c, R[1], c, R[2], "", R[3], R[4], *([c] * 50)))
case("filler", text(H, *R, *([",,,Capital,Capital,,,"] * 30)))
case(
    "two stacked tables",
    text(
        "Revenue spend",
        H,
        R[0],
        R[1],
        ',,,,,,Total,"86,912.55"',
        "",
        "Capital spend",
        H,
        R[2],
        R[3],
        R[4],
        ',,,,,,Total,"1,249,599.85"',
        "",
        'Overall,,,,,,,"1,336,512.40"',
    ),
)
case(
    "dates 12-Jun no year",
    text("Date,Supplier,Ref,Amount", *[f'1{i}-Jun,{r[3]},{r[4]},"{r[5]}"' for i, r in enumerate(D)]),
    state="question",
)
case(
    "sum of amount pivot list",
    text("Supplier Name,Sum of Amount", *[f'{r[3]},"{r[5]}"' for r in D], 'Grand Total,"1,336,512.40"'),
    state="question",
)
case(
    "header with newline",
    text('"Payment\nDate","Supplier\nName","Amount\n(£)"', *[f'{r[0]},{r[3]},"{r[5]}"' for r in D]),
)
case("leading index col", text("," + H, *[f"{i},{r}" for i, r in enumerate(R)]))
case(
    "text amount spaces",
    text(H, *[r.replace('"72,900.00"', '" 72,900.00 "').replace("100.00", "£ 100.00") for r in R]),
)
T = "Date,Supplier,Department,Amount"


def rr(d=D, dep=2):
    return [f'{r[0]},{r[3]},{r[dep]},"{r[5]}"' for r in d]


case(
    "glued txn+amount column",
    text("Date,Supplier,Transaction Number Amount", *[f'{r[0]},{r[3]},"{r[4]} {r[5]}"' for r in D]),
)
case(
    "two rows in one, newlines",
    text(T, *rr(), '"18/06/2020\n19/06/2020","A Ltd\nB Ltd","Nursing\nNursing","10.00\n20.50"'),
    lines=7,
    total=SUM + Decimal("30.50"),
)
case(
    "two amounts in a cell",
    text(T, *rr(), '18/06/2020,A Ltd B Ltd,Nursing,"10.00 20.50"'),
    lines=None,
    total=SUM + Decimal("30.50"),
)
case(
    "money then text",
    text(H, *R, 'DH,Trust,18/06/2020,Agency,Nursing,Acme Ltd,786169,"10.00 Department of Health"'),
    lines=6,
    total=SUM + 10,
)
case("asterisk", text(T, *rr(), "18/06/2020,A Ltd,Nursing,10.00*"), lines=6, total=SUM + 10)
case("backslash date", text(T, *[x.replace("/", "\\") for x in rr()]))
case(
    "unnamed whole pounds",
    text(
        "Date,Supplier,Ref,",
        *[f"{r[0]},{r[3]},{r[4]},{v}" for r, v in zip(D, (25000, 1234567, -300, 45, 99999), strict=True)],
    ),
    total=25000 + 1234567 - 300 + 45 + 99999,
)
case("unknown amount heading", text("Date,Supplier,Ref,Zzz", *[f'{r[0]},{r[3]},{r[4]},"{r[5]}"' for r in D]))
case(
    "date glued to entity",
    text(H, *R, "DH,Trust 18/06/2020,,Agency,Nursing,Acme Ltd,786169,10.00"),
    lines=6,
    total=SUM + 10,
)
case(
    "header glued",
    text("Department,Entity,Date,Expense Type,Expense Area,Supplier Transaction Number,,Amount", *R),
)
case("blank first col", text(*["," + line for line in [H, *R]]))
case("total with text in first col", text(H, *R, '"Total over £25,000",,,,,,,"1,336,512.40"'))
case("total in other col", text(H, *R, ',,,,,Total:,"1,336,512.40",'))
case(
    "totals two rows",
    text(
        H, *R, ',,,,,,Sub Total,"1,336,512.40"', ',,,,,,VAT,"267,302.48"', ',,,,,,Grand Total,"1,603,814.88"'
    ),
)
case(
    "page totals+carried",
    text(
        H,
        R[0],
        R[1],
        ',,,,,,Page total,"86,912.55"',
        ',,,,,,Carried forward,"86,912.55"',
        R[2],
        R[3],
        R[4],
        ',,,,,,,"1,336,512.40"',
    ),
)
case(
    "total no fields row + blank + signature",
    text(H, *R, "", ',,,,,,,"£1,336,512.40"', "", "Prepared by Finance,,,,,,,", "30/06/2020,,,,,,,"),
)
case("number of lines footer", text(H, *R, "Number of transactions,,,,,,,5"))
case("filter summary", text(H, *R, '"5 records"'))
case(
    "supplier blank lines w/ date",
    text(H, *R, "DH,Trust,18/06/2020,Agency,Nursing,,786169,10.00"),
    lines=6,
    total=SUM + 10,
)
case(
    "redacted",
    text(H, *R, "DH,Trust,18/06/2020,Agency,Nursing,REDACTED PERSONAL DATA,786169,10.00"),
    lines=6,
    total=SUM + 10,
)
case("duplicate cols date", text("Date,Date,Supplier,Amount", *[f'{r[0]},{r[0]},{r[3]},"{r[5]}"' for r in D]))
case(
    "VAT and net and total footers",
    text(
        "Date,Supplier,Net,VAT,Total",
        *[f'{r[0]},{r[3]},"{r[5]}",1.00,2.00' for r in D],
        ',,"1,336,512.40",5.00,10.00',
    ),
)
case(
    "mixed date order",
    text(T, "30/06/2020,A,b,1.00", "06/30/2020,B,b,2.00", "01/06/2020,C,b,3.00"),
    lines=3,
    total=6,
)
case(
    "us dates xlsx style",
    text(T, "6/30/2020,A,b,1.00", "6/1/2020,B,b,2.00", "6/12/2020,C,b,3.00"),
    lines=3,
    total=6,
)
case("amount column with text NIL", text(T, *rr(), "18/06/2020,A Ltd,Nursing,NIL"))
case("amount excel error", text(T, *rr(), "18/06/2020,A Ltd,Nursing,#REF!"))
case("exp", text(T, *rr(), "18/06/2020,A Ltd,Nursing,1E+05"), lines=6, total=SUM + 100_000)
case(
    "quoted everything",
    text(*[",".join('"' + c + '"' for c in next(csv.reader([line]))) for line in [H, *R]]),
)
case("single quotes?", text(H, *R).replace("Alloga UK Ltd", "Sainsbury's"))
case("spaces pad header", text(" Date , Supplier , Department ,  Amount  ", *rr()))
case("nbsp header", text("Date\u00a0,Supplier\u200b,Department,Amount\u00a0(£)", *rr()))
case("amount in words £ header", text("Date,Supplier,Department,£", *rr()))
case("cp1252 £ in header", text("Date,Supplier,Department,Amount £", *rr()).encode("cp1252"))
case(
    "cp850 £",
    text("Date,Supplier,Department,Amount", "30/06/2020,A,b,£1.50", "29/06/2020,A,b,£2.50").encode("cp850"),
    lines=2,
    total=4,
)
case(
    "mac",
    text("Date,Supplier,Department,Amount", "30/06/2020,Café,b,£1.50", "29/06/2020,A,b,£2.50")
    .replace("\n", "\r")
    .encode("mac_roman"),
    lines=2,
    total=4,
)
case(
    "mojibake",
    text("Date,Supplier,Department,Amount", "30/06/2020,A,b,Â£1.50", "29/06/2020,A,b,Â£2.50"),
    lines=2,
    total=4,
)
case("zero amount", text(T, *rr(), "18/06/2020,A Ltd,Nursing,0.00"), lines=6)
case(
    "group dept headings",
    text(H, "Adult Services,,,,,,,", R[0], R[1], "Children Services,,,,,,,", R[2], R[3], R[4]),
)
case(
    "group dept heading with total on heading",
    text(
        "Date,Supplier,Ref,Amount",
        'Adults,,,"86,912.55"',
        '30/06/2020,A,1,"72,900.00"',
        '15/06/2020,B,2,"14,012.55"',
        'Children,,,"1,249,599.85"',
        "16/06/2020,C,3,-500.25",
        "17/06/2020,D,4,100.00",
        '22/06/2020,E,5,"1,250,000.10"',
    ),
)
case(
    "invoice repeated per line, two amounts",
    text(
        "Payment Date,Supplier,Invoice Ref,Line Description,Line Amount,Total Invoice Amount",
        *[f'{r[0]},{r[3]},{r[4]},x,"{r[5]}","99,999.99"' for r in D],
    ),
)
case(
    "net gross vat footer totals w/ label",
    text(
        "Payment Date,Supplier,Net,VAT,Gross",
        *[f'{r[0]},{r[3]},"{r[5]}",0.00,"{r[5]}"' for r in D],
        'Total,,"1,336,512.40",0.00,"1,336,512.40"',
    ),
)
case(
    "cap & rev columns",
    text(
        "Payment Date,Supplier,Capital,Revenue",
        *[f"{r[0]},{r[3]}," + (f'"{r[5]}",' if i % 2 else f',"{r[5]}"') for i, r in enumerate(D)],
    ),
    state=None,
)
case("three line heading", text(",,,Payment", "Payment,Supplier,Cost,Amount", "Date,Name,Centre,(£)", *rr()))
case("sheet of only two rows", text(T, "30/06/2020,A Ltd,b,1.00"), lines=1, total=1)
case("trailing total not equal big", text(T, *rr(), ',,,"9,999,999.99"'))
case("header twice at top", text(T, T, *rr()))
case(
    "date header w format",
    text("Payment Date (dd/mm/yyyy),Supplier (Beneficiary),Service,Amount (net of recoverable VAT)", *rr()),
)
case(
    "reverse columns",
    text("Amount,Supplier,Date", *[f'"{r[5]}",{r[3]},{r[0]}' for r in D], '"1,336,512.40",,'),
)
case(
    "reverse columns label",
    text("Amount,Supplier,Date", *[f'"{r[5]}",{r[3]},{r[0]}' for r in D], '"1,336,512.40",Total,'),
)
case(
    "one amount line equal others single",
    text(T, "30/06/2020,A Ltd,b,100.00", "30/06/2020,,b,100.00"),
    lines=2,
    total=200,
)
case(
    "only name total row partial",
    text(
        "Supplier,Department,Date,Amount",
        "A Ltd,x,30/06/2020,100.00",
        "A Ltd,x,29/06/2020,50.00",
        "A Ltd,,,150.00",
        "B Ltd,x,29/06/2020,70.00",
        "B Ltd,,,70.00",
        ",,,220.00",
    ),
    lines=3,
    total=220,
)
case(
    "lines without department; missing date w/out other",
    text(
        "Supplier,Department,Date,Amount",
        "A Ltd,x,30/06/2020,100.00",
        "B Ltd,x,29/05/2020,50.00",
        "C Ltd,x,,150.00",
    ),
    lines=3,
    total=300,
)

REFUSED = {
    "html": "<html><body>Not found</body></html>",
    "html doctype": "\n\n<!DOCTYPE html><html>",
    "xml": "<?xml version='1.0'?><a/>",
    "json": '{"a": 1}',
    "json list": '[{"a":1}]',
    "empty": "",
    "spaces": "\n\n  \n",
    "bom": b"\xef\xbb\xbf",
    "header only": H + "\n",
    "contracts": text(
        "Contract Reference,Title of agreement,Description,Supplier Name,Start Date,End Date,Review Date,Contract Value,Procurement Process",
        'C1,Cleaning,Cleaning of offices,Acme Ltd,01/04/2020,31/03/2023,01/01/2023,"150,000.00",Open tender',
        'C2,IT,Support,Beta Ltd,01/04/2020,31/03/2023,01/01/2023,"50,000.00",Framework',
    ),
    "contracts2": text(
        "Department,Title,Contract Ref,Start,End,Supplier,Total Contract Value,Annual Value",
        'A,B,C,01/04/2020,31/03/2023,Acme Ltd,"150,000.00","50,000.00"',
        'A,B,C,01/05/2020,31/03/2023,Acme Ltd,"250,000.00","50,000.00"',
    ),
    "supplier list": text(
        "Supplier Name,Address,Postcode", "Acme Ltd,1 High St,MK1 1AA", "Beta Ltd,2 High St,MK1 1AB"
    ),
    "suppliers one col": text("Acme Ltd", "Beta Ltd", "Gamma Ltd"),
    "slid": text(
        "Date,Supplier,Transaction Number,Amount", *[f"30/06/2020,Acme Ltd,,3279{i:04d}" for i in range(40)]
    ),
    "salaries": text(
        "Job Title,Directorate,Grade,Salary,FTE",
        'Director of Finance,Corporate,SM1,"95,000.00",1.0',
        'Head of IT,Corporate,SM2,"65,000.00",1.0',
    ),
    "budget": text(
        "Service,Budget,Actual,Variance", "Adults,1000.00,900.00,100.00", "Children,2000.00,1900.00,100.00"
    ),
    "grants": text(
        "Grant Title,Recipient,Award Date,Amount Awarded,Purpose of grant",
        "Lunch club,Age UK,01/04/2020,5000.00,Food",
        "Bus,Comm Transport,02/04/2020,15000.00,Bus",
    ),
    "planning": text(
        "Application Number,Site Address,Proposal,Decision,Decision Date",
        "P1,1 High St,Extension,Granted,01/04/2020",
    ),
    "rates": text(
        "Account Name,Property Address,Rateable Value,Account Start Date",
        "Acme Ltd,1 High St,15000,01/04/2010",
    ),
    "pdf": b"%PDF-1.4 xxx",
    "exe": b"MZ\x90\x00\x03",
    "eicar": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "random": bytes(range(256)) * 50,
    "prose": "Dear all,\n\nPlease find attached the spend file, as agreed.\nRegards, Bob\n",
    "pipeline": text(
        "Title,Directorate,Estimated value,Estimated start date,Procurement route,Existing contract end",
        "Cleaning,Estates,150000.00,01/04/2021,Open,31/03/2021",
    ),
    "transposed": text(
        "Field,1,2,3",
        "Date,01/04/2020,02/04/2020,03/04/2020",
        "Supplier,A Ltd,B Ltd,C Ltd",
        "Amount,1.00,2.00,3.00",
    ),
    "month matrix": text(
        "Supplier,Apr-20,May-20,Jun-20,Total", "Acme Ltd,1.00,2.00,3.00,6.00", "Beta Ltd,1.00,2.00,3.00,6.00"
    ),
    "invoice perf": text(
        "Month,Number of invoices,Paid within 30 days,Percentage", "April,100,95,95%", "May,120,110,92%"
    ),
    "assets": text(
        "UPRN,Asset Name,Tenure,Easting,Northing,Postcode", "1,Town Hall,Freehold,450000,200000,MK1 1AA"
    ),
    "carparks": text("Car park,Spaces,Income", "High St,100,1234.50", "Low St,50,234.50"),
    "fraud": text("Number of cases,Total amount spent,Staff", "10,1234.00,3"),
    "councillor allowances": text(
        "Councillor,Basic allowance,Special responsibility,Travel,Total",
        "A B,5000.00,200.00,30.00,5230.00",
        "C D,5000.00,0.00,12.00,5012.00",
    ),
}


def checked(content, tmp_path):
    file = tmp_path / "spend.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return checked_into(tmp_path, file)


@pytest.mark.parametrize("name", CASES)
def test_every_payment_line_of_a_layout_is_accounted_for_to_the_penny(name, tmp_path):
    content, lines, total, state = CASES[name]
    found = checked(content, tmp_path)
    result = found.findings
    if state:
        assert found.state == state, found.reason
    if lines:
        assert result.accepted.lines + result.left_out.lines == lines
    assert Decimal(result.accepted.pence + result.left_out.pence) / 100 == total
    written = [int(line["amount_pence"]) for line in accepted(tmp_path)]
    assert (len(written), sum(written)) == (result.accepted.lines, result.accepted.pence)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_list_of_payments_is_refused_in_one_sentence(name, tmp_path):
    found = checked(REFUSED[name], tmp_path)
    assert found.state == "refused"
    assert found.reason
    assert (tmp_path / "accepted").read_bytes() == b""
