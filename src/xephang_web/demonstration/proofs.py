"""Minh chứng minh họa: what the other forms rest on: mostly one item a claim, sometimes a reason.

Written in bulk with one record a form, as the answers are: nobody attached them one by one.
The forms of `WITH_EVIDENCE` have theirs through the services (see `papers`). Links lead to
the reserved name `.example`, which nobody can own.
"""

from __future__ import annotations

import datetime as dt
import random

from xephang.campaign import NOT_APPLICABLE, UnitAnswers
from xephang.canonical import digest
from xephang_web.accounts.models import User
from xephang_web.assessments import services as forms
from xephang_web.assessments.models import Assessment, CriterionNote, EvidenceItem
from xephang_web.audit.services import record_act
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import regulation_of
from xephang_web.demonstration import papers

WITH_FILES = ("binh-thuan-2019",)
"""Campaigns in which each form has one paper of its own, named at several criteria."""
NOTHING = 0.03
"""The share of claims with neither evidence nor a reason: what an appraiser has to ask about."""
EXPLAINED = 0.11
"""Up to here the unit says why there is no evidence."""
TOLD = 0.25
"""Up to here it tells in words where the figures are from."""
FROM_FILE = 0.6
"""Up to here the unit's paper is named, where it sent one; the others are links."""
UNFINISHED = 0.55
"""The share of claims of a draft that nobody has brought evidence for yet."""
LINKED = (
    "Báo cáo số {number}/BC-MH (minh họa)",
    "Quyết định số {number}/QĐ-MH (minh họa)",
    "Kế hoạch số {number}/KH-MH (minh họa)",
    "Trang công khai kết quả, mục {number} (minh họa)",
    "Công văn số {number}/CV-MH (minh họa)",
)
NARRATIVES = (
    "Số liệu trích từ phần mềm quản lý văn bản, chốt ngày cuối kỳ số liệu (minh họa).",
    "Theo sổ theo dõi của đơn vị, có thể kiểm tra tại chỗ (minh họa).",
    "Trích từ hệ thống một cửa điện tử, lọc theo kỳ số liệu (minh họa).",
    "Theo biên bản kiểm kê cuối năm, mục thiết bị công nghệ thông tin (minh họa).",
)
REASONS = (
    "Phần mềm dùng chung của cấp trên, đơn vị không có văn bản riêng (minh họa).",
    "Văn bản có nội dung nội bộ, đề nghị xem tại đơn vị (minh họa).",
    "Bản gốc lưu hồ sơ giấy, sẽ trình khi kiểm tra thực tế (minh họa).",
)
_EMPTY = ("", "0", "no")


def claims_to_prove(participant: Participant, answers: UnitAnswers) -> list[str]:
    """Criteria that ask for evidence and of which the form claims something."""
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    return [
        each.id
        for each in criteria.criteria()
        if each.evidence
        and (given := answers.get(each.id))
        and NOT_APPLICABLE not in given
        and any(value not in _EMPTY for value in given.values())
    ]


def load_evidence(
    participant: Participant,
    answers: UnitAnswers,
    by: User,
    *,
    added: dt.datetime,
    is_draft: bool = False,
) -> None:
    """Give most claims of a form one item each, some a reason instead, a few nothing."""
    code, slug = participant.unit.code, participant.campaign.slug
    rng = random.Random(f"evidence {slug} {code}")  # noqa: S311 - invented, not a secret
    assessment = Assessment.objects.get(participant=participant)
    file = None
    if slug in WITH_FILES:
        name = rng.choice(("bao-cao", "quy-che", "ke-hoach", "kiem-ke"))
        file = papers.received(name, participant.unit, by)
    items: list[EvidenceItem] = []
    notes: list[CriterionNote] = []
    for criterion in claims_to_prove(participant, answers):
        drawn = rng.random()
        if drawn < NOTHING or (is_draft and rng.random() < UNFINISHED):
            continue
        if drawn < TOLD:
            field = "without_evidence" if drawn < EXPLAINED else "narrative"
            text = rng.choice(REASONS if drawn < EXPLAINED else NARRATIVES)
            notes.append(CriterionNote(assessment=assessment, criterion=criterion, **{field: text}))
            continue
        number = rng.randint(1, 240)
        is_file = file is not None and drawn < FROM_FILE
        place = f"{code.lower().replace('.', '-')}/{number}"
        items.append(
            EvidenceItem(
                assessment=assessment,
                criterion=criterion,
                file=file if is_file else None,
                url="" if is_file else f"https://van-ban.minh-hoa.example/{place}",
                title=file.name
                if is_file and file is not None
                else rng.choice(LINKED).format(number=number),
                added_by=by,
                added_at=added,
            )
        )
    EvidenceItem.objects.bulk_create(items)
    CriterionNote.objects.bulk_create(notes)
    told = [
        *([each.criterion, each.title, each.url] for each in items),
        *([each.criterion, each.narrative, each.without_evidence] for each in notes),
    ]
    record_act(
        "evidence.loaded",
        forms.about_form(participant),
        by=by,
        after={"items": str(len(items)), "notes": str(len(notes)), "digest": digest(told)},
    )
