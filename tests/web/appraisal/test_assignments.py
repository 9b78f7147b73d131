"""Who checks what: criteria given to people and agencies, and what agencies verify (DN-5)."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from tests.web.appraisal.sources_scene import (
    AT,
    XSS,
    agency,
    campaign_of,
    count_queries,
    seated,
    send_all,
    task_of,
    why_open,
)
from tests.web.cast import Cast, holds, log_in, person
from tests.web.second_half import judge_all
from xephang_web.accounts.models import Role
from xephang_web.appraisal import services
from xephang_web.appraisal.models import CriterionTask, Finding, Verification
from xephang_web.appraisal.verifying import tasks_to_verify
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Participant
from xephang_web.results import services as results
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed, TooLate

TASKS = f"{AT}phan-cong/"
VERIFY = f"{AT}xac-minh/"


def test_a_section_is_given_at_once_and_taken_back_by_a_recorded_act(cast: Cast) -> None:
    hoa = log_in(cast.hoa)
    said = {"group": "so", "section": ["1"], "criterion": ["2.1"], "to": f"user-{cast.chi.pk}"}
    assert hoa.post(TASKS, said).status_code == HTTPStatus.FOUND
    given = set(CriterionTask.objects.filter(user=cast.chi).values_list("criterion", flat=True))
    assert {"1.1", "1.2", "1.3", "2.1"} <= given
    assert not any(each.startswith("3") for each in given)
    assert hoa.post(TASKS, said).status_code == HTTPStatus.BAD_REQUEST, "given already"
    task = CriterionTask.objects.get(criterion="1.2")
    assert "Chi" in hoa.get(TASKS).content.decode()
    hoa.post(TASKS, {"take_back": task.pk})
    assert not CriterionTask.objects.filter(criterion="1.2").exists()
    acts = set(Record.objects.values_list("act", flat=True))
    assert {"criterion_task.given", "criterion_task.taken_back"} <= acts


def test_only_who_leads_gives_tasks(cast: Cast) -> None:
    """TH-12: the panel's leader, and not a member, nor a unit."""
    said = {"group": "so", "criterion": ["1.2"], "to": f"user-{cast.chi.pk}"}
    send_all(cast)
    assert log_in(cast.chi).post(TASKS, said).status_code == HTTPStatus.FORBIDDEN
    for user in (cast.an, cast.giang, cast.quyen):
        assert log_in(user).post(TASKS, said).status_code == HTTPStatus.NOT_FOUND
    assert not CriterionTask.objects.exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"criterion": ["9.9"]}, "9.9"),
        ({"criterion": ["contact"]}, "contact"),
        ({"criterion": []}, "ít nhất một tiêu chí"),
        ({"to": ""}, "một người hoặc một cơ quan"),
        ({"to": "user-0"}, "một người hoặc một cơ quan"),
        ({"group": "nhóm"}, "nhóm"),
    ],
)
def test_a_wrong_assignment_is_refused_in_words(
    cast: Cast, changed: dict[str, object], told: str
) -> None:
    said = {"group": "so", "criterion": ["1.2"], "to": f"user-{cast.chi.pk}", **changed}
    answer = log_in(cast.hoa).post(TASKS, said)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert told in answer.content.decode()
    assert not CriterionTask.objects.exists()


def test_who_is_in_conflict_with_some_checks_the_others_and_with_all_nobody(cast: Cast) -> None:
    send_all(cast)
    holds(cast.giang, Role.APPRAISER, cast.office)
    seated(cast, cast.giang)
    hoa = log_in(cast.hoa)
    hoa.post(TASKS, {"group": "so", "criterion": ["1.2"], "to": f"user-{cast.giang.pk}"})
    page = hoa.get(f"{TASKS}?nhom=so").content.decode()
    assert "Sở Bưu Điện là đơn vị của chính bạn." in page
    mine = log_in(cast.giang).get(TASKS).content.decode()
    assert "Của tôi" in mine
    assert "Sở Ánh Sáng" in mine
    assert "0/1" in mine, "their own unit's form is not theirs to check"
    holds(cast.dao, Role.APPRAISER, cast.unit_e)
    seated(cast, cast.dao)
    Participant.objects.filter(pk=cast.participant(cast.unit_e).pk).update(appraised_by=cast.office)
    with pytest.raises(Mistake, match="mọi đơn vị"):
        services.give_tasks(
            by=cast.hoa,
            campaign=campaign_of(cast),
            group="huyen",
            criteria=["1.2"],
            user=cast.dao,
        )


def test_an_agency_confirms_and_differs_and_the_appraiser_decides(cast: Cast) -> None:
    send_all(cast)
    unit, supplier = agency(cast)
    task = task_of(cast, unit)
    browser = log_in(supplier)
    address = f"{VERIFY}{task.pk}/"
    page = browser.get(address).content.decode()
    assert "Sở Ánh Sáng" in page
    assert "40" in page
    common = {"participant": cast.a.pk, "seen": "0"}
    alone = browser.post(address, {**common, "outcome": "differs", "numerator": "38"})
    assert alone.status_code == HTTPStatus.BAD_REQUEST, "without saying from where"
    none = browser.post(address, {**common, "outcome": "differs", "note": "kiểm kê"})
    assert none.status_code == HTTPStatus.BAD_REQUEST, "without the agency's figure"
    unread = browser.post(
        address, {**common, "outcome": "differs", "note": "kiểm kê", "numerator": "bốn"}
    )
    assert unread.status_code == HTTPStatus.BAD_REQUEST
    assert not Verification.objects.exists()
    browser.post(address, {**common, "outcome": "differs", "note": XSS, "numerator": "38"})
    made = Verification.objects.get()
    assert (made.unit, made.values) == (unit, '{"numerator":"38"}')
    assert XSS not in browser.get(address).content.decode()
    assert "&lt;script&gt;" in browser.get(address).content.decode()
    beside = log_in(cast.chi).get(f"/tham-dinh/{cast.a.pk}/1.2/").content.decode()
    assert "Sở Tài Chính" in beside
    assert "Khác số đơn vị khai" in beside
    assert XSS not in beside
    assert why_open(cast.b, "1.2") != "reference"
    assert why_open(cast.a, "1.2") == "reference", "never accepted in bulk"
    later = browser.post(address, {**common, "outcome": "confirmed"})
    assert later.status_code == HTTPStatus.CONFLICT, "a colleague was first"
    browser.post(address, {**common, "seen": "1", "outcome": "confirmed"})
    assert Verification.objects.count() == 2, "the first stays"
    assert not Finding.objects.exists(), "a verification is no verdict"
    recorded = Record.objects.filter(act="verification.recorded").first()
    assert recorded is not None
    assert "cross_check" in recorded.data


def test_an_agency_sees_its_criterion_of_the_forms_and_nothing_else(cast: Cast) -> None:
    send_all(cast)
    unit, supplier = agency(cast)
    task = task_of(cast, unit)
    other_unit, other = agency(cast, "T.NV", "Sở Nội Vụ")
    foreign = task_of(cast, other_unit, "1.3")
    browser = log_in(supplier)
    assert "1.3" not in browser.get(VERIFY).content.decode()
    for address in (
        f"{VERIFY}{foreign.pk}/",
        f"/tham-dinh/{cast.a.pk}/",
        f"/tham-dinh/{cast.a.pk}/1.2/",
        f"/phieu/{cast.a.pk}/soat/",
        TASKS,
        f"{AT}kiem-tra/",
        f"{AT}khao-sat/",
        f"{AT}giai-trinh/",
        f"{AT}doc-lap/",
    ):
        assert browser.get(address).status_code == HTTPStatus.NOT_FOUND, address
    said = {"participant": cast.a.pk, "outcome": "confirmed"}
    assert browser.post(f"{VERIFY}{foreign.pk}/", said).status_code == HTTPStatus.NOT_FOUND
    district = {"participant": cast.participant(cast.unit_d).pk, "outcome": "confirmed"}
    assert browser.post(f"{VERIFY}{task.pk}/", district).status_code == HTTPStatus.NOT_FOUND
    for user in (cast.an, cast.hoa, cast.quyen):
        assert log_in(user).get(VERIFY).status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(NotAllowed):
        services.record_verification(by=other, task=task, participant=cast.a, outcome="confirmed")


def test_an_agency_does_not_verify_itself_or_while_a_form_can_be_withdrawn(cast: Cast) -> None:
    supplier = holds(person("Bảo"), Role.DATA_SUPPLIER, cast.unit_b)
    task = task_of(cast, cast.unit_b)
    with pytest.raises(Mistake):
        services.record_verification(
            by=supplier, task=task, participant=cast.a, outcome="confirmed"
        )
    send_all(cast)
    rows = tasks_to_verify(supplier, campaign_of(cast))[0].rows
    blocked = {each.participant.unit.code: bool(each.why_not) for each in rows}
    assert blocked == {"T.A": False, "T.B": True}
    with pytest.raises(NotAllowed, match="Xung đột"):
        services.record_verification(
            by=supplier, task=task, participant=cast.b, outcome="confirmed"
        )
    services.record_verification(by=supplier, task=task, participant=cast.a, outcome="confirmed")
    with pytest.raises(Conflict):
        services.record_verification(
            by=supplier, task=task, participant=cast.a, outcome="confirmed", seen=0
        )


def test_after_the_appraisal_nothing_is_verified_any_more(cast: Cast) -> None:
    send_all(cast)
    unit, supplier = agency(cast)
    task = task_of(cast, unit)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    with pytest.raises(TooLate):
        services.record_verification(
            by=supplier, task=task, participant=cast.a, outcome="confirmed"
        )


def test_the_pages_ask_as_much_of_the_database_for_many_as_for_few(cast: Cast) -> None:
    send_all(cast)
    unit, supplier = agency(cast)
    task_of(cast, unit)
    hoa, browser = log_in(cast.hoa), log_in(supplier)
    few = count_queries(hoa, TASKS), count_queries(browser, VERIFY)
    for criterion in ("1.1", "1.3", "1.4"):
        task_of(cast, unit, criterion)
    for name in ("Oanh", "Phúc", "Quý"):
        holds(person(name), Role.APPRAISER, cast.office)
    services.give_tasks(
        by=cast.hoa,
        campaign=campaign_of(cast),
        group="so",
        criteria=["1.1", "1.3"],
        user=cast.chi,
    )
    assert (count_queries(hoa, TASKS), count_queries(browser, VERIFY)) == few
