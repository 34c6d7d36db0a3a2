"""The indicators of employment programmes, from what their institutions published and nothing else.

Starts are booked to the last month of the quarter in which people started, and add up. Shares are a stock: how it
stands with everybody who has started so far, booked to the month up to which they were counted; a longer period is its
latest reading. They are made of a programme's totals, not of its quarters: a quarter in which few found work is hidden,
and shares of the others alone would be too good.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from anchors.disclosure import Key
from anchors.periods import month_name, ym_of
from metrics.recommendations import Lever
from metrics.registry import Asked, Cut, Direction, Goal, Part, Unit, Whole, indicator
from metrics.stocks import institutions_of, latest_of_each
from workforce.funnel import Figures, among, long_ago
from workforce.models import Group, Publication, Stage
from workforce.publishing import counted_in, figures_of

STARTED, JOB, STAYED = Stage.STARTED, Stage.JOB, Stage.WEEKS_26
LIMITS = (
    "From figures that programmes have published: small counts hidden, others rounded, a programme whose figure is "
    "hidden left out. Programmes have their own people and their own rule of what counts as a job."
)
Pair = tuple[Key, Key]
"""What names the numerator and the denominator of a share in published figures."""
OUTCOMES: Pair = (
    long_ago(JOB, STARTED, JOB, Group.OUT_OF_WORK),
    long_ago(JOB, STARTED, STARTED, Group.OUT_OF_WORK),
)
LASTING: Pair = (
    long_ago(STAYED, STARTED, STAYED, Group.OUT_OF_WORK),
    long_ago(STAYED, STARTED, STARTED, Group.OUT_OF_WORK),
)
DEPRIVED: Pair = (among(STARTED, Group.DEPRIVED, Group.DEPRIVED), among(STARTED, Group.DEPRIVED, Group.ALL))


def _publications(institutions: Iterable[int]) -> list[Publication]:
    """What the programmes of institutions published of people who started, the earliest first."""
    found = Publication.objects.filter(programme__institution__in=list(institutions)).exclude(starts=[])
    return list(found.select_related("programme").order_by("last_month", "pk"))


def _month(publication: Publication) -> int:
    """The month up to which a publication's people were counted."""
    return max(ym_of(date.fromisoformat(as_at)) for _, _, as_at in publication.starts)


def _shares(publications: Iterable[Publication], pair: Pair) -> Iterable[Part]:
    """For each month to which some programme of an institution counted: all its programmes as they stood by then."""
    read: dict[int, dict[int, dict[int, Figures]]] = {}
    for each in publications:
        of = each.programme
        read.setdefault(of.institution_id, {}).setdefault(_month(each), {})[of.pk] = figures_of(each)
    for institution, by_month in read.items():
        stand: dict[int, Figures] = {}
        for ym in sorted(by_month):
            stand |= by_month[ym]
            shown = [(each.get(pair[0]), each.get(pair[1])) for each in stand.values()]
            # Rounded parts can pass their rounded whole, and no share passes 1.
            known = [(min(part, whole), whole) for part, whole in shown if part is not None and whole]
            if known:
                yield Part(institution, ym, sum(part for part, _ in known), sum(whole for _, whole in known))


def _starts(publications: Iterable[Publication]) -> Iterable[Part]:
    """Those who started, by the last month of the quarter, as each programme last published it."""
    newest = {each.programme_id: each for each in publications}
    added: dict[tuple[int, int], int] = {}
    for each in newest.values():
        people = counted_in(each)
        for start in people.starts:
            shown = people.figures.get(start.key(STARTED, Group.ALL))
            if shown is not None:
                key = each.programme.institution_id, start.started.last
                added[key] = added.get(key, 0) + shown
    return (Part(*key, number) for key, number in added.items())


def _asked(asked: Asked) -> list[Publication]:
    return _publications(asked.institutions)


def _parts(asked: Asked, pair: Pair) -> Iterable[Part]:
    return (part for part in _shares(asked.once(_asked), pair) if asked.wants(part.ym))


def _wholes(pair: Pair) -> Callable[[Sequence[Cut]], Mapping[Cut, Whole]]:
    return lambda cuts: latest_of_each(_shares(_publications(institutions_of(cuts)), pair), cuts)


def sources(asked: Asked) -> Mapping[int, str]:
    """Until when the programmes of each institution were counted, as far as they published it."""
    months: dict[int, int] = {}
    for each in asked.once(_asked):
        institution = each.programme.institution_id
        months[institution] = max(months.get(institution, 0), _month(each))
    return {institution: f"programmes as counted to {month_name(ym)}" for institution, ym in months.items()}


of_programmes = partial(
    indicator,
    lever=Lever.EMPLOYMENT,
    recommendations=(6,),
    goal=Goal.INEQUALITY,
    direction=Direction.HIGHER,
    limits=LIMITS,
    author="Anchors, employment lever",
    next_review=date(2027, 11, 30),
    source=sources,
    is_monthly=False,
)
share_of = partial(of_programmes, unit=Unit.SHARE, made_of=Unit.COUNT, is_stock=True)


@of_programmes(
    code="programme-starts",
    name="People who started an employment programme",
    question="How many people have we taken on to prepare them for work?",
    unit=Unit.COUNT,
    numerator="People who started a programme in the quarter, of those programmes that published it",
    why="Nobody finds work through a programme that nobody starts; starts show first whether one grows.",
    covers=3,
)
def programme_starts(asked: Asked) -> Iterable[Part]:
    """Starts of all programmes of an institution."""
    return (part for part in _starts(asked.once(_asked)) if asked.wants(part.ym))


@share_of(
    code="programme-job-outcomes",
    name="Programme starters out of work who found a job",
    question="How many of those who came to our programmes out of work have started a job?",
    numerator="Of these, people who have started a job",
    denominator="Starters who were out of work and started long enough ago to have found a job, as planned",
    why="A programme is for those whom work has passed by: people who have a job already would make it look better.",
    whole=_wholes(OUTCOMES),
)
def programme_job_outcomes(asked: Asked) -> Iterable[Part]:
    """Jobs of out-of-work starters in cohorts old enough."""
    return _parts(asked, OUTCOMES)


@share_of(
    code="programme-in-work-after-26-weeks",
    name="Programme starters out of work who are in work after 26 weeks",
    question="How many of those who came to our programmes out of work are in work half a year after they found it?",
    numerator="Of these, people who were in work 26 weeks after starting a job",
    denominator="Starters out of work who started long enough ago to have been in work for 26 weeks, as planned",
    why="Work lifts people out of poverty only if it lasts.",
    whole=_wholes(LASTING),
)
def programme_lasting_work(asked: Asked) -> Iterable[Part]:
    """Work after 26 weeks of out-of-work starters in cohorts old enough: the share of the programme's page."""
    return _parts(asked, LASTING)


@share_of(
    code="programme-starters-from-deprived-areas",
    name="Programme starters from deciles 1 and 2",
    question="How many of those who start our programmes live in the most deprived fifth of areas?",
    numerator="Of these, people who live in the most deprived fifth of areas",
    denominator="Starters of those quarters that say where people live",
    why="Hopkins aimed 40% of entry-level hires at listed areas: a programme reaches those areas first or not at all.",
    whole=_wholes(DEPRIVED),
)
def programme_starters_from_deprived_areas(asked: Asked) -> Iterable[Part]:
    """Starters from deciles 1 and 2."""
    return _parts(asked, DEPRIVED)
