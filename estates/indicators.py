"""The indicators of the estates lever, from returns by year (ERIC).

An estate is a stock: a year's figure is booked to the last month of the financial year, and a longer period is its
latest year, institution by institution, never a sum of years.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from anchors.models import Parameter
from estates.models import ReturnSource
from estates.readings import EstateYear, estate_years
from estates.readings.benchmarks import CEILING, NON_CLINICAL, UNDER_USED
from metrics.peers import Benchmark, benchmarks_of
from metrics.recommendations import Lever
from metrics.registry import Asked, Cut, Direction, Goal, Part, Unit, Whole, indicator
from metrics.stocks import institutions_of, latest_of_each

Made = tuple[Decimal, Decimal] | None
Figures = Callable[[EstateYear], Made]
LIMITS = "As returned by the trust; nobody audits it. Newer years are in no file that is loaded here."


def _years(asked: Asked) -> list[EstateYear]:
    return estate_years(asked.institutions)


def _parts(asked: Asked, made: Figures) -> Iterable[Part]:
    found = _readings(made, asked.once(_years))
    return (each for each in found if asked.wants(each.ym))


def _readings(made: Figures, years: Iterable[EstateYear]) -> Iterable[Part]:
    for each in years:
        if (figures := made(each)) is not None:
            yield Part(each.institution, each.ym, *figures)


def _latest(made: Figures, cuts: Sequence[Cut]) -> dict[Cut, Whole]:
    return latest_of_each(_readings(made, estate_years(institutions_of(cuts))), cuts)


def _both(numerator: str, denominator: str) -> Figures:
    """Two figures that add up, where both are known."""

    def made(each: EstateYear) -> Made:
        top, bottom = each.figure(numerator), each.figure(denominator)
        return (top, bottom) if top is not None and bottom else None

    return made


def empty_and_under_used(each: EstateYear) -> Made:
    """Empty and under-used floor, and the floor they are part of."""
    empty, under_used = each.part("empty_share"), each.part("under_used_share")
    return (empty[0] + under_used[0], empty[1]) if empty and under_used and empty[1] else None


def under_used(each: EstateYear) -> Made:
    """Under-used floor, and the floor it is part of."""
    found = each.part("under_used_share")
    return found if found and found[1] else None


def backlog_of_floor(each: EstateYear) -> Made:
    """Backlog of all four risks, and the floor."""
    floor = each.figure("floor_m2")
    return (each.backlog, floor) if each.backlog is not None and floor else None


non_clinical = _both("non_clinical_m2", "occupied_m2")
idle_land = _both("land_idle_ha", "land_owned_ha")
retail = _both("retail_m2", "floor_m2")


def sources(asked: Asked) -> Mapping[int, str]:
    """The newest source of each institution's newest return."""
    path = "estate_return__institution"
    rows = ReturnSource.objects.filter(**{f"{path}__in": asked.institutions})
    newest = rows.order_by(path, "-estate_return__year", "-pk").distinct(path)
    return {key: source[:200] for key, source in newest.values_list(path, "source")}


estates = partial(
    indicator,
    lever=Lever.ESTATES,
    recommendations=(7,),
    author="Anchors, estates lever",
    next_review=date(2027, 11, 30),
    source=sources,
    is_monthly=False,
    is_stock=True,
)


@estates(
    code="empty-and-under-used-floor",
    name="Empty and under-used floor",
    question="How much of our floor stands empty or is used too little?",
    goal=Goal.RESILIENCE,
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.LOWER,
    numerator="Square metres of floor that are empty or under-used",
    denominator="Square metres of gross internal floor of the same sites",
    why="Floor that nobody needs costs money, and could be homes, premises for small firms or space for the community.",
    limits=f"{LIMITS} Before 2015/16 returns had one figure of un-utilised space, which is not this.",
    whole=partial(_latest, empty_and_under_used),
)
def empty_and_under_used_floor(asked: Asked) -> Iterable[Part]:
    """Empty and under-used floor."""
    return _parts(asked, empty_and_under_used)


@estates(
    code="under-used-floor",
    name="Under-used floor",
    question="How much of our floor is used too little?",
    goal=Goal.RESILIENCE,
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.LOWER,
    numerator="Square metres of floor that are under-used",
    denominator="Square metres of gross internal floor of the same sites",
    why="Rooms that stand half empty can be opened to groups at little cost.",
    limits=LIMITS,
    whole=partial(_latest, under_used),
)
def under_used_floor(asked: Asked) -> Iterable[Part]:
    """Under-used floor."""
    return _parts(asked, under_used)


@estates(
    code="non-clinical-share-of-occupied-floor",
    name="Non-clinical share of occupied floor",
    question="How much of the floor in use is for other things than care?",
    goal=Goal.RESILIENCE,
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.LOWER,
    numerator="Square metres of non-clinical space",
    denominator="Square metres of occupied floor",
    why="Offices and stores on dear hospital land can move, and the land can serve the place.",
    limits=f"{LIMITS} Clinical and non-clinical space have been returned since 2015/16.",
    whole=partial(_latest, non_clinical),
)
def non_clinical_share(asked: Asked) -> Iterable[Part]:
    """Non-clinical space of occupied floor."""
    return _parts(asked, non_clinical)


@estates(
    code="backlog-per-square-metre",
    name="Backlog per square metre",
    question="How much repair is overdue for each square metre?",
    goal=Goal.RESILIENCE,
    unit=Unit.POUNDS,
    direction=Direction.LOWER,
    numerator="Cost to eradicate backlog of high, significant, moderate and low risk",
    denominator="Square metres of gross internal floor",
    why="Buildings beyond repair are those that are sold first, and their price is lower for it.",
    limits=f"{LIMITS} A cost of works, without fees and tax, at the prices of its year.",
    whole=partial(_latest, backlog_of_floor),
)
def backlog_per_square_metre(asked: Asked) -> Iterable[Part]:
    """Backlog by floor."""
    return _parts(asked, backlog_of_floor)


@estates(
    code="land-not-delivering-services",
    name="Land not delivering services",
    question="How much of our land serves nobody?",
    goal=Goal.INEQUALITY,
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.LOWER,
    numerator="Hectares of land not delivering services",
    denominator="Hectares of land owned",
    why="It is where affordable homes, small firms and green space can go first.",
    limits=f"{LIMITS} Land is so divided since 2016/17; land of councils is in their registers, not in this.",
    whole=partial(_latest, idle_land),
)
def land_not_delivering_services(asked: Asked) -> Iterable[Part]:
    """Idle land of land owned."""
    return _parts(asked, idle_land)


@estates(
    code="floor-let-for-retail",
    name="Floor let for retail",
    question="How much of our floor is let to shops?",
    goal=Goal.INEQUALITY,
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.NEITHER,
    numerator="Square metres leased out for retail",
    denominator="Square metres of gross internal floor",
    why="Shops in hospitals can be local firms and social enterprises.",
    limits=f"{LIMITS} Returns do not say who the tenants are.",
    whole=partial(_latest, retail),
)
def floor_let_for_retail(asked: Asked) -> Iterable[Part]:
    """Retail floor of all floor."""
    return _parts(asked, retail)


@benchmarks_of("non-clinical-share-of-occupied-floor")
def published_non_clinical(day: date) -> Iterable[Benchmark]:
    """The share of the NHS, and Carter's ceiling."""
    return _published(day, NON_CLINICAL, CEILING)


@benchmarks_of("under-used-floor")
def published_under_used(day: date) -> Iterable[Benchmark]:
    """The share of the NHS."""
    return _published(day, UNDER_USED)


def _published(day: date, *codes: str) -> Iterable[Benchmark]:
    for code in codes:
        row = Parameter.objects.filter(code=code).order_by("-valid_from").first()
        value = Parameter.objects.value_on(code, day)
        if row is not None and value is not None:
            yield Benchmark(row.name, value, row.source_title)
