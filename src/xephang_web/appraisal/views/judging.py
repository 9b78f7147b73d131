"""What pages share that judge a form: who reaches it, and what a criterion is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from xephang.campaign import FieldValue
from xephang.outcomes import Outcome, Status
from xephang.regulation import Criterion
from xephang_web.accounts.models import User
from xephang_web.accounts.requests import check_may, person
from xephang_web.appraisal import effects, phrases, queries, services
from xephang_web.appraisal.bases import BASIS_WORDS, Basis, bases_of
from xephang_web.appraisal.figures import figure_table
from xephang_web.appraisal.ledger import STAGES, Ledger, as_second_sees, read_ledger
from xephang_web.appraisal.models import Finding, Verification
from xephang_web.appraisal.permissions import conflict, is_called, is_sent
from xephang_web.appraisal.queue import apart_values
from xephang_web.appraisal.three_values import three_values
from xephang_web.appraisal.verifying import standing_verifications
from xephang_web.appraisal.viewing import evidence_shown
from xephang_web.assessments import pages
from xephang_web.assessments.queries import read_form
from xephang_web.assessments.views.filling import posted_values_of
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today, regulation_of
from xephang_web.shared.errors import NotAllowed
from xephang_web.shared.requests import posted_text
from xephang_web.shared.words import language


def reach_ledger(user: User, pk: int) -> Participant:
    """A sent form that a person is called to appraise. Raises `Http404` for who is not.

    Who is called to and stands in conflict learns so (`NotAllowed`), and nothing of the
    ledger; nobody else learns of the page.
    """
    participant = (
        Participant.objects.select_related(
            "campaign__standing_office",
            "campaign__regulation",
            "unit__parent__parent__parent",
            "appraised_by",
            "second_look",
        )
        .filter(pk=pk)
        .first()
    )
    if participant is None or not is_sent(participant):
        raise Http404
    check_sees(user, participant, "appraisal.see_ledger")
    return participant


def check_judge(user: User, participant: Participant) -> None:
    """Raise `NotAllowed` for who reads the ledger and does not judge."""
    message = _("Việc này do người được giao thẩm định phiếu thực hiện.")
    check_may(user, "appraisal.judge", participant, message)


def check_sees(user: User, participant: Participant, permission: str) -> None:
    """Raise `NotAllowed` for who is called and in conflict, `Http404` for who may not see it."""
    if user.has_perm(permission, participant):
        return
    why = conflict(user, participant)
    if why and is_called(user, participant):
        raise NotAllowed(_("Xung đột lợi ích: {why}").format(why=why))
    raise Http404


def frame(request: HttpRequest, participant: Participant) -> dict[str, Any]:
    """What every page of one form in appraisal needs."""
    user = person(request)
    why = conflict(user, participant)
    campaign = participant.campaign
    proceedings = queries.proceedings_of(campaign)
    return {
        "campaign": campaign,
        "participant": participant,
        "now": campaign_now(campaign),
        "conflict": why,
        "proceedings": proceedings,
        "may_judge": user.has_perm("appraisal.judge", participant)
        and proceedings.state == proceedings.State.APPRAISING,
    }


def ledger_for(participant: Participant, body: Finding.Body) -> Ledger:
    """The ledger as a body may see it: the second appraiser sees nothing of the first's."""
    ledger = read_ledger(participant)
    return as_second_sees(ledger) if body == Finding.Body.SECOND else ledger


def own_finding(ledger: Ledger, criterion: str, body: Finding.Body) -> Finding | None:
    """The finding of the reader's own body, in the ledger as that body sees it."""
    counted = Finding.Body.APPRAISAL if body == Finding.Body.SECOND else body
    return ledger.finding(criterion, counted)


def criterion_context(
    request: HttpRequest,
    participant: Participant,
    criterion_id: str,
    body: Finding.Body,
    item: effects.Item | None = None,
) -> dict[str, Any]:
    """What a page shows to judge one criterion by. Raises `Http404`.

    `item` is its place in the queue: it knows the points of what is compared with others.
    """
    ledger = ledger_for(participant, body)
    filled = read_form(participant)
    order = [each.id for each in ledger.to_judge]
    if criterion_id not in order:
        raise Http404
    position = order.index(criterion_id)
    criterion = ledger.to_judge[position]
    is_blind = body == Finding.Body.SECOND
    row = pages.criterion_row(filled, criterion)
    finding = own_finding(ledger, criterion_id, body)
    differences = queries.reference_differences([participant]).get(participant.pk, [])
    references = queries.beside(ledger, differences).get(criterion_id, [])
    verified = standing_verifications([participant]).get(participant.pk, [])
    apart = apart_values(ledger, differences, verified).get(criterion_id, {})
    claimed, by_reference = _outcomes(ledger, criterion_id, apart, item)
    history = queries.history_of(ledger, criterion_id)
    bases = _bases(ledger, participant)
    return frame(request, participant) | {
        "criterion": criterion,
        "row": row,
        "fields": _fields(row, criterion, apart),
        "figures": figure_table(
            ledger,
            criterion,
            references,
            by_reference=by_reference,
            previous=row.previous,
            claimed=claimed,
        ),
        "maximum": ledger.criteria.max_of(criterion),
        "outcomes": [
            (stage, ledger.outcomes[stage][criterion_id])
            for stage in STAGES
            if not (is_blind and stage != "claimed")
        ],
        "finding": finding,
        "found_outcome": ledger.outcomes["appraised"][criterion_id] if finding else None,
        "version": finding.version if finding else 0,
        "history": [(key, each) for key, found in history.items() for each in found],
        "references": references,
        "clarifications": participant.clarifications.filter(criterion=criterion_id)
        .select_related("asked_by", "answered_by")
        .prefetch_related("files"),
        "basis_boxes": _boxes(ledger, row, references, verified, finding),
        "bases": bases,
        "three": three_values(ledger, criterion_id, row, bases=dict(bases), is_blind=is_blind),
        "today": campaign_today(participant.campaign),
        "claims_na": ledger.claims_na(criterion_id),
        "before": order[position - 1] if position else None,
        "after": order[position + 1] if position + 1 < len(order) else None,
        "position": position + 1,
        "count": len(order),
        "is_second": is_blind,
        "claimed": claimed,
        "choices": phrases.choices(
            claims_na=ledger.claims_na(criterion_id), is_council=body == Finding.Body.COUNCIL
        ),
        "viewer": evidence_shown(request, row.evidence),
    }


def _boxes(
    ledger: Ledger,
    row: pages.CriterionRow,
    references: list[queries.Beside],
    verified: list[Verification],
    finding: Finding | None,
) -> list[Basis]:
    """What stands for each basis, and which of them the finding rests on."""
    participant, criterion = ledger.participant, row.criterion.id
    return bases_of(
        ledger,
        evidence=len(row.evidence),
        references=references,
        verified=[each for each in verified if each.criterion == criterion],
        visits=list(participant.visits.prefetch_related("team")),
        inspections=[
            each
            for each in participant.inspections.filter(withdrawn_at__isnull=True)
            if each.criterion in ("", criterion)
        ],
        used=(finding.bases.split(",") if finding and finding.bases else []),
    )


def _outcomes(
    ledger: Ledger, criterion: str, apart: Mapping[str, FieldValue], item: effects.Item | None
) -> tuple[Outcome, Outcome | None]:
    """The outcome of the claim, and that with the reference values where they are apart."""
    claimed = ledger.claimed_outcome(criterion)
    if item is not None and item.kind is effects.Kind.REFERENCE and item.holds and item.fails:
        return item.holds.figures.outcome, item.fails.figures.outcome
    if item is not None and item.holds and claimed.status is Status.KNOWN_AFTER_CLOSING:
        claimed = item.holds.figures.outcome
    if not apart or ledger.claims_na(criterion):
        return claimed, None
    return claimed, ledger.if_answered(criterion, apart)


def _bases(ledger: Ledger, participant: Participant) -> list[tuple[str, Any]]:
    appraisal = ledger.regulation.file.appraisal
    names: dict[str, Any] = {}
    if appraisal is not None:
        names = {each.id: each.name for each in appraisal.bases}
    return [
        (each, names.get(each, BASIS_WORDS[each])) for each in services.known_bases(participant)
    ]


def _fields(
    row: pages.CriterionRow, criterion: Criterion, apart: Mapping[str, FieldValue]
) -> list[pages.FieldView]:
    """The fields to put figures right in: as claimed, or as reference data say."""
    fields = []
    for each in row.fields:
        asked = criterion.inputs[each.name]
        other = apart.get(each.name)
        if not isinstance(other, str):
            fields.append(replace(each, is_own=True))
            continue
        fields.append(
            replace(
                each,
                is_own=True,
                value=pages.shown_value(asked, other),
                options=tuple((id_, label, id_ == other) for id_, label, _on in each.options),
            )
        )
    return fields


def said_about(request: HttpRequest, participant: Participant, criterion_id: str) -> dict[str, Any]:
    """What the person of the request concludes, as the services take it."""
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    criterion = criteria.criterion(criterion_id)
    if criterion is None:
        raise Http404
    return {
        "verdict": posted_text(request, "verdict", limit=20),
        "values": posted_values_of(request, criterion),
        "points": posted_text(request, "points", limit=40),
        "bases": request.POST.getlist("basis"),
        "reason": posted_text(request, "reason"),
        "locale": language(),
    }
