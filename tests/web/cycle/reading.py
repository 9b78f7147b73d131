"""A second reading of the tables, written apart from the code that it checks.

Who stands in conflict with whom, which N/A counts, and what the core makes of the rows:
nothing here calls the application's own answer to these questions.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import connection

from tests.web.cycle.world import Province
from xephang.calendar import received_moment
from xephang.campaign import Campaign as CoreCampaign
from xephang.loading import folder_from_data
from xephang.records import results_record
from xephang.regulation import Regulation
from xephang.results import UnitResult, assess
from xephang_web.accounts.models import Appointment, User
from xephang_web.appraisal.models import Finding, Proceedings
from xephang_web.assessments.models import LatenessDecision, Receipt, Submission
from xephang_web.campaigns.models import Campaign, Extension, Member, Participant
from xephang_web.organisations.models import Reorganisation, Unit

JUDGES = ("appraiser", "panel_leader")


ELSEWHERE = ("auth_", "django_", "account_", "mfa_", "socialaccount_", "axes_", "usersessions_")
"""Tables of the libraries, which no act of the walk touches."""


@lru_cache(maxsize=1)
def _names() -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True)
    return sorted(each for each in names if not each.startswith(ELSEWHERE))


def tables() -> dict[str, str]:
    """Table → digest of all its rows: what a refused act must leave alone."""
    found = {}
    with connection.cursor() as cursor:
        for name in _names():
            cursor.execute(f'SELECT * FROM "{name}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def own_units(user: int, campaign: int, today: dt.date) -> set[int]:
    """Where somebody holds a role today or is seconded from, and what came of those units."""
    listed: set[int | None] = {
        unit
        for unit, starts, ends in Appointment.objects.filter(user=user).values_list(
            "unit", "starts", "ends"
        )
        if starts <= today and (ends is None or ends > today)
    }
    seats = Member.objects.filter(campaign=campaign, user=user)
    listed |= set(seats.values_list("seconded_from", flat=True))
    own = {each for each in listed if each is not None}
    links = set(
        Reorganisation.objects.filter(kind__in=["merge", "split"]).values_list(
            "predecessors", "successors"
        )
    )
    forward, back = set(own), set(own)
    for _ in range(len(links)):
        forward |= {after for before, after in links if before in forward}
        back |= {before for before, after in links if after in back}
    return forward | back


def chain(unit: int, parents: dict[int, int | None]) -> list[int]:
    """The units over a unit, the nearest first."""
    found = []
    above = parents[unit]
    while above is not None:
        found.append(above)
        above = parents[above]
    return found


def is_barred(user: int, participant: int, province: Province, today: dt.date) -> bool:
    """True if the person is of the unit, of one below it, or of one above it that is not called.

    Called are the authority that the standing office serves, and the unit directly above
    where the regulation lets parents judge.
    """
    unit, campaign, group = Participant.objects.values_list("unit", "campaign", "group").get(
        pk=participant
    )
    parents = dict(Unit.objects.values_list("pk", "parent"))
    authority = Campaign.objects.values_list("standing_office__parent", flat=True).get(pk=campaign)
    own = own_units(user, campaign, today)
    if unit in own or any(unit in chain(each, parents) for each in own):
        return True
    called = {authority}
    if province.parents_judge and group == province.communes:
        called.add(parents[unit])
    return any(each in own and each not in called for each in chain(unit, parents))


def is_called(user: int, participant: int, today: dt.date) -> bool:
    """True if the person appraises for whoever checks the form, or was drawn for it."""
    each = Participant.objects.select_related("campaign").get(pk=participant)
    office = each.campaign.standing_office_id
    posts = {
        unit
        for unit, starts, ends in Appointment.objects.filter(
            user=user, role__in=JUDGES
        ).values_list("unit", "starts", "ends")
        if starts <= today and (ends is None or ends > today)
    }
    if each.appraised_by_id is not None and each.appraised_by_id in posts:
        return True
    seats = Member.objects.filter(campaign=each.campaign_id, user=user, body="panel")
    if each.appraised_by_id in (None, office) and seats.exists():
        return True
    return Participant.objects.filter(pk=participant, second_look__appraiser=user).exists()


def stage(campaign: int) -> str:
    """Where the second half stands."""
    found = Proceedings.objects.filter(campaign=campaign).values_list("state", flat=True).first()
    return found or "appraising"


def standing_findings(participant: int) -> dict[tuple[str, str], Finding]:
    """(criterion, body) → the last finding."""
    found: dict[tuple[str, str], Finding] = {}
    for each in Finding.objects.filter(participant=participant).order_by("version"):
        found[each.criterion, each.body] = each
    return found


def is_granted(found: dict[tuple[str, str], Finding], criterion: str, province: Province) -> bool:
    """True if whoever the regulation names has granted N/A for the criterion."""
    appraisal, council = found.get((criterion, "appraisal")), found.get((criterion, "council"))
    if not province.na_approver:
        return False
    if council is None:
        return False
    if council.verdict == "keep":
        return appraisal is not None and appraisal.verdict == "grant_na"
    return council.verdict == "grant_na"


@lru_cache(maxsize=16)
def _regulation(content: str, year: int) -> Regulation:
    return folder_from_data(json.loads(content)).regulation(year)


def regulation_in_force(campaign: Campaign) -> Regulation:
    """What the campaign has pinned, read from the pinned text."""
    return _regulation(campaign.regulation.content, campaign.regulation.year)


def recomputed(campaign: Campaign, province: Province) -> dict[str, Any]:
    """The results from the rows alone, by the core, from scratch."""
    answers: dict[str, Any] = {}
    overrides: list[dict[str, str]] = []
    decisions: dict[str, LatenessDecision] = {}
    roster, exemptions, rulings = [], [], []
    participants = list(
        Participant.objects.filter(campaign=campaign).select_related("unit", "parent")
    )
    for each in participants:
        code = each.unit.code
        gone = [one.unit.code for one in participants if one.superseded_by_id == each.pk]
        roster.append(
            {
                "unit": code,
                "group": each.group,
                "name": each.unit.name,
                "parent": each.parent.code if each.parent else None,
                "predecessors": gone,
            }
        )
        if each.exempted_for:
            exemptions.append(
                {
                    "unit": code,
                    "reason": {"vi": each.exempted_for},
                    "document": each.exempted_by_document,
                }
            )
        decided = LatenessDecision.objects.filter(participant=each).order_by("pk").last()
        if decided is not None:
            decisions[code] = decided
            rulings.append(
                {
                    "unit": code,
                    "verdict": str(decided.verdict),
                    "reason": {"vi": decided.reason},
                    "document": decided.document,
                }
            )
        sent = Submission.objects.filter(
            assessment__participant=each, withdrawn_at__isnull=True
        ).first()
        if sent is not None:
            stands, points = _settled(sent, each, province)
            answers[code] = stands
            overrides += points
    written = {
        "year": str(campaign.year),
        "illustrative": "yes",
        "roster": roster,
        "receipts": _receipts(campaign),
        "extensions": [
            {
                "milestone": each.milestone,
                "before": each.before.isoformat(),
                "unit": each.participant.unit.code if each.participant else None,
                "document": each.document,
            }
            for each in Extension.objects.filter(campaign=campaign)
        ],
        "exemptions": exemptions,
        "rulings": rulings,
        "overrides": overrides,
        "answers": answers,
        "previous": {},
    }
    regulation = regulation_in_force(campaign)
    undecided = assess(regulation, CoreCampaign.model_validate({**written, "rulings": []})).units
    written["rulings"] = [
        each
        for each in rulings
        if _answers(decisions[str(each["unit"])], undecided[str(each["unit"])], written)
    ]
    return results_record(assess(regulation, CoreCampaign.model_validate(written)))


def _answers(decided: LatenessDecision, found: UnitResult, written: dict[str, Any]) -> bool:
    """True if as many forms came, and as much in time, as when it was decided."""
    late, basis = found.lateness, json.loads(decided.basis)
    assert late is not None
    came = sorted(
        (received_moment(_arrival(each["at"])), each["complete"])
        for each in written["receipts"]
        if each["unit"] == found.unit.unit
    )
    until = late.received
    forms = [each for each in came if each is came[0] or each[0] == until]
    then = [(dt.datetime.fromisoformat(at), complete) for at, _channel, complete in basis["forms"]]
    return forms == then and dt.datetime.fromisoformat(basis["deadline"]) == late.terms.deadline


def _arrival(text: str) -> dt.datetime | dt.date:
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)


def _receipts(campaign: Campaign) -> list[dict[str, Any]]:
    found = []
    for each in Receipt.objects.filter(participant__campaign=campaign).select_related(
        "submission", "participant__unit"
    ):
        sent = each.submission
        taken_back = sent is not None and sent.withdrawn_at is not None and not sent.keeps_receipt
        if each.channel == "application" and taken_back:
            continue
        moment = each.at or each.stamped_on
        assert moment is not None
        found.append(
            {
                "unit": each.participant.unit.code,
                "at": moment.isoformat(),
                "channel": _channel(each, campaign),
                "complete": "yes" if each.is_complete else "no",
            }
        )
    return found


def _channel(receipt: Receipt, campaign: Campaign) -> str:
    """The application is the document system of its office, where the text names that (BT-5)."""
    calendar = regulation_in_force(campaign).file.calendar
    assert calendar is not None
    named = {
        channel
        for each in calendar.milestones
        if each.kind == "submission"
        and (not each.groups or receipt.participant.group in each.groups)
        for channel in each.channels
    }
    is_ours = receipt.channel == "application"
    return "document_system" if is_ours and "document_system" in named else receipt.channel


def _settled(
    sent: Submission, participant: Participant, province: Province
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The answers of a form as they stand in the end, and the points set outright."""
    answers: dict[str, dict[str, Any]] = json.loads(sent.content)["answers"]
    found = standing_findings(participant.pk)
    overrides = []
    for criterion in {key for key, _body in found} | set(answers):
        fields = answers.setdefault(criterion, {})
        fields.pop("na_approved", None)
        appraisal, council = found.get((criterion, "appraisal")), found.get((criterion, "council"))
        kept = council is None or council.verdict == "keep"
        decided = appraisal if kept else council
        if is_granted(found, criterion, province):
            fields["not_applicable"], fields["na_approved"] = "yes", "yes"
        elif decided is not None and decided.verdict == "reject":
            overrides.append(_set(participant, criterion, "0"))
        elif decided is not None and decided.verdict == "adjust":
            if decided.points:
                overrides.append(_set(participant, criterion, decided.points))
            else:
                fields.pop("not_applicable", None)
                fields.update(json.loads(decided.values))
        if not fields:
            del answers[criterion]
    return answers, overrides


def _set(participant: Participant, criterion: str, points: str) -> dict[str, str]:
    return {
        "unit": participant.unit.code,
        "criterion": criterion,
        "points": points,
        "reason": "-",
        "by": "-",
    }


def without_words(record: Any) -> Any:
    """A record without its sentences: what is left are verdicts, points, classes and ranks."""
    if isinstance(record, dict):
        return {
            key: without_words(value)
            for key, value in record.items()
            if key not in ("reason", "name", "inputs", "other_readings", "citation")
        }
    if isinstance(record, list):
        return [without_words(each) for each in record]
    return record


def nodes(tree: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """A tree of outcomes, node by node."""
    yield tree
    for each in tree.get("parts", []):
        yield from nodes(each)


def fresh(user: User) -> User:
    """Somebody as the next request would load them: with nothing remembered."""
    return User.objects.get(pk=user.pk)
