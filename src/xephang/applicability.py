"""Không thuộc chức năng: a criterion outside a unit's functions (DN-3, G7 to G10)."""

from __future__ import annotations

from fractions import Fraction

from xephang.outcomes import Outcome, Status
from xephang.regulation import NotApplicablePolicy
from xephang.rules.evaluation import Subject
from xephang.texts import Text

REFUSED = NotApplicablePolicy(policy="refused")
"""What a silent text gives: not applicable is not granted."""


def not_applicable_outcome(subject: Subject, policy: NotApplicablePolicy, claim: Status) -> Outcome:
    """The outcome of a criterion that was claimed as not applicable.

    `claim` says whether the claim is granted: `NOT_APPLICABLE`, or
    `NOT_APPLICABLE_REFUSED` where the regulation or the approver does not.
    """
    points, applicable = Fraction(0), subject.max_points
    if claim is Status.NOT_APPLICABLE_REFUSED:
        if policy.policy == "refused":
            reason = Text(
                "đề nghị không tính không được chấp nhận: quy định không cho phép",
                "left-out was asked for and refused: the regulation does not allow it",
            )
        else:
            reason = Text(
                "đề nghị không tính chưa được duyệt: 0 điểm",
                "left-out was asked for and is not approved: 0 points",
            )
    elif policy.policy == "zero":
        reason = Text("không thuộc chức năng: 0 điểm", "outside its functions: 0 points")
    elif policy.policy == "full":
        points = subject.max_points
        reason = Text("không thuộc chức năng: đủ điểm", "outside its functions: full points")
    else:
        applicable = Fraction(0)
        reason = Text(
            "không thuộc chức năng: không tính vào thang điểm",
            "outside its functions: left out of the scale",
        )
    return Outcome(
        subject.node,
        subject.name,
        points,
        subject.max_points,
        applicable,
        claim,
        reason,
        policy.cite or subject.citation,
        subject.inputs,
    )
