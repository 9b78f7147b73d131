"""Not applicable comes with a reason and with proof, or it is not sent (DN-3)."""

from __future__ import annotations

import pytest

from tests.web.cast import Cast, log_in, make_cast
from xephang.canonical import digest
from xephang_web.assessments import services
from xephang_web.assessments.models import Assessment, Submission
from xephang_web.assessments.queries import read_form
from xephang_web.shared.errors import Mistake

CLAIMED = "3.2"
REASON = "Đơn vị không giải quyết thủ tục hành chính"


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, in a campaign of Đà Nẵng, whose regulation knows not applicable."""
    made = make_cast("da-nang/2022-448", 2022, lower="quan-huyen")
    services.save_answers(
        by=made.an, participant=made.a, criterion_id="general", values={"staff": "48"}
    )
    claim(made, "yes")
    return made


def claim(cast: Cast, value: str) -> None:
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id=CLAIMED, values={"not_applicable": value}
    )


def note(cast: Cast, **texts: str) -> None:
    services.save_note(by=cast.an, participant=cast.a, criterion_id=CLAIMED, texts=texts)


def link(cast: Cast) -> None:
    services.add_evidence(
        by=cast.an, participant=cast.a, criteria=[CLAIMED], url="https://a.example/quyet-dinh"
    )


def send(cast: Cast) -> None:
    services.submit_assessment(by=cast.binh, participant=cast.a)


def assert_not_sent(cast: Cast) -> None:
    """It is said of which criterion something is wanting, and nothing is written."""
    with pytest.raises(Mistake, match=CLAIMED):
        send(cast)
    assert not Submission.objects.exists()
    assert Assessment.objects.get(participant=cast.a).state == "draft"


def test_a_bare_claim_is_not_sent(cast: Cast) -> None:
    assert_not_sent(cast)


def test_a_reason_without_proof_is_not_sent(cast: Cast) -> None:
    note(cast, not_applicable_reason=REASON)
    assert_not_sent(cast)


def test_proof_without_a_reason_is_not_sent(cast: Cast) -> None:
    link(cast)
    assert_not_sent(cast)


def test_a_reason_with_a_link_is_sent(cast: Cast) -> None:
    note(cast, not_applicable_reason=REASON)
    link(cast)
    send(cast)


def test_a_reason_and_why_there_is_no_proof_is_sent(cast: Cast) -> None:
    note(cast, not_applicable_reason=REASON, without_evidence="Quy định chung của ngành")
    send(cast)


def test_evidence_taken_away_again_proves_nothing(cast: Cast) -> None:
    note(cast, not_applicable_reason=REASON)
    link(cast)
    (item,) = read_form(cast.a).evidence[CLAIMED]
    services.remove_evidence(by=cast.an, participant=cast.a, item=item)
    assert_not_sent(cast)


def test_a_claim_taken_back_needs_nothing(cast: Cast) -> None:
    claim(cast, "")
    send(cast)


def test_the_form_and_the_review_say_what_is_wanting_until_it_is_there(cast: Cast) -> None:
    wanted = "Cần lý do và minh chứng"
    form, review = f"/phieu/{cast.a.pk}/muc/3/", f"/phieu/{cast.a.pk}/soat/"
    an, binh = log_in(cast.an), log_in(cast.binh)
    assert wanted in an.get(form).content.decode()
    assert "1 tiêu chí không áp dụng chưa có lý do, minh chứng" in binh.get(review).content.decode()
    sealed = digest(services.submission_content(read_form(cast.a)))
    answer = binh.post(f"/phieu/{cast.a.pk}/gui/", {"digest": sealed})
    assert answer.status_code == 400
    assert f"Tiêu chí {CLAIMED} ghi là không thuộc chức năng" in answer.content.decode()
    note(cast, not_applicable_reason=REASON)
    link(cast)
    assert wanted not in an.get(form).content.decode()
    assert "chưa có lý do, minh chứng" not in binh.get(review).content.decode()
