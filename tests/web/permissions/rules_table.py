"""The rules of access in words: which post, held where, gives which permission, and when.

Written by hand from what the regulations and the design ask for, never from the code.
A new permission of the application needs one row here: without it the tests fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

# --- where a post is held, seen from the unit whose form or data it is about ----------------
OWN = "own"
ABOVE = "above"
FAR_ABOVE = "far above"
BELOW = "below"
BESIDE = "beside"
NEAR = "near"
CHECKER = "checker"
OFFICE = "office"
OTHER_TREE = "other tree"
OTHER_OFFICE = "other office"
SYSTEM = "system"

PLACES = {
    OWN: "the unit itself",
    ABOVE: "the unit directly above it",
    FAR_ABOVE: "a unit higher up",
    BELOW: "a unit below it",
    BESIDE: "a neighbouring unit",
    NEAR: "a unit below a neighbour",
    CHECKER: "the body that checks its form",
    OFFICE: "the standing office of the campaign",
    OTHER_TREE: "a unit of another province",
    OTHER_OFFICE: "the standing office of another province",
    SYSTEM: "the whole system",
}
OF_A_UNIT = tuple(each for each in PLACES if each != SYSTEM)
SAME_TREE = (OWN, ABOVE, FAR_ABOVE, BELOW, BESIDE, NEAR, CHECKER, OFFICE)

# --- posts ----------------------------------------------------------------------------------
ROLES = {
    "focal_person": "focal person (cán bộ đầu mối)",
    "head": "head (thủ trưởng)",
    "deputy": "deputy who signs for the head (KT.)",
    "appraiser": "appraiser (tổ viên thẩm định)",
    "panel_leader": "panel leader (tổ trưởng thẩm định)",
    "council_member": "council member (ủy viên hội đồng)",
    "council_chair": "chair of the council (chủ tịch hội đồng)",
    "standing_office": "officer of the standing office (cơ quan thường trực)",
    "approver": "approver (người phê duyệt)",
    "data_supplier": "supplier of reference data",
    "emulation_office": "emulation office (thi đua, khen thưởng)",
    "auditor": "auditor (kiểm toán, giám sát)",
    "administrator": "administrator (quản trị hệ thống)",
}
WITHOUT_UNIT = ("auditor", "administrator")
STAFF = ("focal_person", "head", "deputy")
SIGNERS = ("head", "deputy")
CHECKERS = ("appraiser", "panel_leader")
ON_THE_PANEL, LEADER, ON_THE_COUNCIL, SECOND = (
    "seat on the panel",
    "leader's seat on the panel",
    "seat on the council",
    "second appraiser",
)
ON_PANEL = (ON_THE_PANEL, LEADER)
SEATS = (*ON_PANEL, ON_THE_COUNCIL)
"""Not posts but seats on the bodies of the campaign; the place is where the person belongs."""
EVERYWHERE = (*OF_A_UNIT, SYSTEM)
FREE = tuple(each for each in EVERYWHERE if each not in (OWN, BELOW, FAR_ABOVE))
"""Where somebody belongs who may judge the unit: not in it, below it, or far above it.

Who is of the unit directly above sits for the approving authority here, and may.
"""

# --- states ---------------------------------------------------------------------------------
PREPARING, OPEN, CLOSED = "preparing", "open", "closed"
CAMPAIGN_STATES = (PREPARING, OPEN, CLOSED)
LAUNCHED = (OPEN, CLOSED)
FORM_STATES = (
    "not begun",
    "draft",
    "before the head",
    "submitted",
    "withdrawn",
    "superseded",
    "exempted",
    "checked by itself",
    "draft for the panel",
    "sent to the panel",
    "second look",
)
"""`checked by itself` is a roster gone wrong: the unit itself stands as the body that checks it.

The forms before it are checked by a body; the two for the panel by nobody else. The last
was sent, and drawn for a second appraiser.
"""
FOR_THE_PANEL = ("draft for the panel", "sent to the panel")
NOT_CHECKED = ("checked by itself", *FOR_THE_PANEL)
SENT = ("submitted", "sent to the panel", "second look")

Post = tuple[str, str]


@dataclass(frozen=True)
class Grant:
    """Posts that have a permission: any of the roles, held in any of the places."""

    roles: tuple[str, ...]
    places: tuple[str, ...]
    during: tuple[str, ...] = CAMPAIGN_STATES
    never: tuple[str, ...] = ()
    """States of the form in which these posts do not have it."""
    only: tuple[str, ...] = FORM_STATES
    """States of the form in which alone they have it."""


@dataclass(frozen=True)
class Rule:
    """A permission: what it is asked about, what it lets one do, and who has it."""

    name: str
    about: str
    """`form`, `campaign`, `unit` or `nothing`."""
    words: str
    grants: tuple[Grant, ...]

    def holds(self, post: Post, campaign: str, form: str) -> bool:
        """Whether a post has the permission in these states of campaign and form."""
        return any(
            post in set(product(each.roles, each.places))
            and campaign in each.during
            and form not in each.never
            and form in each.only
            for each in self.grants
        )


AUDITOR = Grant(("auditor",), (SYSTEM,))
ADMINISTRATOR = Grant(("administrator",), (SYSTEM,))
OFFICE_OF_CAMPAIGN = Grant(("standing_office",), (OFFICE,))
BRANCH = Grant(("standing_office",), tuple(each for each in SAME_TREE if each != NEAR))
"""A standing office serves the unit directly above it, and manages that unit and what is below."""
LISTED_FORMS = (
    AUDITOR,
    OFFICE_OF_CAMPAIGN,
    Grant(STAFF, (OWN, ABOVE), LAUNCHED),
    Grant(CHECKERS, (CHECKER,), LAUNCHED, never=NOT_CHECKED),
)
FORM_READERS = (
    *LISTED_FORMS,
    Grant(ON_PANEL, FREE, LAUNCHED, only=("sent to the panel",)),
    Grant((ON_THE_COUNCIL,), FREE, LAUNCHED, only=SENT),
    Grant((SECOND,), (SYSTEM,), LAUNCHED, only=("second look",)),
)
"""Panel, council and second appraiser read what was sent, where no conflict stands against it."""
FIRST_JUDGES = (
    Grant(CHECKERS, (CHECKER,), never=NOT_CHECKED),
    Grant(ON_PANEL, FREE, only=FOR_THE_PANEL),
)
SECOND_JUDGE = Grant((SECOND,), (SYSTEM,), only=("second look",))
SETTLERS = Grant((ON_THE_COUNCIL,), FREE)
COUNCIL = Grant((ON_THE_COUNCIL,), EVERYWHERE)
LEADERS = (Grant((LEADER,), EVERYWHERE), Grant(("panel_leader",), (OFFICE,)))
WORKERS = (
    Grant(CHECKERS, (CHECKER,), never=NOT_CHECKED),
    Grant(CHECKERS, (OWN,), only=("checked by itself",)),
    Grant(ON_PANEL, EVERYWHERE),
    SECOND_JUDGE,
)
"""Who has something in the queue, if only that it is not for them."""
APPROVER = Grant(("approver",), (ABOVE,))
AWARDS = Grant(("emulation_office",), (ABOVE,))

RULES = (
    Rule(
        "organisations.manage_unit",
        "unit",
        "rename, move, merge, split or end a unit, and see who works there",
        (ADMINISTRATOR, BRANCH),
    ),
    Rule(
        "organisations.manage",
        "nothing",
        "open the pages on which units are imported and reorganised",
        (ADMINISTRATOR, Grant(("standing_office",), OF_A_UNIT)),
    ),
    Rule("audit.view_all", "nothing", "read the whole record", (AUDITOR,)),
    Rule(
        "campaigns.create",
        "nothing",
        "found a campaign, in the own standing office",
        (Grant(("standing_office",), OF_A_UNIT),),
    ),
    Rule("campaigns.run", "campaign", "decide in a campaign", (OFFICE_OF_CAMPAIGN,)),
    Rule(
        "campaigns.see_all",
        "campaign",
        "see the whole roster, the papers of the office, every question",
        (OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
    Rule("campaigns.view_form", "form", "read a form with its evidence", FORM_READERS),
    Rule(
        "assessments.edit",
        "form",
        "fill a form in, while it is not locked",
        (Grant(STAFF, (OWN,)),),
    ),
    Rule(
        "assessments.endorse",
        "form",
        "answer for the data of a form below, as it was sent",
        (Grant(STAFF, (ABOVE,), LAUNCHED),),
    ),
    Rule(
        "assessments.sign",
        "form",
        "send a form, take it back, return it for changes",
        (Grant(SIGNERS, (OWN,)),),
    ),
    Rule(
        "assessments.receive",
        "form",
        "record a form that came on paper, declare it complete, decide doubtful cases",
        (OFFICE_OF_CAMPAIGN,),
    ),
    Rule(
        "appraisal.judge",
        "form",
        "write findings on a form",
        (*FIRST_JUDGES, SECOND_JUDGE),
    ),
    Rule("appraisal.settle", "form", "settle a criterion on the council", (SETTLERS,)),
    Rule(
        "appraisal.see_ledger",
        "form",
        "see the ledger of a form",
        (*FIRST_JUDGES, SECOND_JUDGE, SETTLERS, OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
    Rule(
        "appraisal.see_findings",
        "form",
        "see what appraisers and council found: never the second appraiser",
        (*FIRST_JUDGES, SETTLERS, OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
    Rule(
        "appraisal.work",
        "campaign",
        "open the pages of the appraisal",
        (*WORKERS, COUNCIL, OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
    Rule(
        "appraisal.lead",
        "campaign",
        "plan visits, draw second looks, give tasks, record inspections",
        (*LEADERS, OFFICE_OF_CAMPAIGN),
    ),
    Rule("appraisal.council", "campaign", "sit on the council", (COUNCIL,)),
    Rule(
        "appraisal.see_council",
        "campaign",
        "see what is in dispute, the sessions and their minutes",
        (COUNCIL, *LEADERS, OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
    Rule("appraisal.verify", "campaign", "verify a criterion for an agency it was given to", ()),
    Rule(
        "appraisal.supply",
        "campaign",
        "upload reference data",
        (
            Grant(("data_supplier",), (OFFICE, ABOVE, OWN, BESIDE, CHECKER)),
            OFFICE_OF_CAMPAIGN,
        ),
    ),
    Rule("results.approve", "campaign", "approve the results, or give them back", (APPROVER,)),
    Rule(
        "results.decide_table",
        "campaign",
        "decide the table of the own units below, where the regulation has them do so",
        (Grant(SIGNERS, (ABOVE,)),),
    ),
    Rule("results.appeal", "form", "appeal against the points", (Grant(SIGNERS, (OWN,)),)),
    Rule(
        "results.see_all",
        "campaign",
        "see the tables before they are public, and where they stand",
        (*LEADERS, COUNCIL, APPROVER, OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
    Rule(
        "results.consequences",
        "campaign",
        "see the lists for emulation and awards",
        (APPROVER, AWARDS, OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
    Rule(
        "results.follow_remedies",
        "campaign",
        "see how far every unit is with what it lost",
        (OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
    Rule(
        "results.see_own",
        "form",
        "see why a unit has its result",
        (Grant(STAFF, (OWN, ABOVE)), OFFICE_OF_CAMPAIGN, AUDITOR),
    ),
)

# What is asked of a scoped query instead of a permission.
REACHES = (
    Rule(
        "visible_campaigns",
        "campaign",
        "know of a campaign: its dates, criteria and papers for units",
        (
            AUDITOR,
            OFFICE_OF_CAMPAIGN,
            Grant(("approver", "emulation_office"), (OFFICE, ABOVE)),
            Grant(("data_supplier",), (OFFICE, ABOVE, OWN, BESIDE, CHECKER)),
            Grant((*STAFF, *CHECKERS), (OWN, ABOVE), LAUNCHED),
            Grant((*STAFF, *CHECKERS), (CHECKER,), LAUNCHED, never=NOT_CHECKED),
            Grant(SEATS, EVERYWHERE),
        ),
    ),
    Rule("visible_participants", "form", "find a form in the lists", LISTED_FORMS),
    Rule("reach_participant", "form", "open a form by its address", FORM_READERS),
)

ALL_ROLES = frozenset(ROLES)
OF_UNITS = ALL_ROLES - {*WITHOUT_UNIT}


def may_appoint(post: Post, given: str) -> bool:
    """Whether a post may put somebody into a role: nobody gives what they do not manage.

    The administrator gives every role; a standing office, in its branch, those of units;
    a head makes focal persons and deputies of the own unit.
    """
    if post == ("administrator", SYSTEM):
        return True
    if post[0] == "standing_office" and post[1] in BRANCH.places:
        return given in OF_UNITS
    return post == ("head", OWN) and given in {"focal_person", "deputy"}


def posts() -> list[Post]:
    """Every role in every place where it can be held."""
    return [
        *product([each for each in ROLES if each not in WITHOUT_UNIT], OF_A_UNIT),
        *product(WITHOUT_UNIT, (SYSTEM,)),
    ]


def seats() -> list[Post]:
    """Every seat, of somebody who belongs to any of the places; and the second appraiser."""
    return [*product(SEATS, EVERYWHERE), (SECOND, SYSTEM)]
