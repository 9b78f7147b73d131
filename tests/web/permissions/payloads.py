"""What a request to a page sends, so that it goes through for whoever may do it.

Each function takes a `Case`: the cast with what was planted, the form the request is
about, and who asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from tests.web.cast import Cast
from xephang.canonical import digest
from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.appraisal.ledger import as_second_sees, read_ledger
from xephang_web.appraisal.models import CouncilSession, Finding
from xephang_web.appraisal.queue import agreement_digest, known_about
from xephang_web.appraisal.services import body_of, receipt_of_list
from xephang_web.assessments.models import Assessment, CriterionNote, EvidenceItem
from xephang_web.assessments.queries import current_submission, read_form
from xephang_web.assessments.services import submission_content
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today
from xephang_web.organisations.models import Unit
from xephang_web.results.runs import last_run

Data = dict[str, Any]
SECRET = "bi-mat-cua-loi-moi"
CRITERION, SECTION = "1.3", "1"
OWN_TABLE = "bang-2"
"""The ranking table that a district decides, in the stage in which one does."""
SETTLED_ON = "1.3"
"""The criterion that appraisal and council differ about, and the units appeal against."""


@dataclass
class Case:
    """One request: in which cast, about which form, asked by whom (None: a visitor)."""

    cast: Cast
    form: Participant
    user: User | None


def nothing(_case: Case) -> Data:
    """No arguments, no fields."""
    return {}


def section(_case: Case) -> Data:
    """A section of the form."""
    return {"section_id": SECTION}


def criterion(_case: Case) -> Data:
    """A criterion of the form."""
    return {"criterion_id": CRITERION}


def answer(_case: Case) -> Data:
    """An answer to the criterion."""
    return {"answer": "no"}


def link(_case: Case) -> Data:
    """A link as evidence."""
    return {"url": "https://minhchung.example/"}


def evidence_item(case: Case) -> Data:
    """The piece of evidence planted in the form."""
    return {"item_id": _evidence(case).pk}


def evidence_file(case: Case) -> Data:
    """The file planted in the form."""
    return {"file_id": _evidence(case).file_id}


def _evidence(case: Case) -> EvidenceItem:
    listed = EvidenceItem.objects.filter(assessment__participant=case.form)
    return listed.exclude(file=None).get()


def comment(_case: Case) -> Data:
    """Something said to colleagues."""
    return {"text": "Xem giúp mục này."}


def remark(_case: Case) -> Data:
    """What the head wants changed."""
    return {"remark": "Bổ sung minh chứng."}


def reviewed(case: Case) -> Data:
    """The digest of the form as it stands: what the head had before them."""
    return {"digest": digest(submission_content(read_form(case.form)))}


def as_sent(case: Case) -> Data:
    """The digest of the form as it was sent."""
    form = read_form(case.form)
    sent = current_submission(form.assessment) if form.assessment.pk else None
    return {"digest": sent.digest if sent else ""}


def reason(_case: Case) -> Data:
    """Why a form is taken back."""
    return {"reason": "Nhập nhầm số liệu."}


def paper(_case: Case) -> Data:
    """A form on paper."""
    said = {"channel": "paper", "stamped_on": "01/11/2016", "complete": "yes"}
    return {**said, "note": "chưa quét"}


def verdict(_case: Case) -> Data:
    """The decision on a doubtful form."""
    return {"verdict": "accepted", "reason": "Bổ sung ngay.", "document": "12/QĐ"}


def next_year(_case: Case) -> Data:
    """The next campaign."""
    return {"title": "Đợt sau", "regulation": "thanh-hoa/2016-4289@2017"}


def state(to: str) -> Callable[[Case], Data]:
    """The campaign launched, or closed."""

    def sends(_case: Case) -> Data:
        return {"to": to}

    return sends


def clock(_case: Case) -> Data:
    """Another time in training."""
    return {"clock": "02/11/2016 08:00"}


def contact(_case: Case) -> Data:
    """Somebody to call, on the page of the roster."""
    return {"act": "contact", "name": "Lan"}


def extension(_case: Case) -> Data:
    """A later deadline for all."""
    return {
        "milestone": "nop-so-lieu",
        "before": "30/11/2016",
        "document": "7/CV",
        "reason": "Mưa lũ.",
    }


def amendment(_case: Case) -> Data:
    """Amended criteria; which, is planted by the test."""
    return {"regulation": "sua-doi@2016", "document": "9/QĐ", "reason": "Nhầm."}


def paper_of_campaign(_case: Case) -> Data:
    """A letter."""
    return {"kind": "letter", "title": "Công văn"}


def open_paper(case: Case) -> Data:
    """A paper that is for units."""
    return {"pk": case.cast.campaign.documents.get(title="Công văn cho đơn vị").pk}


def inner_paper(case: Case) -> Data:
    """A paper of the office alone."""
    return {"pk": case.cast.campaign.documents.get(title="Dự toán nội bộ").pk}


def question(_case: Case) -> Data:
    """A question of a unit."""
    return {"text": "Mục 1.3 tính thế nào?"}


def reply(case: Case) -> Data:
    """The answer to the question planted."""
    asked = case.cast.campaign.questions.get(text="Câu hỏi của A")
    return {"question": str(asked.pk), "answer": "Như sau."}


def put_right(_case: Case) -> Data:
    """A unit put right."""
    return {"name_en": "Department of Light", "restricted": "yes", "reason": "Nhập thiếu"}


def new_name(_case: Case) -> Data:
    """A unit renamed."""
    return {"kind": "rename", "date": "02/11/2016", "name": "Sở Mới", "document": "1/NQ"}


def invitation(role: str) -> Callable[[Case], Data]:
    """An invitation into a role of the unit."""

    def sends(_case: Case) -> Data:
        return {
            "act": "invite",
            "role": role,
            "email": "moi@xephang.example",
            "full_name": "Người Mới",
        }

    return sends


def demo_account(case: Case) -> Data:
    """An account of the demonstration."""
    return {"user_id": case.cast.an.pk}


def language(_case: Case) -> Data:
    """English."""
    return {"language": "en"}


def secret(_case: Case) -> Data:
    """The link of the invitation planted."""
    return {"secret": SECRET}


def password(_case: Case) -> Data:
    """A good password."""
    return {"password": "mot mat khau that dai 2016"}


def csv(_case: Case) -> Data:
    """The table as CSV."""
    return {"ending": "csv"}


def _office_of(case: Case) -> Unit:
    held = Appointment.objects.filter(user=case.user, role=Role.STANDING_OFFICE).first()
    return held.unit if held and held.unit else case.cast.office


def table_of_units(case: Case) -> Data:
    """A new unit below the body that one's office serves."""
    parent = _office_of(case).parent
    assert parent is not None
    table = f"code,name,kind,parent\nT.X,Sở X,department,{parent.code}\n"
    return {"file": SimpleUploadedFile("don-vi.csv", table.encode())}


def kind_of_units(_case: Case) -> Data:
    """A kind that is not there."""
    return {"code": "special_zone", "name": "Đặc khu", "name_en": "Zone", "level": "commune"}


def new_campaign(case: Case) -> Data:
    """A campaign of one's own office."""
    return {
        "title": "Đợt mới",
        "office": _office_of(case).code,
        "regulation": "thanh-hoa/2016-4289@2016",
    }


def assignment(case: Case) -> Data:
    """A section given to an appraiser."""
    return {"group": "so", "section": ["2"], "to": f"user-{case.cast.chi.pk}"}


def task_given(case: Case) -> Data:
    """The criterion given to B, to be verified."""
    return {"pk": _pk(case.cast.campaign.criterion_tasks.filter(unit__isnull=False).first())}


def task_taken_back(case: Case) -> Data:
    """The criterion given to B, taken back."""
    return {"take_back": task_given(case)["pk"]}


def assignment_of_agency(case: Case) -> Data:
    """A section given to an agency."""
    return {"group": "so", "section": ["2"], "to": f"unit-{case.cast.unit_b.pk}"}


def appointment(case: Case) -> Data:
    """A second appraiser for E, of those who appraise."""
    seats = case.cast.campaign.members.filter(body="panel", seat="member")
    return {
        "appoint": case.cast.participant(case.cast.unit_e).pk,
        "appraiser": _pk(seats.select_related("user")[0].user),
    }


def look(case: Case) -> Data:
    """A figure of B's table looked at."""
    table = case.cast.campaign.reference_tables.first()
    return {"look": _pk(table.rows.first() if table else None), "note": "Đã hỏi B."}


def inspection_withdrawn(case: Case) -> Data:
    """What an inspection found in A, withdrawn."""
    form = case.cast.participant(case.cast.unit_a)
    return {"withdraw": _pk(form.inspections.first()), "reason": "Nhầm đơn vị."}


def remedy_reported(case: Case) -> Data:
    """How far the measure planned is."""
    return {"remedy": _pk(case.form.remedies.first()), "progress": "done", "report": "Xong."}


def verification(case: Case) -> Data:
    """B confirms a claim of A."""
    return {"participant": str(case.cast.a.pk), "outcome": "confirmed"}


def sample(_case: Case) -> Data:
    """One form of the districts, of which E has sent."""
    return {"wanted": "1", "seed": "2016", "group": "huyen"}


def withdrawal(case: Case) -> Data:
    """The table that B has handed in, withdrawn."""
    return {"withdraw": str(table_kept(case)["pk"]), "reason": "Nhầm năm."}


def reference_rows(_case: Case) -> Data:
    """The rows of a table that was previewed."""
    return {
        "title": "Sổ tài sản",
        "input": "1.2/numerator",
        "tolerance": "5",
        "measure": "absolute",
        "rows": "T.A,22",
    }


def table_kept(case: Case) -> Data:
    """The table that B has handed in."""
    return {"pk": _pk(case.cast.campaign.reference_tables.first())}


def inspection(case: Case) -> Data:
    """What an inspection found in A."""
    return {
        "participant": str(case.cast.a.pk),
        "kind": "periodic",
        "held_on": "03/06/2016",
        "text": "Đủ sổ.",
        "document": "45/KL",
    }


def inspection_kept(case: Case) -> Data:
    """The inspection planted, with its document."""
    return {**of_campaign(case), "pk": _pk(case.form.inspections.first())}


def of_campaign(case: Case) -> Data:
    """The campaign, beside the form."""
    return {"slug": case.cast.campaign.slug}


def question_open(case: Case) -> Data:
    """The question to the unit that is not answered."""
    asked = case.form.clarifications.filter(answered_at__isnull=True).first()
    return {"clarification_id": _pk(asked)}


def later(_case: Case) -> Data:
    """A later day to answer by."""
    return {"due": "29/11/2016"}


def file_answered(case: Case) -> Data:
    """The file with which the unit answered."""
    answered = case.form.clarifications.filter(files__isnull=False).first()
    return {"file_id": _pk(answered.files.first() if answered else None)}


def photograph_kept(case: Case) -> Data:
    """The photograph of the visit that was held."""
    held = case.form.visits.filter(held_on__isnull=False).first()
    shown = held.photographs.first() if held else None
    return {**of_campaign(case), "pk": _pk(held), "file_id": _pk(shown)}


def visit(case: Case) -> Data:
    """A visit to the unit, by the leader of the panel."""
    team = case.cast.campaign.members.filter(body="panel", seat="leader")
    return {
        "planned_on": "25/12/2016",
        "team": [str(each.user_id) for each in team],
        "purpose": "Đếm máy",
    }


def visit_planned(case: Case) -> Data:
    """The visit planted."""
    return {**of_campaign(case), "pk": _pk(case.form.visits.filter(held_on=None).first())}


def minutes(_case: Case) -> Data:
    """The minutes of a visit."""
    return {"act": "hold", "held_on": "21/11/2016", "minutes": "Đủ máy."}


def session(case: Case) -> Data:
    """The whole council meets."""
    seats = case.cast.campaign.members.filter(body="council")
    return {"held_on": "26/11/2016", "present": [str(each.user_id) for each in seats]}


def session_over(_case: Case) -> Data:
    """The minutes of a session."""
    return {"minutes": "Biên bản."}


def claims(case: Case) -> Data:
    """A claim that agrees with everything, and the receipt of the list it stands on."""
    form = Assessment.objects.filter(participant=case.form).first()
    if case.user is None or form is None:
        return {"criterion": ["1.2"]}
    CriterionNote.objects.get_or_create(
        assessment=form,
        criterion="1.2",
        defaults={"narrative": "Có sổ theo dõi."},
    )
    ledger = read_ledger(case.form)
    if body_of(case.user, case.form) == Finding.Body.SECOND:
        ledger = as_second_sees(ledger)
    shown = agreement_digest(ledger, known_about(case.form.campaign, [ledger])[case.form.pk])
    return {"criterion": ["1.2"], "opened": receipt_of_list(case.user, case.form, shown)}


def clarification(_case: Case) -> Data:
    """A question to the unit."""
    return {"question": "Máy ở đâu?", "due": "30/11/2016"}


def finding(_case: Case) -> Data:
    """A claim accepted."""
    return {"verdict": "accept", "basis": "data"}


def settled(_case: Case) -> Data:
    """What the council concludes."""
    return {"verdict": "accept", "basis": "data", "reason": "Có đủ."}


def clarified(case: Case) -> Data:
    """The answer to the question planted."""
    return {"clarification": _pk(case.form.clarifications.first()), "answer": "Ở kho."}


def step(name: str) -> Callable[[Case], Data]:
    """A step on the way to the published decision, with all that any step asks for."""

    def sends(case: Case) -> Data:
        run = last_run(case.cast.campaign)
        return {
            "step": name,
            "appeals_before": "01/12/2016",
            "number": "100/QĐ",
            "date": "02/12/2016",
            "digest": run.digest if run else "",
            "remark": "Xem lại.",
            "redaction": "yes",
            "document_number": "5/KL",
            "reason": "Kết luận thanh tra.",
        }

    return sends


def table_decision(case: Case) -> Data:
    """The district decides the table of its communes."""
    return {
        "table": OWN_TABLE,
        "parent": case.cast.unit_d.pk,
        "number": "1/QĐ",
        "date": f"{campaign_today(case.cast.campaign):%d/%m/%Y}",
    }


def appeal_filed(case: Case) -> Data:
    """The appeal planted."""
    return {"slug": case.cast.campaign.slug, "pk": _pk(case.form.appeals.first())}


def appeal_taken_back(case: Case) -> Data:
    """The appeal planted, taken back."""
    return {"appeal": _pk(case.form.appeals.first())}


def session_held(_case: Case) -> Data:
    """The first session of the council."""
    return {"number": 1}


def turned_down(case: Case) -> Data:
    """An appeal turned down, in a session that all of the council attend."""
    campaign = Campaign.objects.get(pk=case.cast.campaign.pk)
    if not campaign.sessions.filter(closed_at__isnull=True).exists():
        held = CouncilSession.objects.create(
            campaign=campaign, number=99, held_on=dt.date(2016, 11, 30), quorum=1,
            opened_by=case.cast.hoa, opened_at=campaign_now(campaign),
        )  # fmt: skip
        held.present.set(each.user for each in campaign.members.filter(body="council"))
    return {"act": "turn_down", "reason": "Không có căn cứ."}


def appeal(_case: Case) -> Data:
    """An appeal against another criterion."""
    return {"criterion": "1.2", "text": "Có đủ máy."}


def remedy(_case: Case) -> Data:
    """A measure for a lost point."""
    return {"criterion": "1.2", "measure": "Mua máy", "due": "30/06/2017"}


def publication(_case: Case) -> Data:
    """The first publication."""
    return {"version": 1}


def correction(_case: Case) -> Data:
    """The second publication."""
    return {"version": 2}


def published_unit(case: Case) -> Data:
    """A unit in the first publication."""
    return {"version": 1, "code": case.cast.unit_a.code}


def _pk(found: Model | None) -> int:
    """The id of what was planted; one that nothing has where nothing was."""
    return found.pk if found is not None else 999_999_999
