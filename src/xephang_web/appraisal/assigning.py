"""Phân công: who checks which criterion of a group, and what is left of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from xephang.regulation import Criterion, Regulation, Section, criteria_below
from xephang_web.accounts.models import User
from xephang_web.accounts.queries import people_by_unit
from xephang_web.appraisal.models import CriterionTask, Finding
from xephang_web.appraisal.people import checkers, free_forms
from xephang_web.appraisal.permissions import VERIFYING, conflict
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import regulation_of
from xephang_web.organisations.models import Unit


@dataclass
class Given:
    """One assignment, and the units whose forms the person does not look at."""

    task: CriterionTask
    leaves_out: list[Participant] = field(default_factory=list)

    @property
    def left_out_names(self) -> str:
        """Those units by name."""
        return ", ".join(each.unit.name for each in self.leaves_out)


@dataclass
class AssignRow:
    """One criterion of a group with everybody it was given to."""

    criterion: Criterion
    given: list[Given]


@dataclass
class AssignSection:
    """One section of a group's form."""

    section: Section
    rows: list[AssignRow]


@dataclass(frozen=True, slots=True)
class Agency:
    """A specialist agency that could verify, and how many people it has for it."""

    unit: Unit
    people: int


@dataclass
class Board:
    """Everything that the page of assignments of one group shows."""

    group: str
    sections: list[AssignSection]
    people: list[User]
    agencies: list[Agency]
    blocked: dict[int, list[tuple[Participant, str]]]
    """User → the units they are in conflict with, each with the reason."""


def criteria_to_give(regulation: Regulation, group: str) -> list[tuple[Section, list[Criterion]]]:
    """The criteria that give points, by section of the group's form."""
    return [
        (section, list(criteria_below(section)))
        for section in regulation.criteria_sets[group].sections
    ]


def in_sections(regulation: Regulation, group: str, sections: Iterable[str]) -> list[str]:
    """Ids of the criteria of whole sections."""
    wanted = set(sections)
    return [
        each.id
        for section, below in criteria_to_give(regulation, group)
        if section.id in wanted
        for each in below
    ]


def agencies_of(campaign: Campaign) -> list[Agency]:
    """The agencies beside the standing office, and the one it serves, with their people."""
    parent = campaign.standing_office.parent_id
    units = list(
        Unit.objects.filter(Q(parent=parent) | Q(pk=parent), valid_until__isnull=True)
        .exclude(pk=campaign.standing_office_id)
        .order_by("sort_key")
    )
    people = people_by_unit([each.pk for each in units], *VERIFYING)
    return [Agency(each, len(people.get(each.pk, []))) for each in units]


def board(campaign: Campaign, group: str) -> Board:
    """The assignments of one group, in a fixed number of questions."""
    regulation = regulation_of(campaign)
    people = checkers(campaign, group)
    forms = list(
        campaign.participants.filter(group=group, superseded_by__isnull=True).select_related(
            "unit__parent__parent__parent"
        )
    )
    for each in forms:
        each.campaign = campaign
    blocked = {
        user.pk: [(each, why) for each in forms if (why := conflict(user, each))] for user in people
    }
    given: dict[str, list[Given]] = {}
    for task in campaign.criterion_tasks.filter(group=group).select_related("user", "unit"):
        left_out = [each for each, _why in blocked.get(task.user_id or 0, [])]
        left_out += [each for each in forms if task.unit_id == each.unit_id]
        given.setdefault(task.criterion, []).append(Given(task, left_out))
    return Board(
        group=group,
        sections=[
            AssignSection(section, [AssignRow(each, given.get(each.id, [])) for each in below])
            for section, below in criteria_to_give(regulation, group)
        ],
        people=people,
        agencies=agencies_of(campaign),
        blocked={pk: found for pk, found in blocked.items() if found},
    )


@dataclass
class Mine:
    """A criterion given to a person: how many forms have a finding, and which comes next."""

    task: CriterionTask
    criterion: Criterion
    group: Any
    forms: int
    done: int
    next: Participant | None


def mine(user: User, campaign: Campaign) -> list[Mine]:
    """What was given to the person, what is open first. Forms in conflict are not counted."""
    tasks = list(campaign.criterion_tasks.filter(user=user))
    if not tasks:
        return []
    regulation = regulation_of(campaign)
    forms = free_forms(user, campaign)
    judged = set(
        Finding.objects.filter(participant__in=forms, body=Finding.Body.APPRAISAL).values_list(
            "participant", "criterion"
        )
    )
    found = []
    for task in tasks:
        criterion = regulation.criteria_sets[task.group].criterion(task.criterion)
        if criterion is None:
            continue
        own = [each for each in forms if each.group == task.group]
        open_ = [each for each in own if (each.pk, task.criterion) not in judged]
        found.append(
            Mine(
                task=task,
                criterion=criterion,
                group=regulation.group(task.group),
                forms=len(own),
                done=len(own) - len(open_),
                next=open_[0] if open_ else None,
            )
        )
    return sorted(found, key=lambda each: each.next is None)
