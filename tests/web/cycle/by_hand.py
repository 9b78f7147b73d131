"""The walk by hand: a year with all its disputes, its correction, and the year after it.

It stops at each moment, so that others try everything from there: a random walk alone
seldom comes to an upheld appeal, and never to a merger between two published years.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.web.cycle.walk import COUNCIL, Walk
from tests.web.cycle.world import Province

REORGANISED = ("rename", "merge", "split", "move", "end")
EVERYWHERE = (
    *("create", "roster", "open", "fill", "prove", "send", "withdraw", "paper", "extend", "close"),
    *("judge accept", "judge adjust", "judge reject", "conclude", "second look", "visit"),
    *("ask", "answer", "reference", "lay", "session", "settle adjust", "minutes"),
    *("exempt", "readmit", "announce", "appeal", "withdraw appeal"),
    *("uphold", "uphold standing", "turn down", "propose", "return", "approve", "publish"),
    *("reopen", "publish a correction"),
    *REORGANISED,
    *("copy", "publish the next year"),
)
"""What goes through in every province, by the name of the act."""
WHERE_NOT_APPLICABLE_IS_KNOWN = ("judge grant_na", "settle grant_na", "settle refuse_na")
WHERE_DISTRICTS_RANK = ("table",)

DRAWN = ("send", "paper", "extend", "conclude", "publish", "reopen", "copy")
"""What many walks come to by themselves, whatever is drawn, in every province."""


def expected(province: Province) -> tuple[str, ...]:
    """The acts that a walk of that province must come to."""
    if province.na_approver:
        return (*EVERYWHERE, *WHERE_NOT_APPLICABLE_IS_KNOWN, *WHERE_DISTRICTS_RANK)
    return EVERYWHERE


def missing(arrived: Mapping[str, int], province: Province) -> list[str]:
    """The acts that should have gone through and did not."""
    return [each for each in expected(province) if not arrived.get(each)]


def by_hand(walk: Walk) -> Iterator[str]:
    """Two years by the right people; gives the name of each moment that it stops at."""
    walk.found()
    yield "open"
    _intake(walk)
    walk.year("sent")
    yield "closed"
    _appraisal(walk)
    walk.year("settling")
    yield "before the council"
    _council(walk)
    walk.year("preliminary")
    yield "preliminary"
    _appeals(walk)
    walk.year("proposed")
    yield "proposed"
    walk.give_back("Khánh")
    walk.year("published")
    yield "published"
    _correction(walk)
    yield "correcting"
    walk.year("published")
    _between_the_years(walk)
    walk.next_year("Hoa")
    yield "the next year"
    walk.year("published")


def _intake(walk: Walk) -> None:
    """A claims what is not its business, as B does; the deputy signs for the head of A (KT.)."""
    walk.fill("focal-A", "A", "1.1", 30, is_na=True)
    walk.fill("focal-B", "B", "2.1", 30, is_na=True)
    form = walk.participant("A")
    assert form is not None
    walk.complete(form, 1)
    walk.send("deputy-B", "B")
    for act in (walk.send, walk.withdraw, walk.send):
        act("deputy-A", "A")
    walk.extend("Hoa", "H", 3)


def _appraisal(walk: Walk) -> None:
    """Findings of each kind, by who is called and free; the others are refused."""
    walk.paper("Hoa", "D", -1, is_complete=True)
    walk.reference("Thi", {"A": 30})
    walk.reference("Liệu", {"A": 31, "B": 20})
    for unit, criterion, verdict, points in (
        ("A", "1.1", "grant_na", ""),
        ("B", "2.1", "grant_na", ""),
        ("A", "3.1", "adjust", "1"),
        ("D", "3.1", "reject", ""),
        ("D", "1.1", "accept", ""),
    ):
        judge = _judge(walk, unit)
        for name in (f"head-{unit}", "Chính", judge):
            walk.judge(name, unit, criterion, verdict, points=points)
    walk.second_look("Tâm", "A", "Bách")
    walk.visit("Hoa", "D", [_judge(walk, "D")])
    walk.clarify(_judge(walk, "D"), "D", "1.1", "deputy-D")


def _judge(walk: Walk, unit: str) -> str:
    form = walk.participant(unit)
    assert form is not None
    name = walk.judge_of(form)
    assert name is not None
    return name


def _council(walk: Walk) -> None:
    """Việt, of A, may not settle what is A's. B is left out, and will appeal."""
    walk.meet("Dũng", COUNCIL)
    walk.settle("Việt", "A", "1.1", "grant_na")
    walk.settle("Dũng", "A", "1.1", "grant_na", votes=(2, 1))
    walk.settle("Lan", "B", "2.1", "refuse_na")
    walk.settle("Sơn", "A", "3.1", "adjust", points="2,5", votes=(3, 0))
    walk.rise("Hoa")
    walk.exempt("Hoa", "B", back=False)


def _appeals(walk: Walk) -> None:
    """One upheld, one turned down, one taken back, and one against not being assessed."""
    walk.appeal("deputy-B", "B", "")
    walk.appeal("head-A", "A", "2.1")
    walk.withdraw_appeal("head-A")
    for who, unit, criterion in (
        ("deputy-D", "D", "3.1"),
        ("head-B", "B", ""),
        ("deputy-A", "A", "2.1"),
    ):
        walk.appeal(who, unit, criterion)
    walk.meet("Dũng", COUNCIL)
    walk.answer_appeal("Chính", uphold=True, points="3")
    walk.answer_appeal("Dũng", uphold=True, points="3")
    walk.answer_appeal("Dũng", uphold=True, points="")
    walk.exempt("Hoa", "B", back=True)
    walk.answer_appeal("Lan", uphold=True, points="")
    walk.answer_appeal("Lan", uphold=False, points="")
    walk.rise("Dũng")
    if walk.world.province.na_approver:
        walk.move_clock("Hoa", 12, 20)
        walk.decide_table("focal-D", "D")
        walk.decide_table("deputy-D", "D")


def _correction(walk: Walk) -> None:
    """After an inspection the council settles one more criterion of a published year."""
    walk.reopen("Khánh")
    walk.reopen("Hoa")
    walk.meet("Dũng", COUNCIL)
    walk.settle("Lan", "A", "2.1", "adjust", points="1")
    walk.rise("Hoa")


def _between_the_years(walk: Walk) -> None:
    """A goes into B, D is split, and district H ends once its commune has moved to D."""
    walk.reorganise("merge", "A", "B", document="")
    walk.reorganise("end", "H", "P")
    for what, unit, other in (
        ("rename", "O", "P"),
        ("merge", "A", "B"),
        ("move", "G", "D"),
        ("end", "H", "P"),
        ("split", "D", "P"),
    ):
        walk.reorganise(what, unit, other)
