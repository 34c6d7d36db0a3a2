"""The indicators of the spending lever: each is one function, from the same facts and formulas as the spend pages.

To add one, write one function here under `@spending(...)`. It gives parts for all asked institutions and months at
once; what it reads lies in `procurement.monthly`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from anchors.periods import Period
from metrics.peers import Benchmark, benchmarks_of
from metrics.recommendations import Lever
from metrics.registry import Asked, Direction, Goal, Part, Unit, indicator, source_of
from procurement import monthly
from procurement.analysis import Band, PlaceSpend, pounds
from procurement.benchmarks import benchmarks
from procurement.explorer.summary import Money
from procurement.monthly import shared

KNOWN_PLACE = "Of money with a known place. Names that are redacted count as place not known."
spending = partial(
    indicator,
    lever=Lever.SPENDING,
    recommendations=(2,),
    author="Anchors, spending lever",
    next_review=date(2027, 11, 30),
)
source_of(Lever.SPENDING)(monthly.sources)


@spending(
    code="total-spend",
    name="Total spend",
    question="How much did we pay to suppliers?",
    goal=Goal.RESILIENCE,
    unit=Unit.POUNDS,
    direction=Direction.NEITHER,
    numerator="Payments to suppliers in the files supplied, net of credits",
    why="It is what an institution could use, and the base of every share.",
    limits="Only payments above each body's publishing threshold are in published files, often £500 or £25,000.",
    shared=shared(lambda system: (system.total, None)),
)
def total_spend(asked: Asked) -> Iterable[Part]:
    """All money."""
    return (Part(each.institution, each.ym, pounds(each.money.total)) for each in asked.once(monthly.books))


@spending(
    code="influenceable-spend",
    name="Influenceable spend",
    question="How much could go to another supplier now?",
    goal=Goal.INEQUALITY,
    unit=Unit.POUNDS,
    direction=Direction.NEITHER,
    numerator="Payments that no rule or person marks as beyond the institution's choice, net of credits",
    why="It is the money with which local suppliers can be given a greater role.",
    limits="It rests on rules over names and categories; what is under contract until a known date is not in it.",
    shared=shared(lambda system: (system.influence.influenceable, None) if system.influence else None),
)
def influenceable_spend(asked: Asked) -> Iterable[Part]:
    """The influenceable part."""
    return (
        Part(each.institution, each.ym, pounds(each.money.influenceable))
        for each in asked.once(monthly.books)
    )


@spending(
    code="influenceable-share-of-spend",
    name="Influenceable share of spend",
    question="What part of our money could go to another supplier now?",
    goal=Goal.INEQUALITY,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.NEITHER,
    numerator="Influenceable spend",
    denominator="Total spend",
    why="It says how much room there is to act, before anybody asks how well it is used.",
    limits="A change of rules changes it as much as a change of buying does.",
    shared=shared(
        lambda system: (system.influence.influenceable, system.total) if system.influence else None
    ),
)
def influenceable_share(asked: Asked) -> Iterable[Part]:
    """The influenceable part of all money."""
    return (
        Part(each.institution, each.ym, pounds(each.money.influenceable), pounds(each.money.total))
        for each in asked.once(monthly.books)
    )


@spending(
    code="local-share-of-spend",
    name="Local share of spend",
    question="How much of each pound went to suppliers in our places?",
    goal=Goal.INEQUALITY,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.HIGHER,
    numerator="Spend with suppliers in the system's local authorities",
    denominator="Spend with suppliers whose place is known",
    why="Money paid to local suppliers pays local wages and is spent again nearby.",
    limits=f"{KNOWN_PLACE} A supplier's place is that of its address, not of its work or its owners.",
    shared=shared(lambda system: _local(system.places) if system.places else None),
)
def local_share(asked: Asked) -> Iterable[Part]:
    """The local part of money with a known place."""
    return _of_places(asked, lambda money: _local(money.places))


@spending(
    code="local-share-of-influenceable-spend",
    name="Local share of influenceable spend",
    question="Of the spending we can influence, how much went to local suppliers?",
    goal=Goal.INEQUALITY,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.HIGHER,
    numerator="Influenceable spend with suppliers in the system's local authorities",
    denominator="Influenceable spend with suppliers whose place is known",
    why="It is where a decision of ours changes where money goes; the Northern Care Alliance moves 10% of it.",
    limits=f"{KNOWN_PLACE} A supplier's place is that of its address, not of its work or its owners.",
    shared=shared(
        lambda system: _local(system.influenceable_places) if system.influenceable_places else None
    ),
)
def local_share_of_influenceable(asked: Asked) -> Iterable[Part]:
    """The local part of influenceable money with a known place."""
    return _of_places(asked, lambda money: _local(money.influenceable_places))


@spending(
    code="leakage",
    name="Leakage",
    question="How much of each pound left the wider region?",
    goal=Goal.RESILIENCE,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.LOWER,
    numerator="Spend with suppliers outside the region of the system's local authorities",
    denominator="Spend with suppliers whose place is known",
    why="What leaves the region supports no job in it. CLES's mean of 26 analyses is 37%.",
    limits=f"{KNOWN_PLACE} Compare with care: CLES analyses the 300 largest suppliers of a year.",
)
def leakage(asked: Asked) -> Iterable[Part]:
    """What leaves the wider region, of money with a known place."""
    return _of_places(asked, lambda money: (money.places.known - money.places.regional, money.places.known))


@spending(
    code="sme-share-of-spend",
    name="Share of spend with small and medium firms",
    question="How much of each pound went to small and medium firms?",
    goal=Goal.RESILIENCE,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.HIGHER,
    numerator="Spend with suppliers known to be small or medium firms",
    denominator="Spend with suppliers whose size is known",
    why="Small firms are more often owned and staffed where they trade.",
    limits="No source of suppliers' size is loaded yet, so there is no data.",
)
def sme_share(asked: Asked) -> Iterable[Part]:
    """Nothing until somebody knows the size of suppliers: no data is never 0."""
    return ()


@spending(
    code="vcse-share-of-spend",
    name="Share of spend with the voluntary sector",
    question="How much of each pound went to charities and social enterprises?",
    goal=Goal.INEQUALITY,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.HIGHER,
    numerator="Spend with suppliers known to be voluntary, community or social enterprises",
    denominator="Spend with suppliers whose kind is known",
    why="Their surplus goes into their purpose, which is often the wellbeing of people nearby.",
    limits="No source of suppliers' kind is loaded yet, so there is no data.",
)
def vcse_share(asked: Asked) -> Iterable[Part]:
    """Nothing until somebody knows the kind of suppliers: no data is never 0."""
    return ()


@spending(
    code="spend-in-deprived-areas",
    name="Share of spend in deprived areas",
    question="How much of each pound went to suppliers in the most deprived fifth of areas?",
    recommendations=(2, 6),
    goal=Goal.INEQUALITY,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.HIGHER,
    numerator="Spend with suppliers in small areas of deciles 1 and 2 of the 2025 indices of deprivation",
    denominator="Spend with suppliers whose small area has a decile",
    why="Money spent where people have least is most likely to narrow the gap.",
    limits="England only. An office in a deprived area need not employ or be owned by people who live there.",
)
def spend_in_deprived_areas(asked: Asked) -> Iterable[Part]:
    """Money at suppliers in the most deprived fifth, of money with a known decile."""
    rows = monthly.of_deciles(asked)
    return (Part(key, ym, pounds(deprived), pounds(known)) for key, ym, deprived, known in rows)


@spending(
    code="supplier-concentration",
    name="Concentration on the ten largest suppliers",
    question="How much of each pound went to our ten largest suppliers?",
    goal=Goal.RESILIENCE,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.NEITHER,
    numerator="Spend with the ten suppliers who got most, in the period and by the institutions that are shown",
    denominator="Total spend",
    why="Few large suppliers are a risk to supply and leave small firms little room.",
    limits="The ten of a year are not those of each month, so longer periods and groups are measured anew, not summed.",
    whole=monthly.largest_together,
)
def concentration(asked: Asked) -> Iterable[Part]:
    """Money of the ten largest of the month, of all money. Redacted names are in the whole, never among the ten."""
    largest = monthly.of_largest(asked)
    for each in asked.once(monthly.books):
        pence = largest.get((each.institution, each.ym), 0)
        yield Part(each.institution, each.ym, pounds(pence), pounds(each.money.total))


@spending(
    code="spend-with-known-place",
    name="Share of spend with a known place",
    question="For how much of our money do we know where the supplier is?",
    goal=Goal.RESILIENCE,
    unit=Unit.SHARE,
    made_of=Unit.POUNDS,
    direction=Direction.HIGHER,
    numerator="Spend with suppliers whose place is known",
    denominator="Total spend",
    why="Every share of place is of this part only: the smaller it is, the less those shares say.",
    limits="Known means that a postcode or country was given, not that it is where the work is done.",
    shared=shared(lambda system: (system.places.known, system.total) if system.places else None),
)
def spend_with_known_place(asked: Asked) -> Iterable[Part]:
    """Money with a known place, of all money."""
    return (
        Part(each.institution, each.ym, pounds(each.money.places.known), pounds(each.money.total))
        for each in asked.once(monthly.books)
    )


@spending(
    code="lines-decided-by-rule",
    name="Share of payments that a rule decided",
    question="How many payments did a rule or a person judge, rather than nobody?",
    goal=Goal.RESILIENCE,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    numerator="Payments whose reason comes from a rule that matched, or from a person",
    denominator="All payments",
    why="What no rule matches counts as influenceable by default: the more is judged, the surer that figure is.",
    limits="A payment can be influenceable and rightly match no rule, so 100% is not the aim.",
)
def lines_decided_by_rule(asked: Asked) -> Iterable[Part]:
    """Lines with a rule or an override, of all lines."""
    rows = monthly.of_rules(asked)
    return (Part(key, ym, decided or 0, lines) for key, ym, decided, lines in rows)


@spending(
    code="days-to-supply",
    name="Days until spending is supplied",
    question="How long after a month ends is its spending here?",
    recommendations=(1, 2),
    goal=Goal.RESILIENCE,
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    numerator="Days from the end of each month to the day its first payments were added, in sum",
    denominator="Months supplied",
    why="Late figures cannot steer anything, and missing ones change what the others say.",
    limits="Months from before the institution joined count as late as they are. Months never supplied are not in it.",
)
def days_to_supply(asked: Asked) -> Iterable[Part]:
    """Days from a month's end to its first load; none where it was loaded before the month ended."""
    rows = monthly.of_supply(asked)
    return (Part(key, ym, max((day - Period(ym, ym).end).days, 0), 1) for key, ym, day in rows)


@benchmarks_of("local-share-of-spend")
def published_local_shares(day: date) -> Iterable[Benchmark]:
    """Shares in the local authority, of published spend analyses."""
    return (Benchmark(each.name, each.local, each.source) for each in benchmarks(day))


@benchmarks_of("leakage")
def published_leakage(day: date) -> Iterable[Benchmark]:
    """What left the wider region, of the same analyses."""
    return (Benchmark(each.name, each.leakage, each.source) for each in benchmarks(day))


def _of_places(asked: Asked, figures: Callable[[Money], tuple[int, int]]) -> Iterator[Part]:
    """Parts of a share of place; nothing for institutions to which no place is local."""
    for each in asked.once(monthly.books):
        if each.has_local:
            numerator, denominator = figures(each.money)
            yield Part(each.institution, each.ym, pounds(numerator), pounds(denominator))


def _local(places: PlaceSpend) -> tuple[int, int]:
    return places.of(Band.LOCAL), places.known
