"""Site visits: proposed with reasons, planned without conflict, moved, held, found upon (TH-8)."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.appraisal.sources_scene import (
    AT,
    XSS,
    agency,
    campaign_of,
    count_queries,
    png,
    seated,
    send_all,
    shut,
    table_of,
    task_of,
)
from tests.web.cast import Cast, holds, log_in, person
from tests.web.second_half import judge_rest
from xephang_web.accounts.models import Role
from xephang_web.appraisal import services
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Finding, SiteVisit
from xephang_web.appraisal.visiting import proposals
from xephang_web.audit.models import Record
from xephang_web.evidence.models import StoredFile
from xephang_web.shared.errors import Mistake, NotAllowed

PAGE = f"{AT}khao-sat/"
DAY = dt.date(2016, 11, 25)
TODAY = dt.date(2016, 11, 21)


def planned(cast: Cast, **changed: Any) -> SiteVisit:
    """A visit of Chi's to unit A on 25/11."""
    said = {"planned_on": DAY, "team": [cast.chi], "purpose": "Đếm máy", **changed}
    return services.plan_visit(by=cast.hoa, participant=cast.a, **said)


def held(cast: Cast) -> SiteVisit:
    """The same, held on the day of the tests."""
    visit = planned(cast)
    services.hold_visit(by=cast.chi, visit=visit, held_on=TODAY, minutes="Đủ máy")
    return visit


def test_a_visit_is_proposed_with_its_reasons_and_its_effect(cast: Cast) -> None:
    send_all(cast)
    assert proposals(cast.hoa, campaign_of(cast)) == []
    table_of(cast, "T.A,10\nT.B,30\n")
    unit, supplier = agency(cast)
    task = task_of(cast, unit, "1.3")
    services.record_verification(
        by=supplier,
        task=task,
        participant=cast.a,
        outcome="differs",
        values={"answer": "no"},
        note="Không có quyết định",
    )
    found = proposals(cast.hoa, campaign_of(cast))
    assert [each.participant.unit.code for each in found] == ["T.A"]
    claimed = read_ledger(cast.a).outcomes["claimed"]
    assert found[0].at_risk == claimed["1.2"].points + claimed["1.3"].points
    assert (found[0].rank, found[0].worst_rank) == (1, 2), "B claims 30 of 50 and passes A"
    assert found[0].places_lost == 1
    page = log_in(cast.hoa).get(PAGE).content.decode()
    assert "hạng 1 xuống 2" in page
    assert "lệch số liệu đối chiếu" in page
    assert "Sở Tài Chính xác minh khác" in page
    planned(cast)
    assert proposals(cast.hoa, campaign_of(cast)) == [], "planned already"


def test_only_people_without_conflict_are_offered_the_others_with_the_reason(cast: Cast) -> None:
    send_all(cast)
    seated(cast, cast.giang)
    hoa = log_in(cast.hoa)
    address = f"{PAGE}lap/{cast.b.pk}/"
    page = hoa.get(address).content.decode()
    assert f'name="team" value="{cast.chi.pk}"' in page
    assert f'name="team" value="{cast.giang.pk}"' not in page
    assert "Sở Bưu Điện là đơn vị của chính bạn." in page
    said = {"planned_on": "25/11/2016", "purpose": "Đếm máy"}
    refused = hoa.post(address, {**said, "team": [cast.chi.pk, cast.giang.pk]})
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "Giang không đi được" in refused.content.decode()
    assert not SiteVisit.objects.exists()
    assert hoa.post(address, {**said, "team": [cast.chi.pk]}).status_code == HTTPStatus.FOUND
    assert list(SiteVisit.objects.get().team.all()) == [cast.chi]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"team": []}, "chưa có ai"),
        ({"planned_on": dt.date(2016, 11, 20)}, "đã qua"),
        ({"purpose": " "}, "nội dung"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cast: Cast, changed: dict[str, Any], told: str) -> None:
    send_all(cast)
    with pytest.raises(Mistake, match=told):
        planned(cast, **changed)
    with pytest.raises(Mistake, match="không thuộc tổ thẩm định"):
        planned(cast, team=[cast.minh])


def test_who_leads_the_panel_plans_moves_and_cancels_no_visit_to_their_own_unit(cast: Cast) -> None:
    send_all(cast)
    leader = holds(person("Nhung"), Role.PANEL_LEADER, cast.office)
    holds(leader, Role.FOCAL_PERSON, cast.unit_a)
    visit = planned(cast)
    for act in (
        lambda: services.plan_visit(
            by=leader, participant=cast.a, planned_on=DAY, team=[cast.chi], purpose="Xem"
        ),
        lambda: services.move_visit(by=leader, visit=visit, to=TODAY, reason="Mưa"),
        lambda: services.cancel_visit(by=leader, visit=visit, reason="Không cần"),
    ):
        with pytest.raises(NotAllowed, match="Xung đột lợi ích: Sở Ánh Sáng là đơn vị của chính"):
            act()
    assert SiteVisit.objects.get().planned_on == DAY
    services.plan_visit(
        by=leader, participant=cast.b, planned_on=DAY, team=[cast.chi], purpose="Xem"
    )


def test_who_cannot_be_sent_is_named_and_nobody_is_left_out_unsaid(cast: Cast) -> None:
    send_all(cast)
    said = {"planned_on": "25/11/2016", "purpose": "Đếm máy", "team": [cast.chi.pk, 987654]}
    answer = log_in(cast.hoa).post(f"{PAGE}lap/{cast.a.pk}/", said)
    assert answer.status_code == 400
    assert "987654 không thuộc những người thẩm định" in answer.content.decode()
    assert not SiteVisit.objects.exists()


def test_the_blind_second_appraiser_does_not_go_with_the_first(cast: Cast) -> None:
    send_all(cast)
    nhung = holds(person("Nhung"), Role.APPRAISER, cast.office)
    services.draw_second_look(by=cast.hoa, participant=cast.a, appraiser=nhung)
    with pytest.raises(Mistake, match="Nhung không đi được: Thẩm định độc lập"):
        planned(cast, team=[nhung])


def test_a_visit_is_moved_and_called_off_by_recorded_acts_with_a_reason(cast: Cast) -> None:
    send_all(cast)
    visit = planned(cast)
    hoa, address = log_in(cast.hoa), f"{PAGE}{visit.pk}/"
    without = hoa.post(address, {"act": "move", "to": "28/11/2016"})
    assert without.status_code == HTTPStatus.BAD_REQUEST
    hoa.post(address, {"act": "move", "to": "28/11/2016", "reason": "mưa lũ"})
    visit.refresh_from_db()
    assert visit.planned_on == dt.date(2016, 11, 28)
    page = hoa.get(address).content.decode()
    assert "mưa lũ" in page
    assert "28/11/2016" in page
    chi = log_in(cast.chi)
    refused = chi.post(address, {"act": "cancel", "reason": "bận"})
    assert refused.status_code == HTTPStatus.FORBIDDEN, "the team does not call it off"
    hoa.post(address, {"act": "cancel", "reason": "đơn vị giải thể"})
    visit.refresh_from_db()
    assert visit.cancelled_at is not None
    again = hoa.post(address, {"act": "move", "to": "29/11/2016", "reason": "x"})
    assert again.status_code == HTTPStatus.CONFLICT
    late = chi.post(address, {"act": "hold", "held_on": "21/11/2016", "minutes": "x"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "đơn vị giải thể" in hoa.get(address).content.decode()
    acts = list(Record.objects.filter(object_type="visit").values_list("act", flat=True))
    assert acts == ["visit.planned", "visit.moved", "visit.cancelled"]


def test_minutes_and_photographs_are_kept_and_shown_in_place(cast: Cast) -> None:
    send_all(cast)
    visit = planned(cast)
    chi, address = log_in(cast.chi), f"{PAGE}{visit.pk}/"
    said = {"act": "hold", "held_on": "21/11/2016", "minutes": f"Đủ máy {XSS}"}
    for wrong in (
        SimpleUploadedFile("anh.txt", b"chu"),
        SimpleUploadedFile("anh.png", b"chu"),
        SimpleUploadedFile("anh.svg", b"<svg onload='alert(1)'/>"),
        SimpleUploadedFile("anh.png", b"%PDF-1.4\n%%EOF"),
    ):
        before = StoredFile.objects.count()
        refused = chi.post(address, {**said, "photographs": [png(), wrong]})
        assert refused.status_code == HTTPStatus.BAD_REQUEST, wrong.name
        assert StoredFile.objects.count() == before, "nothing half-written"
    visit.refresh_from_db()
    assert visit.held_on is None
    tomorrow = chi.post(address, {**said, "held_on": "22/11/2016"})
    assert tomorrow.status_code == HTTPStatus.BAD_REQUEST
    chi.post(address, {**said, "photographs": [png("a.png"), png("b.png")]})
    chi.post(address, {"act": "photographs", "photographs": [png("c.png")]})
    assert visit.photographs.count() == 3
    page = chi.get(address).content.decode()
    assert page.count("<img") == 3
    assert XSS not in page
    first = visit.photographs.order_by("pk")[0]
    picture = chi.get(f"{address}anh/{first.pk}/")
    assert picture["Content-Type"] == "image/png"
    assert picture["X-Content-Type-Options"] == "nosniff"
    shut(picture)
    assert chi.get(f"{address}anh/{first.pk + 99}/").status_code == HTTPStatus.NOT_FOUND
    for user in (cast.an, cast.giang, cast.quyen):
        assert log_in(user).get(f"{address}anh/{first.pk}/").status_code == 404
    own = log_in(cast.an).get(f"/phieu/{cast.a.pk}/giai-trinh/").content.decode()
    assert "Đủ máy" in own, "the unit reads the minutes"
    assert XSS not in own


def test_what_was_found_on_site_enters_the_ledger_on_that_basis(cast: Cast) -> None:
    send_all(cast)
    table_of(cast, "T.A,10\n")
    visit = planned(cast)
    chi, address = log_in(cast.chi), f"{PAGE}{visit.pk}/"
    said = {
        "act": "finding",
        "criterion": "1.2",
        "verdict": "adjust",
        "numerator": "10",
        "denominator": "50",
        "seen": "0",
    }
    early = chi.post(address, {**said, "reason": "đếm"})
    assert early.status_code == HTTPStatus.BAD_REQUEST, "minutes first"
    services.hold_visit(by=cast.chi, visit=visit, held_on=TODAY, minutes="Đếm máy")
    assert "Ghi kết luận" in chi.get(address).content.decode()
    silent = chi.post(address, said)
    assert silent.status_code == HTTPStatus.BAD_REQUEST, "a reason is missing"
    assert chi.post(address, {**said, "reason": "đếm được 10"}).status_code == HTTPStatus.FOUND
    found = Finding.objects.get()
    assert (found.bases, found.visit, found.points) == ("site_visit", visit, "")
    assert found.values == '{"denominator":"50","numerator":"10"}'
    late = chi.post(address, {**said, "reason": "lần nữa"})
    assert late.status_code == HTTPStatus.CONFLICT
    page = chi.get(address).content.decode()
    assert "đếm được 10" in page
    assert "tại chỗ" in page
    assert read_ledger(cast.a).outcomes["appraised"]["1.2"].points == (
        read_ledger(cast.a).outcomes["claimed"]["1.2"].points / 4
    ), "10 of 50 where 40 were claimed"


def test_the_second_appraiser_writes_no_finding_of_the_team(cast: Cast) -> None:
    send_all(cast)
    visit = held(cast)
    nhung = holds(person("Nhung"), Role.APPRAISER, cast.office)
    services.draw_second_look(by=cast.hoa, participant=cast.a, appraiser=nhung)
    visit.refresh_from_db()
    with pytest.raises(NotAllowed, match="độc lập"):
        services.record_visit_finding(by=nhung, visit=visit, criterion_id="1.2", verdict="accept")


def test_the_checklist_prints_what_to_look_at(cast: Cast) -> None:
    send_all(cast)
    table_of(cast, "T.A,10\n")
    visit = planned(cast)
    page = log_in(cast.chi).get(f"{PAGE}{visit.pk}/phieu/").content.decode()
    for told in ("1.2", "lệch số liệu đối chiếu", "Sổ tài sản", "Đại diện đơn vị", "data-print"):
        assert told in page, told
    assert "1.5" not in page, "nothing speaks against it"


def test_where_nothing_speaks_against_a_form_the_heaviest_open_criteria_are_listed(
    cast: Cast,
) -> None:
    send_all(cast)
    visit = planned(cast)
    page = log_in(cast.chi).get(f"{PAGE}{visit.pk}/phieu/").content.decode()
    assert page.count('role="rowheader"') == 10
    judge_rest(cast.chi, cast.a)
    page = log_in(cast.chi).get(f"{PAGE}{visit.pk}/").content.decode()
    assert "Mọi tiêu chí đã có kết luận." in page


def test_who_is_in_conflict_sees_no_checklist_of_their_unit(cast: Cast) -> None:
    send_all(cast)
    visit = planned(cast)
    holds(cast.an, Role.APPRAISER, cast.office)
    seated(cast, cast.an)
    an = log_in(cast.an)
    assert "Sở Ánh Sáng" not in an.get(PAGE).content.decode()
    for address in (f"{PAGE}{visit.pk}/", f"{PAGE}{visit.pk}/phieu/"):
        told = an.get(address)
        assert told.status_code == HTTPStatus.FORBIDDEN
        assert "Xung đột lợi ích" in told.content.decode()
        assert "Đếm máy" not in told.content.decode()
    refused = an.post(f"{PAGE}{visit.pk}/", {"held_on": "21/11/2016", "minutes": "x"})
    assert refused.status_code == HTTPStatus.FORBIDDEN


def test_the_second_appraiser_sees_no_visit_and_no_proposal_of_the_form(cast: Cast) -> None:
    send_all(cast)
    table_of(cast, "T.A,10\nT.B,3\n")
    nhung = person("Nhung")
    services.draw_second_look(
        by=cast.hoa,
        participant=cast.a,
        appraiser=holds(nhung, Role.APPRAISER, cast.office),
    )
    visit = planned(cast)
    browser = log_in(nhung)
    page = browser.get(PAGE).content.decode()
    assert "Sở Bưu Điện" in page
    assert "Sở Ánh Sáng" not in page
    assert browser.get(f"{PAGE}{visit.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_nobody_else_learns_of_visits(cast: Cast) -> None:
    send_all(cast)
    visit = planned(cast)
    for user in (cast.an, cast.giang, cast.dao, cast.quyen):
        for address in (PAGE, f"{PAGE}{visit.pk}/", f"{PAGE}lap/{cast.a.pk}/"):
            assert log_in(user).get(address).status_code == HTTPStatus.NOT_FOUND, address
    assert log_in(cast.chi).get(f"{PAGE}lap/{cast.a.pk}/").status_code == HTTPStatus.NOT_FOUND
    refused = log_in(cast.chi).post(f"{PAGE}lap/{cast.a.pk}/", {"purpose": "x"})
    assert refused.status_code == HTTPStatus.FORBIDDEN


def test_the_list_asks_as_much_of_the_database_for_many_as_for_few(cast: Cast) -> None:
    send_all(cast)
    table_of(cast, "T.A,10\n")
    planned(cast)
    hoa = log_in(cast.hoa)
    few = count_queries(hoa, PAGE)
    table_of(cast, "T.B,3\nT.D,3\n", title="Hai")
    planned(cast, planned_on=dt.date(2016, 11, 26))
    services.plan_visit(
        by=cast.hoa, participant=cast.b, planned_on=DAY, team=[cast.chi], purpose="Xem"
    )
    assert count_queries(hoa, PAGE) == few
