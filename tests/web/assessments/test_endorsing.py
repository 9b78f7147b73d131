"""PHT-14: the unit above answers for the data of the units below it."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from tests.web.cast import Cast, holds, log_in, make_cast, person
from xephang_web.accounts.models import Role, User
from xephang_web.assessments import services
from xephang_web.assessments.models import Endorsement, Submission
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Participant
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def head(cast: Cast) -> User:
    return holds(person("Thủ trưởng xã"), Role.HEAD, cast.unit_e)


def sent(cast: Cast, head: User, answer: str = "yes") -> tuple[Participant, Submission]:
    """The form of a commune, filled in and sent by its head."""
    commune = cast.participant(cast.unit_e)
    services.save_answers(
        by=head, participant=commune, criterion_id="1.3", values={"answer": answer}
    )
    return commune, services.submit_assessment(by=head, participant=commune)


def test_the_district_answers_for_a_form_of_its_commune_once_it_is_sent(
    cast: Cast, head: User
) -> None:
    commune = cast.participant(cast.unit_e)
    with pytest.raises(Mistake, match="chưa gửi"):
        services.endorse_form(by=cast.dao, participant=commune, digest="")
    commune, form = sent(cast, head)
    district = log_in(cast.dao)
    units = district.get(f"/dot/{cast.campaign.slug}/tien-do/").content.decode()
    assert "chờ bạn xác nhận" in units
    receipt = f"/phieu/{commune.pk}/bien-nhan/"
    assert "Xác nhận số liệu của đơn vị cấp dưới" in district.get(receipt).content.decode()
    answer = district.post(f"/phieu/{commune.pk}/xac-nhan/", {"digest": form.digest}, follow=True)
    page = answer.content.decode()
    assert "Cấp trên xác nhận số liệu" in page
    assert cast.dao.full_name in page
    assert "Xác nhận số liệu của đơn vị cấp dưới" not in page
    assert Endorsement.objects.get().submission == form
    assert form.digest in Record.objects.get(act="form.endorsed").data
    office = log_in(cast.hoa).get(f"/dot/{cast.campaign.slug}/tien-do/").content.decode()
    assert "cấp trên đã xác nhận" in office
    with pytest.raises(Mistake, match="đã được cấp trên xác nhận"):
        services.endorse_form(by=cast.dao, participant=commune, digest=form.digest)


def test_nobody_but_the_unit_above_answers_for_a_form(cast: Cast, head: User) -> None:
    commune, form = sent(cast, head)
    for who in (head, cast.giang, cast.an, cast.binh, cast.hoa, cast.chi, cast.minh):
        with pytest.raises(NotAllowed):
            services.endorse_form(by=who, participant=commune, digest=form.digest)
    assert not Endorsement.objects.exists()


def test_the_people_of_a_district_answer_for_no_other_form(cast: Cast, head: User) -> None:
    """Not their own, not one beside it, not one of another unit above."""
    _commune, form = sent(cast, head)
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "yes"}
    )
    theirs = services.submit_assessment(by=cast.binh, participant=cast.a)
    own = cast.participant(cast.unit_d)
    district = log_in(cast.dao)
    for participant, digest in ((cast.a, theirs.digest), (cast.b, form.digest), (own, form.digest)):
        answer = district.post(f"/phieu/{participant.pk}/xac-nhan/", {"digest": digest})
        assert answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND), participant
    assert not Endorsement.objects.exists()


def test_a_form_that_was_sent_anew_is_answered_for_anew(cast: Cast, head: User) -> None:
    """Nobody answers for figures that they have not read."""
    commune, first = sent(cast, head)
    services.endorse_form(by=cast.dao, participant=commune, digest=first.digest)
    services.withdraw_submission(by=head, participant=commune, reason="sửa")
    _commune, second = sent(cast, head, "no")
    with pytest.raises(Conflict):
        services.endorse_form(by=cast.dao, participant=commune, digest=first.digest)
    page = log_in(cast.dao).get(f"/phieu/{commune.pk}/bien-nhan/").content.decode()
    assert "Xác nhận số liệu của đơn vị cấp dưới" in page
    services.endorse_form(by=cast.dao, participant=commune, digest=second.digest)
    assert Endorsement.objects.count() == 2
