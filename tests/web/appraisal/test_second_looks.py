"""The second, blind look: a draw anybody can repeat, people without conflict, agreement."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from fractions import Fraction
from http import HTTPStatus
from typing import Any

import pytest

from tests.web.appraisal.sources_scene import AT, campaign_of, count_queries, seated, send_all
from tests.web.cast import Cast, holds, log_in, person
from tests.web.second_half import judge_rest
from xephang_web.accounts.models import Role, User
from xephang_web.appraisal import services
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Finding, SampleDraw, SecondLook
from xephang_web.appraisal.sampling import agreement_of, drawn
from xephang_web.appraisal.services.second_looks import how_many
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Member
from xephang_web.campaigns.services import seat_member
from xephang_web.shared.errors import Mistake, NotAllowed

PAGE = f"{AT}doc-lap/"


def second(cast: Cast, name: str = "Nhung") -> User:
    """Another appraiser of the office."""
    return holds(person(name), Role.APPRAISER, cast.office)


def test_the_draw_is_what_the_page_says_and_anybody_can_repeat_it(cast: Cast) -> None:
    codes = ["T.A", "T.B", "T.D"]
    by_hand = sorted(codes, key=lambda each: hashlib.sha256(f"2016/{each}".encode()).digest())
    assert drawn("2016", codes, 2) == by_hand[:2]
    assert drawn("2016", reversed(codes), 2) == by_hand[:2], "in whatever order they come"
    send_all(cast)
    second(cast)
    answer = log_in(cast.hoa).post(PAGE, {"wanted": "2", "seed": "2016", "group": ""})
    assert answer.status_code == HTTPStatus.FOUND
    draw = SampleDraw.objects.get()
    assert json.loads(draw.population) == codes
    assert json.loads(draw.drawn) == by_hand[:2]
    recorded = Record.objects.get(act="second_look.sample_drawn").data
    assert '"seed":"2016"' in recorded
    page = log_in(cast.hoa).get(PAGE).content.decode()
    assert hashlib.sha256(f"2016/{by_hand[0]}".encode()).hexdigest()[:12] in page


@pytest.mark.parametrize(
    ("wanted", "of", "count"), [("1", 3, 1), ("3", 3, 3), ("10 %", 34, 4), ("100%", 3, 3),
                                ("0,5 %", 3, 1), ("50 %", 4, 2)]
)  # fmt: skip
def test_a_number_or_a_share_of_forms_is_drawn(wanted: str, of: int, count: int) -> None:
    assert how_many(wanted, of) == count


@pytest.mark.parametrize("wanted", ["", "0", "-1", "4", "1,5", "nửa", "0 %", "101 %"])
def test_what_is_no_number_of_forms_is_refused(wanted: str) -> None:
    with pytest.raises(Mistake):
        how_many(wanted, 3)


def test_the_work_is_shared_and_nobody_in_conflict_is_appointed(cast: Cast) -> None:
    send_all(cast)
    seated(cast, cast.giang)
    nhung = second(cast)
    judge_rest(cast.chi, cast.a)
    services.draw_sample(by=cast.hoa, campaign=campaign_of(cast), wanted="100 %", seed="x")
    looks = {each.participant.unit.code: each.appraiser for each in SecondLook.objects.all()}
    assert set(looks) == {"T.A", "T.B", "T.D"}
    assert looks["T.B"] != cast.giang, "her own unit"
    assert looks["T.A"] != cast.chi, "Chi was the first"
    counts = [list(looks.values()).count(each) for each in (cast.chi, cast.giang, nhung)]
    assert max(counts) == 1


def test_a_form_for_which_there_is_nobody_is_named_and_somebody_can_be_appointed(
    cast: Cast,
) -> None:
    send_all(cast)
    judge_rest(cast.chi, cast.a)
    services.draw_sample(
        by=cast.hoa, campaign=campaign_of(cast), wanted="100 %", seed="x", group="so"
    )
    assert json.loads(SampleDraw.objects.get().without) == ["T.A"]
    nhung = second(cast)
    hoa = log_in(cast.hoa)
    page = hoa.get(PAGE).content.decode()
    assert "Chi đã thẩm định phiếu đó." in page
    refused = hoa.post(PAGE, {"appoint": cast.a.pk, "appraiser": cast.chi.pk})
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    hoa.post(PAGE, {"appoint": cast.a.pk, "appraiser": nhung.pk})
    assert SecondLook.objects.get(participant=cast.a).appraiser == nhung


def test_the_draw_is_the_leaders_and_shown_to_office_and_auditor_alone(cast: Cast) -> None:
    send_all(cast)
    assert log_in(cast.minh).get(PAGE).status_code == HTTPStatus.OK
    refused = log_in(cast.minh).post(PAGE, {"wanted": "1"})
    assert refused.status_code == HTTPStatus.FORBIDDEN
    for user in (cast.chi, cast.an, cast.giang, cast.quyen):
        assert log_in(user).get(PAGE).status_code == HTTPStatus.NOT_FOUND
    assert not SampleDraw.objects.exists()


def find(by: User, cast: Cast, criterion: str, verdict: str) -> None:
    """A finding on form A."""
    services.record_finding(
        by=by,
        participant=cast.a,
        criterion_id=criterion,
        verdict=verdict,
        bases=["data"],
        reason="đã xem",
    )


def test_agreement_is_counted_by_section_with_the_places_where_they_differ(cast: Cast) -> None:
    send_all(cast)
    nhung = second(cast)
    services.draw_second_look(by=cast.hoa, participant=cast.a, appraiser=nhung)
    first = read_ledger(cast.a).outcomes["claimed"]["1.2"].points
    for criterion in ("1.2", "1.3", "1.4"):
        find(cast.chi, cast, criterion, "accept")
    find(nhung, cast, "1.2", "reject")
    find(nhung, cast, "1.3", "accept")
    found = agreement_of(campaign_of(cast), cast.hoa)
    assert (found.whole.compared, found.whole.equal) == (2, 1), "1.4 has one finding only"
    assert found.whole.share == Fraction(1, 2)
    assert found.whole.mean == first / 2
    assert [(each.criterion.id, each.difference) for each in found.apart] == [("1.2", -first)]
    assert list(found.sections) == ["so/1"]
    page = log_in(cast.hoa).get(PAGE).content.decode()
    assert "50,00 %" in page
    assert Finding.objects.filter(body="second").count() == 2


def test_the_second_appraiser_is_not_shown_the_first(cast: Cast) -> None:
    send_all(cast)
    nhung = second(cast)
    holds(nhung, Role.PANEL_LEADER, cast.office)
    services.draw_second_look(by=cast.hoa, participant=cast.a, appraiser=nhung)
    find(cast.chi, cast, "1.2", "reject")
    find(nhung, cast, "1.2", "accept")
    assert agreement_of(campaign_of(cast), cast.hoa).apart
    assert not agreement_of(campaign_of(cast), nhung).apart
    page = log_in(nhung).get(PAGE).content.decode()
    assert "Chỗ khác nhau" not in page
    assert "không nằm trong số liệu này" in page


def test_the_page_asks_as_much_of_the_database_for_many_as_for_few(cast: Cast) -> None:
    send_all(cast)
    second(cast)
    second(cast, "Oanh")
    campaign = campaign_of(cast)
    services.draw_sample(by=cast.hoa, campaign=campaign, wanted="1", seed="a", group="so")
    for each in SecondLook.objects.all():
        each.participant.campaign = campaign
    hoa = log_in(cast.hoa)
    few = count_queries(hoa, PAGE)
    services.draw_sample(by=cast.hoa, campaign=campaign, wanted="1", seed="b", group="so")
    services.draw_sample(by=cast.hoa, campaign=campaign, wanted="1", seed="c", group="huyen")
    find(cast.chi, cast, "1.2", "accept")
    assert count_queries(hoa, PAGE) == few


def test_who_leads_and_is_of_the_unit_neither_appoints_nor_records_inspections_there(
    cast: Cast,
) -> None:
    """PHT-11, and conflicts of interest: whoever leads the panel may be seconded from a unit."""
    send_all(cast)
    leader = person("Tâm")
    seat_member(
        by=cast.hoa, campaign=cast.campaign, user=leader, body=Member.Body.PANEL,
        seat=Member.Seat.LEADER, seconded_from=cast.unit_a,
    )  # fmt: skip
    found: dict[str, Any] = {"held_on": dt.date(2016, 6, 3), "text": "Đủ sổ.", "document": "45/KL"}
    kept = services.record_inspection(by=cast.hoa, participant=cast.a, **found)
    of_a: list[Callable[[], object]] = [
        lambda: services.record_inspection(by=leader, participant=cast.a, **found),
        lambda: services.withdraw_inspection(by=leader, inspection=kept, reason="nhầm"),
        lambda: services.draw_second_look(by=leader, participant=cast.a, appraiser=second(cast)),
    ]
    for act in of_a:
        with pytest.raises(NotAllowed, match="Xung đột"):
            act()
    services.record_inspection(by=leader, participant=cast.b, **found)
    services.draw_second_look(by=leader, participant=cast.b, appraiser=cast.chi)
    services.draw_sample(by=leader, campaign=campaign_of(cast), wanted="1", group="so", seed="1")
    assert SecondLook.objects.filter(participant=cast.a).exists(), "by the seed, not by choice"
