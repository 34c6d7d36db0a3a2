"""Plans to start from, as frozen records: a template's action becomes a commitment, its steps become actions.

*Healthy places* (the nine), the *BLMK action plan* (six actions; 2 and 5 have steps that the paper numbers I to IV)
and the Health Foundation's six steps. Facts are the papers', sentences are ours where theirs are long.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from metrics.recommendations import RECOMMENDATIONS, Lever, Recommendation, Source


class Owner(StrEnum):
    """Which kind of institution would usually own a piece of work; a suggestion that the system decides on."""

    BOARD = "board"
    TRUSTS = "trusts"
    COUNCILS = "councils"
    EVERYONE = "everyone"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]

    @property
    def kinds(self) -> frozenset[str]:
        """Values of `AnchorInstitution.Kind`; empty for everyone, which leaves nobody out."""
        return _KINDS[self]


_LABELS = {
    Owner.BOARD: "Integrated care board",
    Owner.TRUSTS: "Trusts",
    Owner.COUNCILS: "Councils",
    Owner.EVERYONE: "Every institution",
}
_KINDS = {
    Owner.BOARD: frozenset({"icb"}),
    Owner.TRUSTS: frozenset({"acute_trust", "community_trust", "ambulance_trust"}),
    Owner.COUNCILS: frozenset(
        {"unitary", "county", "district", "metropolitan", "london_borough", "combined_authority"}
    ),
    Owner.EVERYONE: frozenset(),
}


@dataclass(frozen=True)
class TemplateStep:
    """One piece of work. `numeral` is the paper's own numbering; `step` the step of the nine that it serves, if any."""

    title: str
    recommendation: int
    step: str = ""
    numeral: str = ""
    owner: Owner = Owner.BOARD


@dataclass(frozen=True)
class TemplateAction:
    """One action of a plan, mapped onto one of the nine. Its steps can serve another of them."""

    number: int
    heading: str
    summary: str
    recommendation: int
    steps: tuple[TemplateStep, ...]
    owner: Owner = Owner.BOARD

    def title(self, system: str) -> str:
        """The paper's heading with the system's own name where the paper names one."""
        return self.heading.replace("{system}", system)


@dataclass(frozen=True)
class PlanTemplate:
    """A published plan to start from."""

    code: str
    title: str
    summary: str
    source: Source
    actions: tuple[TemplateAction, ...]


_BLMK = Source(
    "Health institutions as anchors: an action plan for BLMK ICS", "CLES", 2023, "Key actions", "7–23"
)
_HEALTH_FOUNDATION = Source(
    "Building healthier communities: the role of the NHS as an anchor institution",
    "The Health Foundation",
    2019,
    "table 1",
)
_STEP_OWNERS = {
    **dict.fromkeys(("1.2", "2.1", "4.1", "4.3", "4.4", "7.1", "7.2", "8.3"), Owner.EVERYONE),
    **dict.fromkeys(("2.2", "3.2", "6.2"), Owner.COUNCILS),
    "6.1": Owner.TRUSTS,
}


def _of_the_nine(each: Recommendation) -> TemplateAction:
    """A recommendation as an action of a plan."""
    steps = tuple(
        TemplateStep(
            step.title, each.number, step.code, step.numeral, _STEP_OWNERS.get(step.code, Owner.BOARD)
        )
        for step in each.steps
    )
    owner = Owner.TRUSTS if each.lever is Lever.EMPLOYMENT else Owner.BOARD
    return TemplateAction(each.number, each.title, each.asks, each.number, steps, owner)


HEALTHY_PLACES = PlanTemplate(
    code="healthy-places",
    title="Healthy places: the nine recommendations",
    summary="One commitment for each of the nine recommendations, with an action for each of its steps.",
    source=replace(RECOMMENDATIONS[0].source, pages="14–18"),
    actions=tuple(_of_the_nine(each) for each in RECOMMENDATIONS),
)

BLMK_ACTION_PLAN = PlanTemplate(
    code="blmk-action-plan",
    title="BLMK action plan",
    summary="Six actions that CLES proposed to the Bedfordshire, Luton and Milton Keynes system, for any system.",
    source=_BLMK,
    actions=(
        TemplateAction(
            1,
            "Redefine the ICS’s ambitions around economic growth and agree a comprehensive measurement framework",
            "Say which kind of growth the system supports, commit to anchor principles across spending, employment "
            "and estates, and measure environmental sustainability, inequality, wellbeing and resilience.",
            1,
            (
                TemplateStep("Say in the system’s priorities which kind of growth it supports", 1, "1.1"),
                TemplateStep("Commit every institution to anchor principles", 1, "1.2", owner=Owner.EVERYONE),
                TemplateStep("Agree measures under the four goals, beyond GDP and GVA", 1, "1.3"),
            ),
        ),
        TemplateAction(
            2,
            "Enable SMEs and other forms of progressive local enterprise to play a greater role in the {system} "
            "economy",
            "A commitment of all partners to use spending to grow the grassroots economy, with procurement data "
            "brought into economic development practice, as in Fife and Carmarthenshire.",
            2,
            (
                TemplateStep(
                    "Analyse procurement data and identify influenceable spend; for the NHS without what comes from "
                    "NHS Supply Chain",
                    2,
                    "2.1",
                    "I",
                    Owner.EVERYONE,
                ),
                TemplateStep(
                    "Use councils’ and the voluntary sector’s market intelligence to identify alternative suppliers, "
                    "best in collaboration of all councils and piloted in one",
                    2,
                    "2.2",
                    "II",
                    Owner.COUNCILS,
                ),
                TemplateStep(
                    "Explore support through the board’s commissioning, such as community development workers",
                    2,
                    "2.3",
                    "III",
                ),
                TemplateStep(
                    "Build towards a larger sustainable manufacturing offer: consumables made locally, and from "
                    "single use to reusable with one sterile services provider",
                    3,
                    "3.1",
                    "IV",
                ),
            ),
        ),
        TemplateAction(
            3,
            "Agree a unified approach to securing additional social value during tendering activity",
            "Weighting targets agreed by partners, peer learning in the procurement practitioners’ group, and shared "
            "outcomes. Promises in tenders are not the prize, and insourcing is considered before re-tendering.",
            4,
            (
                TemplateStep("Review how each partner secures social value", 4, "4.1", owner=Owner.EVERYONE),
                TemplateStep(
                    "Agree weighting targets, and outcomes: the Living Wage, jobs in deprived areas, work experience "
                    "for young people and local entrepreneurs",
                    4,
                    "4.2",
                ),
                TemplateStep(
                    "Start peer learning between partners in the procurement practitioners’ group", 8, "8.1"
                ),
                TemplateStep(
                    "Consider insourcing when contracts come up for renewal", 4, "4.4", owner=Owner.EVERYONE
                ),
            ),
        ),
        TemplateAction(
            4,
            "Explore how {system} could work with other ICSs across England to establish social licensing for "
            "NHS Supply Chain",
            "Take the lead in making the case to the Department of Health, with the other systems, that suppliers "
            "enter NHS Supply Chain only with guaranteed social returns; net zero supply chain by 2045.",
            5,
            (
                TemplateStep("Draft what a licensed supplier would guarantee", 5, "5.1"),
                TemplateStep("Put the case to the Department of Health with other systems", 5, "5.3"),
            ),
        ),
        TemplateAction(
            5,
            "Target skills development and employment opportunities towards people and communities who need them the "
            "most",
            "Led by the people board: understand local employment support for those furthest from the labour market, "
            "pilot a programme like I CAN, then go beyond NHS partners.",
            6,
            (
                TemplateStep(
                    "Develop a socio-economic profile of health and care academy candidates",
                    6,
                    "",
                    "I",
                    Owner.TRUSTS,
                ),
                TemplateStep(
                    "Map the employment profile of the provider trusts", 6, "6.1", "II", Owner.TRUSTS
                ),
                TemplateStep(
                    "Map the totality of employment support interventions across the area",
                    6,
                    "6.2",
                    "III",
                    Owner.COUNCILS,
                ),
                TemplateStep("Design an overarching skills and employment programme", 6, "6.3", "IV"),
            ),
        ),
        TemplateAction(
            6,
            "Deepen the function of land usage and disposal across the ICS footprint",
            "Anchor principles in the estates strategy: assets open to the community, and before a sale affordable "
            "housing, local firms, and community ownership or management considered.",
            7,
            (
                TemplateStep("Put anchor principles into the estates strategy", 7),
                TemplateStep("Pledge to open assets for community use", 7, owner=Owner.EVERYONE),
                TemplateStep(
                    "Pledge to consider housing, local firms and community ownership before any sale",
                    7,
                    "7.2",
                    owner=Owner.EVERYONE,
                ),
                TemplateStep(
                    "Work with the voluntary sector to understand who would own or run assets", 7, "7.3"
                ),
            ),
        ),
    ),
)


def _foundation(
    number: int, title: str, summary: str, recommendation: int, *steps: TemplateStep
) -> TemplateAction:
    return TemplateAction(number, title, summary, recommendation, steps)


HEALTH_FOUNDATION = PlanTemplate(
    code="health-foundation",
    title="Health Foundation: six steps towards an anchor mission",
    summary="What an institution does to make anchor practice part of how it works, whatever the lever.",
    source=_HEALTH_FOUNDATION,
    actions=(
        _foundation(
            1,
            "Build a baseline understanding of current practice to know where to prioritise action and establish "
            "informed goals",
            "Audits of buying, employment, use of estates and environmental impact, as the base of goals and targets.",
            1,
            TemplateStep("Audit current practice in each lever", 1, "", owner=Owner.EVERYONE),
            TemplateStep("Set goals and targets from the baseline", 1, "1.3", owner=Owner.EVERYONE),
        ),
        _foundation(
            2,
            "Develop metrics and evaluate the impact of interventions",
            "Measures that every institution collects, on one dashboard for the place, and evaluation with means to "
            "do it.",
            1,
            TemplateStep("Collect data on the impact of anchor work", 1, "1.3", owner=Owner.EVERYONE),
            TemplateStep("Put the partners’ data on one dashboard for the place", 1),
        ),
        _foundation(
            3,
            "Establish clear and visible leadership to embed anchor practices within organisational and system "
            "strategies",
            "A lead on every board and a manager who coordinates, and anchor aims in the system’s plans.",
            1,
            TemplateStep("Name a board-level lead and an operational lead", 1, "1.2", owner=Owner.EVERYONE),
            TemplateStep("Put anchor aims into the system’s plans", 1, "1.1"),
        ),
        _foundation(
            4,
            "Enable staff to act on a collective vision for enhancing community health and wellbeing",
            "Solutions designed with staff, and the skills, tools and partners that they need.",
            8,
            TemplateStep("Design solutions together with teams", 8, owner=Owner.EVERYONE),
            TemplateStep(
                "Give teams tools, skills and partners with reach into communities", 8, owner=Owner.EVERYONE
            ),
        ),
        _foundation(
            5,
            "Support the sharing and spread of ideas through networks",
            "Anchors of a place convened around shared aims, and peer learning beyond it.",
            8,
            TemplateStep("Convene the anchors of the place", 8, "8.1"),
            TemplateStep("Learn with peers elsewhere", 8, "8.4"),
        ),
        _foundation(
            6,
            "Engage proactively with communities to ensure that anchor strategies meet the needs of local people and "
            "to maximise impact on narrowing inequalities",
            "Residents asked what they need, those who are seldom heard first, and a shared vision made with them.",
            1,
            TemplateStep(
                "Ask residents what they need, with those who are seldom heard", 1, owner=Owner.EVERYONE
            ),
            TemplateStep("Shape the plan with communities, and tell them what came of it", 1),
        ),
    ),
)

PLAN_TEMPLATES = (HEALTHY_PLACES, BLMK_ACTION_PLAN, HEALTH_FOUNDATION)
_BY_CODE = {each.code: each for each in PLAN_TEMPLATES}


def plan_template(code: str) -> PlanTemplate:
    """The template with a code. KeyError for any other."""
    return _BY_CODE[code]
