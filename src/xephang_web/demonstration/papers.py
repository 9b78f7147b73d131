"""Giấy tờ minh họa: small papers of several pages and one drawn picture, as units send them.

Every page says that it is made up. They are received as any upload is: looked at, kept
under a random name, recorded. The files are printed pages, kept in `files`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from xephang_web.accounts.models import User
from xephang_web.assessments import services as forms
from xephang_web.assessments.queries import read_form
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import regulation_of
from xephang_web.evidence.models import StoredFile
from xephang_web.evidence.services import receive_file
from xephang_web.organisations.models import Unit

FOLDER = Path(__file__).parent / "files"
NAMES = {
    "bao-cao": "128-BC-MH Báo cáo ứng dụng CNTT (minh họa)",
    "quy-che": "45-QĐ-MH Quy chế an toàn thông tin (minh họa)",
    "ke-hoach": "07-KH-MH Kế hoạch trong năm (minh họa)",
    "kiem-ke": "19-BB-MH Biên bản kiểm kê (minh họa)",
    "giai-trinh": "31-CV-MH Giải trình (minh họa)",
    "quyet-dinh": "Quyết định phê duyệt (minh họa)",
    "anh-khao-sat": "Kiểm đếm máy tính (hình vẽ minh họa)",
}


@cache
def content_of(name: str, kind: str) -> bytes:
    """The bytes of a paper."""
    return (FOLDER / f"{name}.{kind}").read_bytes()


def upload(name: str, *, kind: str = "pdf") -> SimpleUploadedFile:
    """One of the papers, as a browser sends it."""
    return SimpleUploadedFile(f"{NAMES[name]}.{kind}", content_of(name, kind))


def received(name: str, unit: Unit, by: User) -> StoredFile:
    """One of the papers, as somebody of a unit has sent it."""
    return receive_file(by=by, unit=unit, upload=upload(name))


def attach_evidence(participant: Participant, by: User) -> None:
    """Put four papers to the criteria of a form that ask for evidence, and a word to some."""
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    asking = [each.id for each in criteria.criteria() if each.evidence and each.inputs]
    for position, name in enumerate(("bao-cao", "quy-che", "ke-hoach", "kiem-ke")):
        forms.add_evidence(
            by=by,
            participant=participant,
            criteria=asking[position::4],
            file=received(name, participant.unit, by),
        )
    for criterion in asking[1:12:5]:
        forms.save_note(
            by=by,
            participant=participant,
            criterion_id=criterion,
            texts={"narrative": "Số liệu ở trang 2 của văn bản kèm theo (minh họa)."},
        )


def explain_doubts(participant: Participant, by: User) -> None:
    """Say why what looks impossible is right all the same."""
    for each in forms_doubts(participant):
        forms.save_note(
            by=by,
            participant=participant,
            criterion_id=each,
            texts={
                "explanation": "Ba trường hợp phát sinh ngoài kế hoạch cũng được tính (minh họa)."
            },
        )


def forms_doubts(participant: Participant) -> list[str]:
    """Criteria of a draft whose figures cannot be true."""
    form = read_form(participant)
    impossible = (each for each in form.doubts if each.kind == "numerator-above-denominator")
    return list(dict.fromkeys(each.criterion for each in impossible))
