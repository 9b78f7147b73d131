"""Rút mẫu: which forms a seed draws, and how far two appraisers who were blind agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xephang.outcomes import Outcome
from xephang.regulation import Criterion, criteria_below
from xephang_web.accounts.models import User
from xephang_web.appraisal.ledger import Ledger, read_ledgers
from xephang_web.appraisal.models import Finding
from xephang_web.campaigns.models import Campaign


def drawing_number(seed: str, code: str) -> str:
    """SHA-256 of the seed, a slash and the unit's code, in hexadecimal."""
    return hashlib.sha256(f"{seed}/{code}".encode()).hexdigest()


def drawn(seed: str, codes: Iterable[str], count: int) -> list[str]:
    """The units with the smallest drawing numbers: anybody with the seed can repeat it."""
    return sorted(codes, key=lambda code: (drawing_number(seed, code), code))[:count]


@dataclass
class Compared:
    """Criteria that both appraisers have found on: how many, how many equal, how far apart."""

    section: Any = ""
    group: Any = ""
    compared: int = 0
    equal: int = 0
    total: Fraction = field(default_factory=Fraction)

    def add(self, difference: Fraction) -> None:
        """Count one criterion more."""
        self.compared += 1
        self.equal += difference == 0
        self.total += abs(difference)

    @property
    def share(self) -> Fraction | None:
        """The share with equal points."""
        return Fraction(self.equal, self.compared) if self.compared else None

    @property
    def mean(self) -> Fraction | None:
        """The mean of the differences, without their signs."""
        return self.total / self.compared if self.compared else None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One criterion of one form on which the two differ."""

    ledger: Ledger
    criterion: Criterion
    first: Outcome
    second: Outcome
    first_by: User
    second_by: User

    @property
    def difference(self) -> Fraction:
        """The second's points less the first's."""
        return self.second.points - self.first.points


@dataclass
class Agreement:
    """How far the second appraisers agree with the first, over all, by section, and where not."""

    whole: Compared = field(default_factory=Compared)
    sections: dict[str, Compared] = field(default_factory=dict)
    apart: list[Disagreement] = field(default_factory=list)


def agreement_of(campaign: Campaign, viewer: User) -> Agreement:
    """The points of both on the forms drawn, criterion by criterion.

    Who is the second appraiser of a form is not shown it here: they would see the first.
    """
    forms = campaign.participants.filter(second_look__isnull=False).exclude(
        second_look__appraiser=viewer
    )
    found = Agreement()
    for ledger in read_ledgers(campaign, forms.select_related("unit", "second_look")):
        ledger.participant.campaign = campaign
        target = ledger.regulation.group(ledger.participant.group)
        group = target.name if target else ledger.participant.group
        for section in ledger.criteria.sections:
            inside = {each.id for each in ledger.to_judge} & {
                each.id for each in criteria_below(section)
            }
            key = f"{ledger.participant.group}/{section.id}"
            for criterion in [each for each in ledger.to_judge if each.id in inside]:
                pair = _pair(ledger, criterion)
                if pair is None:
                    continue
                difference = pair.second.points - pair.first.points
                found.whole.add(difference)
                part = found.sections.setdefault(key, Compared(section.name, group))
                part.add(difference)
                if difference != 0:
                    found.apart.append(pair)
    found.apart.sort(key=lambda each: (-abs(each.difference), each.criterion.id))
    return found


def _pair(ledger: Ledger, criterion: Criterion) -> Disagreement | None:
    first = ledger.finding(criterion.id, Finding.Body.APPRAISAL)
    second = ledger.finding(criterion.id, Finding.Body.SECOND)
    if first is None or second is None:
        return None
    as_first = Finding(
        participant=second.participant,
        criterion=second.criterion,
        body=Finding.Body.APPRAISAL.value,
        version=second.version,
        verdict=second.verdict,
        values=second.values,
        points=second.points,
        bases=second.bases,
        reason=second.reason,
    )
    return Disagreement(
        ledger,
        criterion,
        ledger.if_found(first),
        ledger.if_found(as_first),
        first.by,
        second.by,
    )
