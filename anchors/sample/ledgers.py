"""The sample's ledger extracts and supplier master file, each as a different finance system would write it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import xlsxwriter

from anchors.periods import Period, financial_quarter
from anchors.sample.bodies import BODIES, DISTRICTS, NATIONAL_SUPPLIES, POSTCODES_PER_DISTRICT, Body

SEED = 20260930
QUARTERS = tuple(financial_quarter(*which) for which in ((2025, 3), (2025, 4), (2026, 1), (2026, 2)))
LINES_PER_QUARTER = 320
NO_POSTCODE = 0.04


@dataclass(frozen=True)
class Trade:
    """What is bought: its share of an institution's money, and how much of it stays near."""

    category: str
    nhs_share: float
    council_share: float
    here: float
    region: float
    words: tuple[str, ...]


TRADES = (
    Trade("Construction and estates works", 0.09, 0.19, 0.44, 0.34, ("Building", "Roofing", "Electrical")),
    Trade(
        "Laundry, catering and waste", 0.08, 0.07, 0.29, 0.31, ("Linen Services", "Catering", "Waste Care")
    ),
    Trade("Professional services", 0.05, 0.06, 0.40, 0.20, ("Advisers", "Surveyors", "Training")),
    Trade("ICT and telecoms", 0.07, 0.06, 0.13, 0.17, ("Systems", "Networks", "Software")),
    Trade("Transport and fleet", 0.03, 0.05, 0.55, 0.25, ("Coaches", "Vehicle Hire", "Couriers")),
    Trade(
        "Office, furniture and stationery", 0.02, 0.03, 0.28, 0.22, ("Office Supply", "Interiors", "Print")
    ),
    Trade(
        "Residential and nursing placements", 0.06, 0.24, 0.70, 0.20, ("Care Homes", "Nursing Home", "Lodge")
    ),
    Trade("Medicines, national price", 0.24, 0.0, 0.05, 0.10, ("Pharma", "Therapeutics")),
    Trade("National supply route", 0.18, 0.0, 0.0, 0.0, ()),
    Trade("PFI unitary charge", 0.06, 0.04, 0.0, 0.40, ("Hospital Partners", "Schools Partnership")),
    Trade("Electricity and gas", 0.03, 0.04, 0.0, 0.0, ("Energy", "Power")),
    Trade("Business rates", 0.02, 0.03, 0.9, 0.1, ("Valuation Fund",)),
    Trade("Grants to voluntary bodies", 0.01, 0.07, 0.9, 0.1, ("Community Trust", "Advice Centre")),
    Trade("Healthcare bought from others", 0.06, 0.12, 0.27, 0.30, ("Clinics", "Therapies", "Diagnostics")),
)
_FIRST = ("Fenby", "Brightfold", "Oakham Lane", "Marlow Bridge", "Tallis", "Kestrel", "Pennyfield", "Harbour Lane",
          "Sable", "Whitcombe", "Linden", "Stonecross", "Averley", "Dunmore Hill", "Quill", "Rookery")  # fmt: skip


@dataclass(frozen=True)
class Trader:
    """An invented supplier."""

    number: str
    name: str
    postcode: str


@dataclass(frozen=True)
class Payment:
    """One payment before a layout writes it down."""

    day: date
    trader: Trader
    category: str
    department: str
    pounds: Decimal
    number: str


@dataclass(frozen=True)
class SampleFile:
    """A written file: whose, what kind, which period."""

    path: Path
    body: Body
    kind: str
    period: Period | None


def write_sample_files(folder: Path) -> list[SampleFile]:
    """Write every file of the sample; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    traders = _traders(Random(SEED))
    written = []
    for number, body in enumerate(BODIES):
        if body.layout == "semicolons":
            written.append(_master_file(folder, body, traders))
        for period in QUARTERS[: body.quarters]:
            payments = list(_payments(Random(SEED + number * 1000 + period.first), body, period, traders))
            path = _WRITERS[body.layout](folder / f"{body.slug}-{period.code}", payments)
            written.append(SampleFile(path, body, "spend", period))
    return written


def _traders(random: Random) -> dict[str, dict[str, list[Trader]]]:
    """Trade to area (here, region, away) to suppliers."""
    areas = {
        "here": [each for each in DISTRICTS if each.is_in_system],
        "region": [each for each in DISTRICTS if not each.is_in_system and each.region == "E12000090"],
        "away": [each for each in DISTRICTS if each.region != "E12000090"],
    }
    found: dict[str, dict[str, list[Trader]]] = {}
    for trade in TRADES:
        found[trade.category] = {area: [] for area in areas}
        for first in _FIRST if trade.words else ():
            for area, districts in areas.items():
                district = random.choice(districts)
                name = (
                    f"{first} {random.choice(trade.words)} {random.choice(('Ltd', 'Limited', 'LLP', 'CIC'))}"
                )
                postcode = postcode_of(district.postcode_area, random.randrange(POSTCODES_PER_DISTRICT))
                number = f"{len(found):02d}{len(found[trade.category][area]):03d}{area[0].upper()}"
                found[trade.category][area].append(Trader(number, name, postcode))
    national = Trader("00001N", NATIONAL_SUPPLIES, postcode_of("ZK", 0))
    found["National supply route"] = {area: [national] for area in areas}
    return found


def postcode_of(area: str, number: int) -> str:
    """The invented postcodes of an area: ZN1 1AA, ZN1 1AB …"""
    letters = "ABDEFGHJLN"
    return f"{area}{1 + number // 20} {1 + number % 9}{letters[number % 10]}{letters[number // 10 % 10]}"


def _payments(
    random: Random, body: Body, period: Period, traders: dict[str, dict[str, list[Trader]]]
) -> Iterator[Payment]:
    is_council = body.code.startswith("E")
    weights = [trade.council_share if is_council else trade.nhs_share for trade in TRADES]
    typical = body.yearly_pounds / len(QUARTERS) / LINES_PER_QUARTER / sum(weights)
    drift = 0.04 * QUARTERS.index(period)
    for line in range(LINES_PER_QUARTER):
        trade = random.choices(TRADES, [max(share, 0.02) if share else 0 for share in weights])[0]
        share = weights[TRADES.index(trade)] / max(weights[TRADES.index(trade)], 0.02)
        here = min(trade.here * (1 + drift), 1.0)
        away = max(1 - here - trade.region, 0)
        area = random.choices(("here", "region", "away"), (here, trade.region, away))[0]
        pounds = Decimal(round(typical * share * random.lognormvariate(-0.3, 0.8), 2)).quantize(
            Decimal("0.01")
        )
        is_credit = random.random() < 0.015
        yield Payment(
            day=period.start + timedelta(random.randrange((period.end - period.start).days + 1)),
            trader=random.choice(traders[trade.category][area]),
            category=trade.category,
            department=random.choice(("Estates", "Operations", "Corporate", "Community")),
            pounds=-pounds / 10 if is_credit else pounds,
            number=f"{period.first}{line:05d}",
        )


def _workbook(path: Path, payments: list[Payment]) -> Path:
    target = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": datetime.combine(payments[0].day, time(), UTC)})
        sheet = book.add_worksheet("Payments")
        sheet.write(0, 0, "Payments of £25,000 and over, and all others, as required by HM Treasury")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        headings = ("Department family", "Entity", "Payment date", "Expense type", "Expense area", "Supplier",
                    "Transaction number", "Amount", "Supplier postcode")  # fmt: skip
        sheet.write_row(2, 0, headings)
        for number, each in enumerate(payments, start=3):
            sheet.write_row(number, 0, ("Health", "Sample trust"))
            sheet.write_datetime(number, 2, each.day, day)
            sheet.write_row(number, 3, (each.category, each.department, each.trader.name, each.number))
            sheet.write_number(number, 7, float(each.pounds))
            sheet.write(number, 8, each.trader.postcode if _is_known(each) else "")
    return target


def _is_known(payment: Payment) -> bool:
    return Random(payment.number).random() >= NO_POSTCODE


def _table(path: Path, rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    target = path.with_suffix(".csv")
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    target.write_bytes(text.getvalue().encode(encoding))
    return target


def _standard(payments: list[Payment], day: str, pounds: str) -> list[list[str]]:
    rows = [["Entity", "Date", "Expense Type", "Expense Area", "Supplier", "Transaction Number", "Amount",
             "Supplier Postcode"]]  # fmt: skip
    rows += [
        ["Sample", each.day.strftime(day), each.category, each.department, each.trader.name, each.number,
         pounds.format(each.pounds), each.trader.postcode if _is_known(each) else ""]
        for each in payments
    ]  # fmt: skip
    return rows


def _pounds(path: Path, payments: list[Payment]) -> Path:
    return _table(path, _standard(payments, "%d/%m/%Y", "£{:,.2f}"), encoding="cp1252")


def _monthly_words(path: Path, payments: list[Payment]) -> Path:
    return _table(path, _standard(payments, "%d-%b-%y", "{:,.2f}"))


def _plain(path: Path, payments: list[Payment]) -> Path:
    return _table(path, _standard(payments, "%Y-%m-%d", "{:.2f}"))


def _semicolons(path: Path, payments: list[Payment]) -> Path:
    rows = [["Service area", "Payment date", "Supplier ID", "Beneficiary name", "Net amount (£)", "Doc no",
             "Procurement category"]]  # fmt: skip
    rows += [
        [each.department, each.day.strftime("%d.%m.%Y"), each.trader.number, each.trader.name.upper(),
         f"{each.pounds:.2f}", each.number, each.category]
        for each in payments
    ]  # fmt: skip
    return _table(path, rows, delimiter=";")


def _dirty(path: Path, payments: list[Payment]) -> Path:
    """A council's own export: redacted people, credits in brackets, two damaged rows, a total at the foot."""
    rows = _standard(payments, "%d/%m/%Y", "{:,.2f}")
    for number, row in enumerate(rows[1:], start=1):
        row[6] = f"({row[6][1:]})" if row[6].startswith("-") else row[6]
        if number % 41 == 0:
            row[4], row[7] = "REDACTED PERSONAL DATA", ""
    rows[20][1] = "31/02/2026"
    rows[33][6] = ""
    rows.append(["", "", "", "", "Total", "", f"{sum(each.pounds for each in payments):,.2f}", ""])
    return _table(path, [["Payments to suppliers"], [], *rows])


def _master_file(folder: Path, body: Body, traders: dict[str, dict[str, list[Trader]]]) -> SampleFile:
    rows = [["Supplier ID", "Supplier name", "Address", "Postcode", "Company number"]]
    every = sorted({each for areas in traders.values() for group in areas.values() for each in group},
                   key=lambda trader: trader.number)  # fmt: skip
    rows += [
        [each.number, each.name, f"{1 + index % 90} Example Street", each.postcode, f"{index:08d}"]
        for index, each in enumerate(every)
        if index % 20
    ]
    return SampleFile(_table(folder / f"{body.slug}-suppliers", rows), body, "suppliers", None)


_WRITERS = {
    "workbook": _workbook,
    "pounds": _pounds,
    "monthly_words": _monthly_words,
    "plain": _plain,
    "semicolons": _semicolons,
    "dirty": _dirty,
}
