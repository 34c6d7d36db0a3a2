"""The nine recommendations of *Healthy places* (CLES, 2023) as frozen records: present in an empty database.

Titles are the paper's own; what it asks is in our words. Recommendations 2 and 6 have steps that the paper numbers
(`Step.numeral`); for the others the steps are our reading of what its text asks for, in its order. Pages are those
printed in the paper's section 2, *Making it happen*.
"""

from dataclasses import dataclass
from enum import StrEnum


class Lever(StrEnum):
    """Through what an anchor institution acts on its place."""

    SPENDING = "spending"
    EMPLOYMENT = "employment"
    ESTATES = "estates"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """What people read."""
        return "Whole system" if self is Lever.SYSTEM else self.value.capitalize()


@dataclass(frozen=True)
class Source:
    """Where something is printed."""

    title: str
    publisher: str
    year: int
    section: str
    pages: str = ""

    @property
    def citation(self) -> str:
        """The source in one line."""
        pages = f", {'pages' if '–' in self.pages else 'page'} {self.pages}" if self.pages else ""
        return f"{self.title} ({self.publisher}, {self.year}), {self.section}{pages}"


@dataclass(frozen=True)
class Step:
    """One thing to do towards a recommendation. `numeral` is the paper's own numbering, where it has one."""

    code: str
    title: str
    numeral: str = ""


@dataclass(frozen=True)
class Recommendation:
    """One of the nine: what it asks and of whom, in steps."""

    number: int
    title: str
    asks: str
    of: tuple[str, ...]
    steps: tuple[Step, ...]
    lever: Lever
    source: Source

    @property
    def asked_of(self) -> str:
        """Of whom, as one reads it: `Integrated care system and councils`."""
        first, *others = self.of
        inside = (each if each == NATIONAL else each[:1].lower() + each[1:] for each in others)
        # A name with "and" in it needs a stronger mark between names.
        return ("; " if NATIONAL in self.of else " and ").join((first, *inside))


SYSTEM_BODIES = "Integrated care system"
COUNCILS = "Councils"
NATIONAL = "Department of Health and NHS England"


def _healthy_places(pages: str) -> Source:
    return Source("Healthy places", "CLES", 2023, "section 2, Making it happen", pages)


def _steps(number: int, *titles: str) -> tuple[Step, ...]:
    return tuple(Step(f"{number}.{place}", title) for place, title in enumerate(titles, start=1))


def _numbered(number: int, *titles: str) -> tuple[Step, ...]:
    numerals = ("i", "ii", "iii")
    found = zip(_steps(number, *titles), numerals, strict=True)
    return tuple(Step(step.code, step.title, numeral) for step, numeral in found)


RECOMMENDATIONS = (
    Recommendation(
        number=1,
        title="Be purposeful about social and economic development",
        asks="Pledge good anchor practice as the way to an inclusive economy and better population health, put local "
        "enterprise and jobs in deprived areas first, make that the stated narrative, and measure more than growth.",
        of=(SYSTEM_BODIES,),
        steps=_steps(
            1,
            "Agree the narrative for social and economic development",
            "Sign a pledge of good anchor practice in every institution",
            "Agree which measures beyond growth will show impact",
            "Publish the pledge, the narrative and the measures",
        ),
        lever=Lever.SYSTEM,
        source=_healthy_places("14"),
    ),
    Recommendation(
        number=2,
        title="Enable local enterprise to play a greater role",
        asks="Use procurement to grow the grassroots economy: know which spending can be influenced, find alternative "
        "local and more socially productive suppliers with councils, and consider commissioning to support it.",
        of=(SYSTEM_BODIES, COUNCILS),
        steps=_numbered(
            2,
            "Analyse procurement data and identify influenceable spend",
            "Work with councils to identify potential alternative suppliers",
            "Explore how commissioning could support this, such as community development workers",
        ),
        lever=Lever.SPENDING,
        source=_healthy_places("14–15"),
    ),
    Recommendation(
        number=3,
        title="Use NHS procurement to drive local industrial strategy",
        asks="Test whether consumables now made and shipped from overseas could be made locally. The NHS in England "
        "spends around £6 billion a year on them. NHS Supply Chain should allow more local flexibility.",
        of=(SYSTEM_BODIES, COUNCILS, NATIONAL),
        steps=_steps(
            3,
            "Choose product groups to test, with what the whole system buys of each",
            "Find out what local firms could make, or change to make",
            "Write the case for each group: cost, carbon and how safe the supply is",
            "Decide, and take the case to NHS Supply Chain",
        ),
        lever=Lever.SPENDING,
        source=_healthy_places("15"),
    ),
    Recommendation(
        number=4,
        title="Unify approaches to securing social value",
        asks="Review together how partners secure social value in tenders and which outcomes they seek, the Living "
        "Wage and jobs in deprived areas first. Beware of promises made to win, and consider insourcing at renewal.",
        of=(SYSTEM_BODIES, COUNCILS),
        steps=_steps(
            4,
            "Compare how each partner secures social value when tendering",
            "Agree one set of outcomes and weightings",
            "Check what suppliers promised against what they delivered",
            "Consider insourcing when a contract comes up for renewal",
        ),
        lever=Lever.SPENDING,
        source=_healthy_places("15–16"),
    ),
    Recommendation(
        number=5,
        title="Explore supply chain social licensing",
        asks="Let only suppliers into NHS Supply Chain that guarantee social returns in advance, such as Living Wage "
        "employment and net zero by 2045. It is for national bodies to decide; systems can make the case.",
        of=(NATIONAL, SYSTEM_BODIES),
        steps=_steps(
            5,
            "Set the first licence criteria",
            "See which of the system’s suppliers would meet them",
            "Put the case to national bodies together with other systems",
        ),
        lever=Lever.SPENDING,
        source=_healthy_places("16"),
    ),
    Recommendation(
        number=6,
        title="Target skills and opportunities to those who need them most",
        asks="Find the deprived postcodes where trusts employ few people and the gaps in employment support, then "
        "design a programme for those furthest from the labour market, and look beyond NHS partners.",
        of=(SYSTEM_BODIES, COUNCILS),
        steps=_numbered(
            6,
            "Map the employment profile of provider trusts",
            "Map employment support across the whole area, and its gaps",
            "Design an overarching skills and employment programme",
        ),
        lever=Lever.EMPLOYMENT,
        source=_healthy_places("16–17"),
    ),
    Recommendation(
        number=7,
        title="Give the local NHS greater control of land",
        asks="Before any sale of surplus land or property, consider affordable housing, then premises for small firms, "
        "then community ownership or management. National bodies should leave more of the decision to the place.",
        of=(SYSTEM_BODIES, NATIONAL),
        steps=_steps(
            7,
            "Keep one list of surplus land and property of all partners",
            "Record every option before a sale: housing, premises for firms, community ownership",
            "Find out with the voluntary sector who would own or run assets",
        ),
        lever=Lever.ESTATES,
        source=_healthy_places("17"),
    ),
    Recommendation(
        number=8,
        title="Collaborate to advance good anchor practice",
        asks="Use communities of practice, and people who carry knowledge between institutions, to share learning and "
        "to meet challenges in concert.",
        of=(SYSTEM_BODIES,),
        steps=_steps(
            8,
            "Start communities of practice for spending, employment and estates",
            "Name somebody who carries knowledge between the institutions",
            "Mark our own maturity and have peers review the marks",
            "Share what was learned with other systems",
        ),
        lever=Lever.SYSTEM,
        source=_healthy_places("18"),
    ),
    Recommendation(
        number=9,
        title="Develop an earn-back mechanism to incentivise innovation",
        asks="Agree measures of what systems achieve, and pass back to the system a part of the savings that its work "
        "makes for national budgets, for example in Universal Credit.",
        of=(NATIONAL, SYSTEM_BODIES),
        steps=_steps(
            9,
            "List outcomes that save public money",
            "Agree who banks each saving",
            "Estimate net savings, with what would have happened anyway taken off",
            "Put a claim to national bodies",
        ),
        lever=Lever.SYSTEM,
        source=_healthy_places("18"),
    ),
)

_BY_NUMBER = {each.number: each for each in RECOMMENDATIONS}
_STEPS = {step.code: step for each in RECOMMENDATIONS for step in each.steps}


def recommendation(number: int) -> Recommendation:
    """One of the nine. KeyError for any other number."""
    return _BY_NUMBER[number]


def step_of(code: str) -> Step:
    """A step by its code, such as `2.1`. KeyError for any other."""
    return _STEPS[code]
