"""Whoever approves belongs to nobody that is ranked, and signs no day that is yet to come."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from http import HTTPStatus

import pytest

from tests.web.cast import Cast, holds, log_in, person
from tests.web.results.published import SLUG
from tests.web.results.test_last_year import judged
from tests.web.second_half import campaign_of
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role, User
from xephang_web.audit.models import Record
from xephang_web.campaigns.conflicts import interest
from xephang_web.campaigns.models import CampaignDocument, Member, Participant
from xephang_web.campaigns.roster import add_participants, exempt_participant
from xephang_web.campaigns.services import add_document, extend_deadline, seat_member, set_clock
from xephang_web.organisations.models import Unit
from xephang_web.organisations.services import create_unit
from xephang_web.results import services as results
from xephang_web.results.models import Publication, ScoringRun
from xephang_web.results.services import steps
from xephang_web.shared.errors import Mistake, NotAllowed

TODAY = dt.date(2016, 12, 2)


def proposed(cast: Cast) -> ScoringRun:
    """Everything is done but the decision; it is the second of December."""
    judged(cast)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    return results.propose_results(by=cast.hoa, campaign=campaign_of(cast))


def approver(cast: Cast, unit: Unit | None = None, role: Role = Role.HEAD) -> User:
    """Somebody who approves, and perhaps has another post."""
    made = holds(person("Phong"), Role.APPROVER, cast.province)
    return holds(made, role, unit) if unit is not None else made


def approve(cast: Cast, by: User, run: ScoringRun, date: dt.date = TODAY) -> Publication:
    """The decision, on what was proposed."""
    return results.approve_results(
        by=by, campaign=campaign_of(cast), number="100/QĐ", date=date, digest=run.digest
    )


@pytest.mark.parametrize("role", [Role.FOCAL_PERSON, Role.HEAD, Role.DATA_SUPPLIER])
def test_who_has_a_post_in_a_ranked_unit_does_not_approve(cast: Cast, role: Role) -> None:
    run = proposed(cast)
    bound = approver(cast, cast.unit_b, role)
    with pytest.raises(NotAllowed, match="Sở Bưu Điện, đơn vị được xếp hạng"):
        approve(cast, bound, run)
    with pytest.raises(NotAllowed, match="Sở Bưu Điện"):
        results.return_results(by=bound, campaign=campaign_of(cast), remark="xem lại B")
    assert approve(cast, cast.khanh, run).decision_number == "100/QĐ"


def test_the_page_says_why_and_offers_no_decision(cast: Cast) -> None:
    run = proposed(cast)
    bound = log_in(approver(cast, cast.unit_b))
    page = bound.get(f"/dot/{SLUG}/ket-qua/").content.decode()
    assert "Bạn thuộc Sở Bưu Điện" in page
    assert "người phê duyệt khác" in page
    assert 'value="approve"' not in page
    assert 'value="return"' not in page
    said = {"step": "approve", "number": "1/QĐ", "date": "02/12/2016", "digest": run.digest}
    answer = bound.post(f"/dot/{SLUG}/ket-qua/buoc/", said)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Bạn thuộc Sở Bưu Điện" in answer.content.decode()
    assert not Publication.objects.exists()
    assert 'value="approve"' in log_in(cast.khanh).get(f"/dot/{SLUG}/ket-qua/").content.decode()


def below(cast: Cast, over: Unit | None, code: str = "T.X") -> Unit:
    """A unit that is not on the roster."""
    return create_unit(by=None, code=code, name="Đơn vị X", kind=cast.unit_a.kind, parent=over)


def above_all(cast: Cast) -> Unit:
    """A unit over the whole province."""
    over = below(cast, None)
    Unit.objects.filter(pk=cast.province.pk).update(parent=over)
    return over


def above_some(cast: Cast) -> Unit:
    """A unit that stands over unit A alone."""
    over = below(cast, cast.province)
    Unit.objects.filter(pk=cast.unit_a.pk).update(parent=over)
    return over


def exempt(cast: Cast) -> Unit:
    """Unit B, left out of the year."""
    exempt_participant(by=cast.hoa, participant=cast.b, reason="mới lập", document="3/QĐ")
    return cast.unit_b


PLACES: dict[str, tuple[Callable[[Cast], Unit], bool]] = {
    "the authority": (lambda cast: cast.province, True),
    "the standing office, which is not ranked": (lambda cast: cast.office, True),
    "a unit above all": (above_all, True),
    "a neighbour that nobody ranks": (lambda cast: below(cast, cast.province), True),
    "a unit that is left out of the year": (exempt, True),
    "a unit below a ranked one": (lambda cast: below(cast, cast.unit_a), False),
    "a unit above some of them alone": (above_some, False),
}


@pytest.mark.parametrize("where", PLACES)
def test_where_a_post_stands_against_approving(cast: Cast, where: str) -> None:
    place, is_fine = PLACES[where]
    someone = approver(cast, place(cast))
    assert (interest(someone, campaign_of(cast)) == "") is is_fine


def test_who_was_lent_by_a_ranked_unit_belongs_to_it(cast: Cast) -> None:
    someone = approver(cast)
    seat_member(
        by=cast.hoa, campaign=cast.campaign, user=someone, body=Member.Body.COUNCIL,
        seconded_from=cast.unit_a,
    )  # fmt: skip
    assert "Sở Ánh Sáng" in interest(someone, campaign_of(cast))


def test_a_decision_is_not_signed_tomorrow_by_the_campaigns_clock(cast: Cast) -> None:
    run = proposed(cast)
    with pytest.raises(Mistake, match=r"03/12/2016 chưa đến: hôm nay là 02/12/2016"):
        approve(cast, cast.khanh, run, TODAY + dt.timedelta(days=1))
    assert approve(cast, cast.khanh, run, TODAY).decision_date == TODAY


def test_a_district_does_not_sign_its_table_tomorrow(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(cast)
    head = holds(person("Diệu"), Role.HEAD, cast.unit_d)
    now = {("bang-xa", cast.unit_d.code): '{"rows":[1]}'}
    monkeypatch.setattr(steps, "tables_of_parents", lambda _campaign: [("bang-xa", cast.unit_d)])
    monkeypatch.setattr(steps, "tables_now", lambda _campaign: now)

    def decide(date: dt.date) -> None:
        results.decide_table(
            by=head, campaign=campaign_of(cast), table="bang-xa", parent=cast.unit_d,
            number="1/QĐ", date=date,
        )  # fmt: skip

    with pytest.raises(Mistake, match="chưa đến"):
        decide(dt.date(2016, 11, 22))
    decide(dt.date(2016, 11, 21))


def test_no_paper_of_the_campaign_is_signed_tomorrow(cast: Cast) -> None:
    def keep(date: dt.date) -> None:
        add_document(
            by=cast.hoa, campaign=cast.campaign, kind=CampaignDocument.Kind.DECISION,
            title="Quyết định", date=date,
        )  # fmt: skip

    with pytest.raises(Mistake, match="chưa đến"):
        keep(dt.date(2016, 11, 2))
    keep(dt.date(2016, 11, 1))


def office_is_ranked(cast: Cast) -> Participant:
    """The standing office takes part, and gives itself more time."""
    add_participants(by=cast.hoa, campaign=cast.campaign, units=[cast.office], group="so")
    own = cast.participant(cast.office)
    for participant in (own, cast.a):
        extend_deadline(
            by=cast.hoa,
            campaign=cast.campaign,
            milestone="nop-so-lieu",
            before=dt.date(2016, 11, 21),
            document="7/QĐ",
            reason="chờ số liệu",
            participant=participant,
        )
    exempt_participant(by=cast.hoa, participant=own, reason="cơ quan chủ trì", document="9/QĐ")
    return own


def test_what_the_office_decided_for_itself_stands_before_the_approver(cast: Cast) -> None:
    office_is_ranked(cast)
    run = proposed(cast)
    page = log_in(cast.khanh).get(f"/dot/{SLUG}/ket-qua/").content.decode()
    told = page.split('id="viec-cho-minh"')[1].split("</section>")[0]
    assert told.count('role="rowheader"') == 2, "what was decided for A is not among them"
    assert "Gia hạn" in told
    assert "chờ số liệu" in told
    assert "Miễn đánh giá" in told
    assert "9/QĐ" in told
    assert (
        'id="viec-cho-minh"' not in log_in(cast.hoa).get(f"/dot/{SLUG}/ket-qua/").content.decode()
    )
    approve(cast, cast.khanh, run)
    kept = json.loads(Record.objects.get(act="results.approved").data)["after"]["own_acts"]
    named = Record.objects.filter(position__in=kept.split(", ")).values_list("act", flat=True)
    assert sorted(named) == ["deadline.extended", "roster.exempted"]


def test_where_the_office_decided_nothing_for_itself_nothing_is_said(cast: Cast) -> None:
    run = proposed(cast)
    page = log_in(cast.khanh).get(f"/dot/{SLUG}/ket-qua/").content.decode()
    assert "viec-cho-minh" not in page
    approve(cast, cast.khanh, run)
    assert "own_acts" not in Record.objects.get(act="results.approved").data
