"""Why this result, and what the head may say against it."""

from __future__ import annotations

import datetime as dt
import json
import re
from fractions import Fraction
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tests.web.cast import Cast, holds, log_in, person
from tests.web.results import published
from tests.web.results.test_cycle import approve
from tests.web.results.test_last_year import judged, publish
from tests.web.second_half import (
    AFTER,
    announce,
    campaign_of,
    judge_all,
    open_session,
    seat_council,
    send,
    send_all,
)
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Finding
from xephang_web.audit.models import Record
from xephang_web.campaigns.services import close_campaign, set_clock
from xephang_web.results import services as results
from xephang_web.results.models import Appeal
from xephang_web.results.reasons import Sheet, sheet_of
from xephang_web.results.runs import shown_run
from xephang_web.shared.errors import Mistake, NotAllowed
from xephang_web.shared.templatetags.xephang import in_language


def sheet(cast: Cast) -> Sheet:
    """What unit A is told now."""
    run, publication = shown_run(campaign_of(cast))
    assert run is not None
    return sheet_of(cast.a, run, publication, read_ledger(cast.a))


def page_of_a(cast: Cast) -> str:
    """The sheet of A as its focal person reads it."""
    return log_in(cast.an).get(f"/phieu/{cast.a.pk}/ket-qua/").content.decode()


def test_before_the_announcement_the_sheet_tells_nothing(cast: Cast) -> None:
    send_all(cast)
    judge_all(cast)
    assert "Chưa có kết quả sơ bộ" in page_of_a(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    page = page_of_a(cast)
    assert "Chưa có kết quả sơ bộ" in page
    assert "Vì sao loại này" not in page
    assert "Kết luận" not in page
    announce(cast)
    assert "Vì sao loại này" in page_of_a(cast)


def test_every_lost_point_says_who_took_it_on_what_basis_and_by_which_article(cast: Cast) -> None:
    """PT-16: every point can be explained. TH-4: what the next class wants is said."""
    judged(cast)
    told = sheet(cast)
    lost = {each.criterion.id: each for each in told.losing}
    line = lost["1.2"]
    assert line.finding is not None
    assert line.finding.by == cast.chi
    assert line.finding.reason == "kiểm kê tại chỗ được 10 máy"
    assert [each.vi for each in line.bases] == ["Khảo sát thực tế"]
    assert line.claimed.points > line.appraised.points == line.settled
    assert line.citation
    assert told.points is not None
    assert told.maximum is not None
    scored = sum((each.applicable for each in told.lines), Fraction(0))
    assert told.points == scored - told.total_lost, "no lost point is left unexplained"
    page = page_of_a(cast)
    for words in ("kiểm kê tại chỗ được 10 máy", "Khảo sát thực tế", "Chi", "Điều 1.3c"):
        assert words in page
    assert "Để đạt Trung bình" in page
    assert told.way is not None
    assert told.way.next_class == "trung-binh"


def test_other_units_are_not_named_before_they_are_public(cast: Cast) -> None:
    judged(cast)
    page = page_of_a(cast)
    assert "Hạng 2 trong 2" in page
    assert "Sở Bưu Điện" not in page
    publish(cast)
    page = page_of_a(cast)
    assert "Ngay trên: Sở Bưu Điện, hạng 1" in page
    assert sheet(cast).neighbours.below is None


def test_who_shares_a_rank_is_named_on_both_pages_and_is_not_above_or_below(cast: Cast) -> None:
    """A and B claim the same, and both are first: of a tie nobody is left out."""
    chau = holds(person("Châu"), Role.HEAD, cast.unit_b)
    send(cast, cast.a, cast.an, cast.binh)
    send(cast, cast.b, cast.giang, chau, numerator="40")
    set_clock(by=cast.hoa, campaign=cast.campaign, to=AFTER)
    close_campaign(by=cast.hoa, campaign=cast.campaign)
    seat_council(cast)
    judge_all(cast, [cast.a, cast.b])
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    assert "Đồng hạng với" not in page_of_a(cast), "other units are not public yet"
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    published.approve(cast, "100/QĐ-UBND")
    published.publish(cast)
    for page in (
        page_of_a(cast),
        Client().get(f"/cong-bo/{published.SLUG}/1/T.A/").content.decode(),
    ):
        assert "Đồng hạng với: Sở Bưu Điện" in page
        assert "Ngay trên" not in page
        assert "Ngay dưới" not in page


def test_who_did_not_send_is_told_why_and_not_given_nought(cast: Cast) -> None:
    judged(cast)
    e = cast.participant(cast.unit_e)
    page = log_in(cast.en).get(f"/phieu/{e.pk}/ket-qua/").content.decode()
    assert "Không gửi phiếu" in page
    assert "Đây không phải là 0 điểm" in page
    assert "Không xếp hạng" in page
    assert "Từng điểm đã mất" not in page


def test_what_the_council_finds_anew_is_told_with_its_decision_and_not_before(cast: Cast) -> None:
    judged(cast)
    publish(cast)
    results.reopen_results(
        by=cast.hoa, campaign=campaign_of(cast), document="5/KL-TTr", reason="kết luận thanh tra"
    )
    council = seat_council(cast)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 5, 9, tzinfo=HANOI))
    session = open_session(cast, council)
    appraisal.settle_criterion(
        by=council.dung,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.ACCEPT,
        bases=["data"],
        reason="30 máy ở trụ sở thứ hai",
    )
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    before = page_of_a(cast)
    assert "30 máy ở trụ sở thứ hai" not in before
    assert "Hạng 2 trong 2" in before
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    assert "Hạng 2 trong 2" in page_of_a(cast), "a correction that is only proposed says nothing"
    approve(cast, "120/QĐ-UBND", "theo kết luận thanh tra")
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)
    after = page_of_a(cast)
    assert "30 máy ở trụ sở thứ hai" in after
    assert "120/QĐ-UBND" in after


@pytest.mark.parametrize("who", ["giang", "dao", "en", "quyen", "khanh"])
def test_nobody_else_reads_the_sheet(cast: Cast, who: str) -> None:
    judged(cast)
    client = log_in(getattr(cast, who))
    assert client.get(f"/phieu/{cast.a.pk}/ket-qua/").status_code == HTTPStatus.NOT_FOUND
    for part in ("kien-nghi/", "kien-nghi/rut/"):
        answer = client.post(f"/phieu/{cast.a.pk}/{part}", {"criterion": "1.2", "text": "x"})
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_head_files_with_a_document_and_takes_it_back_while_nobody_has_answered(
    cast: Cast,
) -> None:
    judged(cast)
    binh, address = log_in(cast.binh), f"/phieu/{cast.a.pk}/kien-nghi/"
    paper = SimpleUploadedFile("kiem-ke.txt", "Biên bản kiểm kê".encode())
    binh.post(address, {"criterion": "1.2", "text": "Có 40 máy", "file": paper})
    appeal = Appeal.objects.get()
    assert appeal.file is not None
    page = binh.get(f"/phieu/{cast.a.pk}/ket-qua/").content.decode()
    assert "Có 40 máy" in page
    assert "chờ hội đồng" in page
    an = log_in(cast.an)
    assert an.post(f"{address}rut/", {"appeal": appeal.pk}).status_code == HTTPStatus.FORBIDDEN
    other = log_in(cast.binh).post(f"/phieu/{cast.b.pk}/kien-nghi/rut/", {"appeal": appeal.pk})
    assert other.status_code == HTTPStatus.NOT_FOUND
    assert binh.post(f"{address}rut/", {"appeal": appeal.pk}).status_code == HTTPStatus.FOUND
    appeal.refresh_from_db()
    assert appeal.withdrawn_by == cast.binh
    assert Record.objects.filter(act="appeal.withdrawn").count() == 1
    assert binh.post(f"{address}rut/", {"appeal": appeal.pk}).status_code == HTTPStatus.BAD_REQUEST
    council = seat_council(cast)
    open_session(cast, council)
    with pytest.raises(Mistake, match="rút"):
        results.turn_down_appeal(by=council.dung, appeal=appeal, answer="không")
    results.file_appeal(
        by=cast.binh, participant=cast.a, criterion_id="1.2", text="Lần nữa", file=None
    )


def test_an_appeal_that_was_answered_cannot_be_taken_back_and_its_reason_is_read(
    cast: Cast,
) -> None:
    judged(cast)
    appeal = results.file_appeal(
        by=cast.binh, participant=cast.a, criterion_id="1.2", text="Có 40 máy", file=None
    )
    council = seat_council(cast)
    open_session(cast, council)
    results.turn_down_appeal(by=council.dung, appeal=appeal, answer="kiểm kê có hai bên ký")
    with pytest.raises(Mistake, match="trả lời"):
        results.withdraw_appeal(by=cast.binh, appeal=appeal)
    with pytest.raises(NotAllowed):
        results.withdraw_appeal(by=cast.giang, appeal=appeal)
    page = page_of_a(cast)
    assert "kiểm kê có hai bên ký" in page
    assert "Không chấp nhận" in page


def test_after_the_window_the_head_is_told_since_when(cast: Cast) -> None:
    judged(cast)
    binh = log_in(cast.binh)
    address = f"/phieu/{cast.a.pk}/ket-qua/"
    assert "Gửi kiến nghị" in binh.get(address).content.decode()
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 1, 0, tzinfo=HANOI))
    page = binh.get(address).content.decode()
    assert "Đã hết thời hạn kiến nghị từ ngày 01/12/2016" in page
    assert "Gửi kiến nghị" not in page
    late = binh.post(f"/phieu/{cast.a.pk}/kien-nghi/", {"criterion": "1.2", "text": "Muộn"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "01/12/2016" in late.content.decode()
    assert not Appeal.objects.exists()


def in_english(client: Client, path: str) -> str:
    """A page as it is read in English."""
    client.cookies["django_language"] = "en"
    return client.get(path).content.decode()


def test_an_english_page_names_in_english_who_set_points(cast: Cast) -> None:
    """What is sealed has the body's Vietnamese name in both sentences, and keeps it."""
    published.to_approval(cast)
    published.publish(cast)
    published.correct(cast)
    run, _publication = shown_run(campaign_of(cast))
    assert run is not None
    sealed = json.loads(run.content)
    told = json.dumps(sealed["results"], ensure_ascii=False)
    assert "Hội đồng set 0 points: không thấy máy nào" in told
    page = in_english(log_in(cast.an), f"/phieu/{cast.a.pk}/ket-qua/")
    assert "Council set 0 points: không thấy máy nào" in page
    assert "Appraisal set 0.9 points: chỉ nối được một phần" in page
    for path in (f"/tham-dinh/{cast.a.pk}/", f"/tham-dinh/{cast.a.pk}/1.3/"):
        page += in_english(log_in(cast.chi), path)
    page += in_english(Client(), f"/cong-bo/{published.SLUG}/2/T.A/")
    assert not re.search(r"(Hội đồng|Thẩm định) set", page)
    assert "Hội đồng ấn định 0 điểm: không thấy máy nào" in page_of_a(cast)


@pytest.mark.parametrize(
    ("sealed", "shown"),
    [
        ("Thẩm định độc lập set 1.5 points: vì", "Blind appraisal set 1.5 points: vì"),
        ("Thẩm định set 1.3333… points: vì", "Appraisal set 1.3333… points: vì"),
        ("Sở Nội vụ set 1 points: vì", "Sở Nội vụ set 1 points: vì"),
        ("chose: Hội đồng set 1 points: vì", "chose: Hội đồng set 1 points: vì"),
        ("Hội đồng set a date", "Hội đồng set a date"),
    ],
)
def test_only_who_set_points_is_put_into_english(sealed: str, shown: str) -> None:
    both = {"vi": "Hội đồng ấn định 1 điểm: vì", "en": sealed}
    with translation.override("en"):
        assert in_language(both) == shown
    with translation.override("vi"):
        assert in_language(both) == both["vi"]
