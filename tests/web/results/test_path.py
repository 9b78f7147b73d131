"""The way to the decision: what blocks it, who sees what, and what every step asks."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest

from tests.web.cast import Cast, holds, log_in, make_cast, person
from tests.web.results.test_cycle import approve, to_proposal
from tests.web.results.test_last_year import judged, publish
from tests.web.second_half import (
    Council,
    announce,
    campaign_of,
    judge_all,
    judge_rest,
    open_session,
    seat_council,
    send_all,
)
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role, User
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import Finding, Proceedings
from xephang_web.appraisal.queries import proceedings_of
from xephang_web.assessments import services as forms
from xephang_web.campaigns.models import Member, Participant
from xephang_web.campaigns.roster import add_participants
from xephang_web.campaigns.services import close_campaign, seat_member, set_clock
from xephang_web.organisations.models import Unit
from xephang_web.organisations.services import create_unit
from xephang_web.results import path
from xephang_web.results import services as results
from xephang_web.results.models import Publication, TableDecision
from xephang_web.results.runs import last_run
from xephang_web.shared.errors import Mistake

ADDRESS = "/dot/thanh-hoa-2016/ket-qua/"


def page_of(cast: Cast, user: Any = None) -> str:
    """The page of the results as the office reads it, or somebody else."""
    return log_in(user or cast.hoa).get(ADDRESS).content.decode()


def test_each_thing_in_the_way_is_named_with_the_page_where_it_is_done(cast: Cast) -> None:
    send_all(cast)
    page = page_of(cast)
    assert f'href="/tham-dinh/{cast.a.pk}/"' in page
    assert "Sở Ánh Sáng: phiếu chưa ký kết luận thẩm định" in page
    assert 'value="council"' not in page, "what would be refused is not offered"
    judge_all(cast)
    page = page_of(cast)
    assert "Không còn gì chặn bước sau" in page
    assert 'value="council"' in page
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    council = seat_council(cast)
    session = open_session(cast, council)
    assert "cần biên bản" in page_of(cast)
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    announce(cast)
    appeal = results.file_appeal(
        by=cast.binh, participant=cast.a, criterion_id="1.2", text="Có 40 máy", file=None
    )
    page = page_of(cast)
    assert f'href="/dot/thanh-hoa-2016/kien-nghi/{appeal.pk}/"' in page
    assert "Thời hạn kiến nghị còn đến trước 01/12/2016" in page
    assert 'value="propose"' not in page
    results.withdraw_appeal(by=cast.binh, appeal=appeal)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 1, 0, tzinfo=HANOI))
    assert 'value="propose"' in page_of(cast), "at midnight of the day the window is over"


def test_before_publication_the_tables_are_for_those_who_decide_and_nobody_else(
    cast: Cast,
) -> None:
    seat_member(
        by=cast.hoa, campaign=cast.campaign, user=cast.giang, body=Member.Body.PANEL,
        seconded_from=cast.unit_b,
    )  # fmt: skip
    emulation = holds(person("Thi"), Role.EMULATION_OFFICE, cast.province)
    judged(cast)
    council = seat_council(cast)
    for user in (cast.hoa, cast.minh, cast.khanh, council.lan):
        assert "Sở Bưu Điện" in page_of(cast, user)
    outside = (
        cast.an, cast.binh, cast.giang, cast.chi, cast.dao, cast.en, cast.quyen, emulation,
    )  # fmt: skip
    for user in outside:
        for address in (ADDRESS, f"{ADDRESS}hinh/"):
            assert log_in(user).get(address).status_code == HTTPStatus.NOT_FOUND, user
    publish(cast)
    for user in outside:
        assert log_in(user).get(ADDRESS).status_code == HTTPStatus.NOT_FOUND, user
    assert "Sở Bưu Điện" in log_in(cast.an).get("/cong-bo/thanh-hoa-2016/1/").content.decode()


def test_who_proposed_is_told_that_somebody_else_approves(cast: Cast) -> None:
    holds(cast.hoa, Role.APPROVER, cast.province)
    cast.hoa.__dict__.pop("_standing", None)
    judged(cast)
    to_proposal(cast)
    page = page_of(cast)
    assert "người khác phải phê duyệt" in page
    assert 'value="approve"' not in page
    assert 'value="approve"' in page_of(cast, cast.khanh)
    run = last_run(campaign_of(cast))
    assert run is not None
    said = {"step": "approve", "number": "1/QĐ", "date": "02/12/2016", "digest": run.digest}
    answer = log_in(cast.hoa).post(f"{ADDRESS}buoc/", said)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert not Publication.objects.exists()


def test_whoever_publishes_reads_exactly_what_is_left_out(cast: Cast) -> None:
    cast.unit_b.is_restricted = True
    cast.unit_b.save()
    judged(cast)
    to_proposal(cast)
    approve(cast, "100/QĐ-UBND")
    page = page_of(cast)
    assert "Sở Bưu Điện" in page
    assert "đơn vị hạn chế: mọi số liệu" in page
    assert "kiểm kê tại chỗ được 10 máy" in page or "không có đường truyền" in page, (
        "the reasons that everybody will read"
    )
    hoa = log_in(cast.hoa)
    refused = hoa.post(f"{ADDRESS}buoc/", {"step": "publish"})
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert not Publication.objects.filter(published_at__isnull=False).exists()


def test_a_correction_shows_whom_it_moves_before_it_is_proposed(cast: Cast) -> None:
    judged(cast)
    publish(cast)
    assert "Thay đổi so với" not in page_of(cast)
    results.reopen_results(
        by=cast.hoa, campaign=campaign_of(cast), document="5/KL-TTr", reason="kết luận thanh tra"
    )
    council = seat_council(cast)
    session = open_session(cast, council)
    for criterion in ("1.2", "1.3"):
        appraisal.settle_criterion(
            by=council.dung,
            participant=cast.a,
            criterion_id=criterion,
            verdict="accept",
            bases=["data"],
            reason="đã xem lại tại chỗ",
        )
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    page = page_of(cast)
    changes = page[page.index("Thay đổi so với bản đã công bố") :]
    assert "2 → 1" in changes
    assert "1 → 2" in changes
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    assert "2 → 1" in page_of(cast, cast.khanh), "who approves sees it too"


DISTRICTS = {"da-nang/2022-448": "quan-huyen", "phu-tho/2018-1609": "huyen"}
"""Regulations where districts appraise their communes, with the group of the districts."""


@dataclass
class Districts:
    """Huyện Đông over Xã Em and Xã Gạo, Huyện Phúc over Xã Hoa: each appraises its own.

    The communes claim 40, 30 and 20 computers of 50; Dân of Huyện Đông finds 10 at Xã Em.
    """

    cast: Cast
    head_d: User
    head_f: User
    head_e: User
    council: Council
    f: Unit

    def participant(self, code: str) -> Participant:
        """A unit's place on the roster, read anew."""
        return Participant.objects.select_related("campaign__regulation", "unit").get(
            campaign=self.cast.campaign, unit__code=code
        )

    def move_clock(self, month: int, day: int) -> None:
        """The clock of the training."""
        campaign = campaign_of(self.cast)
        to = dt.datetime(campaign.year, month, day, 9, tzinfo=HANOI)
        set_clock(by=self.cast.hoa, campaign=campaign, to=to)


def two_districts(regulation: str, year: int) -> Districts:
    """The forms of the communes sent and appraised, the preliminary results announced."""
    cast = make_cast(regulation, year, lower="xa")
    province, district, commune = cast.province, cast.unit_d.kind, cast.unit_e.kind
    f = create_unit(by=None, code="T.F", name="Huyện Phúc", kind=district, parent=province)
    g = create_unit(by=None, code="T.D.G", name="Xã Gạo", kind=commune, parent=cast.unit_d)
    h = create_unit(by=None, code="T.F.H", name="Xã Hoa", kind=commune, parent=f)
    add_participants(by=cast.hoa, campaign=cast.campaign, units=[f], group=DISTRICTS[regulation])
    add_participants(by=cast.hoa, campaign=cast.campaign, units=[g, h], group="xa")
    # The district itself is no commune: the office appraises it.
    Participant.objects.filter(unit=cast.unit_d).update(
        group=DISTRICTS[regulation], appraised_by=cast.office
    )
    heads = [holds(person(name), Role.HEAD, unit) for name, unit in (
        ("Diệu", cast.unit_d), ("Phú", f), ("Em", cast.unit_e), ("Gấm", g), ("Hạnh", h),
    )]  # fmt: skip
    found = Districts(cast, heads[0], heads[1], heads[2], seat_council(cast), f)
    found.move_clock(10, 1)
    for head, code, number in zip(
        heads[2:], ("T.D.E", "T.D.G", "T.F.H"), (40, 30, 20), strict=True
    ):
        values = {"numerator": str(number), "denominator": "50"}
        said: dict[str, Any] = {"by": head, "participant": found.participant(code)}
        forms.save_answers(criterion_id="1.2", values=values, **said)
        forms.submit_assessment(**said)
    found.move_clock(11, 21)
    close_campaign(by=cast.hoa, campaign=campaign_of(cast))
    dan = holds(person("Dân"), Role.APPRAISER, cast.unit_d)
    phong = holds(person("Phong"), Role.APPRAISER, f)
    appraisal.record_finding(
        by=dan,
        participant=found.participant("T.D.E"),
        criterion_id="1.2",
        verdict=Finding.Verdict.ADJUST,
        values={"numerator": "10", "denominator": "50"},
        bases=["site_visit"],
        reason="kiểm kê tại chỗ được 10 máy",
    )
    for code, who in (("T.D.E", dan), ("T.D.G", dan), ("T.F.H", phong)):
        judge_rest(who, found.participant(code))
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    results.announce_preliminary(
        by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(year, 12, 1)
    )
    return found


def own_table(user: User) -> tuple[list[str], dict[str, str]]:
    """What a head is asked to decide: the names in their order, and the form that decides it."""
    page = log_in(user).get(ADDRESS).content.decode()
    _before, found, rest = page.partition(f'action="{ADDRESS}bang/"')
    if not found:
        return [], {}
    form = rest.partition("</form>")[0]
    fields = dict(re.findall(r'name="(table|parent|seen)" value="([^"]*)"', form))
    section = page[: page.index(found)].rpartition("<section")[2]
    return re.findall(r"Xã (?:Em|Gạo|Hoa)", section + form), fields


@pytest.mark.django_db
def test_each_district_decides_its_own_table_and_again_once_an_appeal_changes_it() -> None:
    """DN-7: the other's table stays decided, and nothing is proposed before."""
    districts = two_districts("da-nang/2022-448", 2022)
    cast, e = districts.cast, districts.participant("T.D.E")
    decided = {"number": "1/QĐ", "date": "21/11/2022"}
    names, fields = own_table(districts.head_d)
    assert names == ["Xã Gạo", "Xã Em"], "10 of 50 stands behind 30 of 50"
    assert own_table(districts.head_f)[0] == ["Xã Hoa"]
    post = f"{ADDRESS}bang/"
    for user, status in ((districts.head_f, 403), (cast.hoa, 403), (districts.head_e, 404)):
        assert log_in(user).post(post, {**fields, **decided}).status_code == status, user
    head = log_in(districts.head_d)
    assert head.post(post, {**fields, **decided, "seen": "0" * 64}).status_code == 409
    assert not TableDecision.objects.exists()
    assert head.post(post, {**fields, **decided}).status_code == 302
    assert own_table(districts.head_d) == ([], {})
    _names, others = own_table(districts.head_f)
    log_in(districts.head_f).post(post, {**others, **decided, "number": "2/QĐ"})
    assert results.undecided_tables(campaign_of(cast)) == []

    appeal = results.file_appeal(
        by=districts.head_e, participant=e, criterion_id="1.2", text="Có 40 máy", file=None
    )
    council = districts.council
    session = appraisal.open_session(
        by=council.dung, campaign=campaign_of(cast), held_on=dt.date(2022, 11, 21),
        present=council.all,
    )  # fmt: skip
    said: dict[str, Any] = {"verdict": "accept", "bases": ["data"], "reason": "có 40 máy"}
    seen = results.ripple_text(results.appeal_ripple(appeal, **said))
    results.uphold_appeal(by=council.dung, appeal=appeal, seen_ripple=seen, **said)
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    assert results.undecided_tables(campaign_of(cast)) == [("bang-xa", cast.unit_d)]
    districts.move_clock(12, 2)
    with pytest.raises(Mistake, match="Chờ Huyện Đông quyết định"):
        results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    names, fields = own_table(districts.head_d)
    assert names == ["Xã Em", "Xã Gạo"]
    head.post(post, {**fields, "number": "3/QĐ", "date": "02/12/2022"})
    numbers = TableDecision.objects.order_by("pk").values_list("parent__code", "number")
    assert list(numbers) == [("T.D", "1/QĐ"), ("T.F", "2/QĐ"), ("T.D", "3/QĐ")]
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))


@pytest.mark.django_db
def test_a_district_reads_why_its_communes_got_what_they_got_and_no_others_do() -> None:
    """PHT-14: it answers for their data, so it reads each finding, from the announcement on."""
    districts = two_districts("phu-tho/2018-1609", 2018)
    cast, e = districts.cast, districts.participant("T.D.E")
    sheet = f"/phieu/{e.pk}/ket-qua/"
    for user in (cast.dao, districts.head_d, cast.en):
        page = log_in(user).get(sheet).content.decode()
        assert "kiểm kê tại chỗ được 10 máy" in page, user
    for user in (districts.head_f, cast.an, cast.giang):
        assert log_in(user).get(sheet).status_code == HTTPStatus.NOT_FOUND, user


@pytest.mark.django_db
def test_a_head_who_decides_a_table_finds_the_way_to_it_and_others_do_not() -> None:
    """DN-7, from the start of the campaign on: the commune's head has no such table."""
    cast = make_cast("da-nang/2022-448", 2022, lower="xa")
    head = holds(person("Diệu"), Role.HEAD, cast.unit_d)
    results_of_campaign = f'href="/dot/{cast.campaign.slug}/ket-qua/"'
    for user, finds in ((head, True), (cast.en, False), (cast.binh, False)):
        page = log_in(user).get(f"/dot/{cast.campaign.slug}/lich/").content.decode()
        assert (results_of_campaign in page) is finds, user


@pytest.mark.django_db
def test_milestones_of_the_regulation_are_due_passed_or_done() -> None:
    """BT-7: preliminary synthesis before 30/9, site appraisal before 10/11, report before 25/11."""
    cast = make_cast("binh-thuan/2019-1867", 2019)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2019, 10, 1, 9, tzinfo=HANOI))
    campaign = campaign_of(cast)
    rows = path.milestones(campaign, proceedings_of(campaign))
    assert [each.deadline.strftime("%d/%m/%Y") for each in rows] == [
        "30/09/2019", "10/11/2019", "25/11/2019",
    ]  # fmt: skip
    assert [each.is_late for each in rows] == [True, False, False]
    assert [each.days_left for each in rows] == [0, 39, 54]
    assert not any(each.is_done for each in rows)
    page = log_in(cast.hoa).get(ADDRESS).content.decode()
    assert "Quá hạn" in page
    assert "còn 39 ngày" in page


def test_pictures_have_their_table_and_count_what_the_appeal_moved(cast: Cast) -> None:
    judged(cast)
    council = seat_council(cast)
    appeal = results.file_appeal(
        by=cast.binh, participant=cast.a, criterion_id="1.2", text="có 40 máy", file=None
    )
    session = open_session(cast, council)
    said: dict[str, Any] = {"verdict": "accept", "bases": ["data"], "reason": "có 40 máy"}
    seen = results.ripple_text(results.appeal_ripple(appeal, **said))
    results.uphold_appeal(by=council.dung, appeal=appeal, seen_ripple=seen, **said)
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    page = log_in(cast.hoa).get(f"{ADDRESS}hinh/").content.decode()
    assert "Phân bố loại trước và sau kiến nghị" in page
    assert "Tự chấm và kết luận" in page
    row = page[page.rindex("Sở Ánh Sáng") :]
    assert "−1,00" in row[: row.index("</tr>")], "1.3 was rejected, 1.2 stands as claimed"


@pytest.mark.parametrize(
    ("state", "done", "now", "who"),
    [
        ("appraising", 0, "Thẩm định", "Tổ thẩm định"),
        ("settling", 1, "Hội đồng xét", "Hội đồng"),
        ("preliminary", 2, "Kết quả sơ bộ, kiến nghị", "Đơn vị, hội đồng"),
        ("correcting", 2, "Kết quả sơ bộ, kiến nghị", "Đơn vị, hội đồng"),
        ("proposed", 4, "Phê duyệt", "Người phê duyệt"),
        ("approved", 5, "Công bố", "Cơ quan thường trực"),
        ("published", 6, None, None),
    ],
)
def test_the_step_that_is_marked_is_the_next_one_with_who_does_it(
    state: str, done: int, now: str | None, who: str | None
) -> None:
    earlier = Publication(approved_at=dt.datetime(2016, 12, 20, tzinfo=HANOI))
    found = path.steps(Proceedings(state=state), [], earlier)
    assert [each.is_done for each in found] == [True] * done + [False] * (6 - done)
    marked = [(str(each.label), str(each.who)) for each in found if each.is_now]
    assert marked == ([(now, who)] if now else [])
    assert all(each.at is None for each in found[done:])
