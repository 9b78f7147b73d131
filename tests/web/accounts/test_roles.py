"""Roles over time: handing over, ending, inviting; what is over stays what it was."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.web.cast import Cast, holds, log_in
from tests.web.conftest import FrozenClock
from xephang_web.accounts.models import Appointment, Invitation, Role, User
from xephang_web.accounts.services import accept_invitation, end_appointment, hand_over
from xephang_web.audit.models import Record
from xephang_web.campaigns.conflicts import conflict
from xephang_web.shared.errors import Mistake, NotAllowed

PASSWORD = "mot mat khau that dai 2016"


def test_a_focal_person_finds_the_hand_over_on_the_page_and_no_other_act(cast: Cast) -> None:
    client = log_in(cast.an)
    address = f"/nhan-su/{cast.unit_a.pk}/"
    page = client.get(address).content.decode()
    assert 'value="hand_over"' in page
    assert 'value="end"' not in page
    held = Appointment.objects.get(user=cast.an)
    client.post(address, {"act": "hand_over", "appointment": held.pk, "email": cast.kim.email})
    assert Appointment.objects.filter(user=cast.kim, role=Role.FOCAL_PERSON).exists()


@pytest.mark.parametrize("who", ["khanh", "chi", "giang"])
def test_nobody_is_given_a_role_of_another_unit_unasked(cast: Cast, who: str) -> None:
    """It would put the approver or an appraiser in conflict with the unit, and end their session.

    Whoever the person is, and whether they are known at all, is not to be learned by trying.
    """
    stranger: User = getattr(cast, who)
    held = Appointment.objects.get(user=cast.an)
    version = stranger.roles_version
    for by in (cast.an, cast.binh, cast.hoa):
        with pytest.raises(Mistake, match="mời"):
            hand_over(by=by, appointment=held, to=stranger)
    address = f"/nhan-su/{cast.unit_a.pk}/"
    given = {"act": "hand_over", "appointment": held.pk}
    said = []
    for email in (stranger.email, "khong.ai@x.example"):
        page = log_in(cast.an).post(address, {**given, "email": email}).content.decode()
        said.append(re.sub(r"\b\w{64}\b", "TOKEN", page.replace(email, "EMAIL")))
    assert "mời" in said[0]
    assert said[0] == said[1]
    stranger.refresh_from_db()
    assert stranger.roles_version == version
    assert not conflict(User.objects.get(pk=stranger.pk), cast.a)
    held.refresh_from_db()
    assert held.ends is None


def test_a_colleague_who_was_invited_first_takes_over_and_holds_the_role_once(
    cast: Cast, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        log_in(cast.binh).post(
            f"/nhan-su/{cast.unit_a.pk}/",
            {"act": "invite", "email": "moi@x.example", "full_name": "M", "role": "focal_person"},
        )
    new = accept_invitation(secret=link(mailoutbox).split("/")[-2], password=PASSWORD)
    held = Appointment.objects.get(user=cast.an)
    hand_over(by=cast.an, appointment=held, to=new)
    there = Appointment.objects.filter(unit=cast.unit_a, role=Role.FOCAL_PERSON, ends=None)
    assert [each.user for each in there] == [new]


def test_who_held_the_role_for_a_shorter_time_has_it_for_the_rest(cast: Cast) -> None:
    """Kim, who fills in for An until the end of the month, has to go on when An leaves."""
    holds(cast.kim, Role.FOCAL_PERSON, cast.unit_a, ends=dt.date(2016, 12, 1))
    made = hand_over(by=cast.an, appointment=Appointment.objects.get(user=cast.an), to=cast.kim)
    assert made.user == cast.kim
    assert made.ends is None


def test_a_hand_over_lasts_as_long_as_the_role_was_given_for(cast: Cast) -> None:
    held = Appointment.objects.get(user=cast.an)
    held.ends = dt.date(2016, 12, 1)
    held.save()
    made = hand_over(by=cast.an, appointment=held, to=cast.kim)
    assert made.ends == dt.date(2016, 12, 1)


def test_only_a_focal_person_s_role_that_is_held_is_handed_over(cast: Cast) -> None:
    """A deputy's is for a time and given by the head; one that is over or to come is nobody's."""
    deputy = Appointment.objects.get(user=cast.kim)
    with pytest.raises(NotAllowed):
        hand_over(by=cast.binh, appointment=deputy, to=cast.an)
    for starts, ends in ((dt.date(2010, 1, 1), dt.date(2015, 1, 1)), (dt.date(2017, 1, 1), None)):
        other = Appointment.objects.create(
            user=cast.an, role=Role.FOCAL_PERSON, unit=cast.unit_b, starts=starts, ends=ends
        )
        with pytest.raises(Mistake):
            hand_over(by=cast.an, appointment=other, to=cast.giang)
        other.refresh_from_db()
        assert (other.starts, other.ends) == (starts, ends)


def test_the_last_day_of_an_ended_role_is_not_moved(cast: Cast, server_clock: FrozenClock) -> None:
    held = Appointment.objects.get(user=cast.an)
    end_appointment(by=cast.hoa, appointment=held)
    first = held.ends
    server_clock.at += dt.timedelta(days=30)
    with pytest.raises(Mistake):
        end_appointment(by=cast.hoa, appointment=held)
    held.refresh_from_db()
    assert held.ends == first


def test_the_last_administrator_stays(cast: Cast) -> None:
    with pytest.raises(Mistake):
        end_appointment(by=cast.quyen, appointment=Appointment.objects.get(user=cast.quyen))


def invite(cast: Cast, capture: Any, **given: str) -> Any:
    """What the page says when Hoa invites somebody into unit B."""
    with capture(execute=True):
        return log_in(cast.hoa).post(
            f"/nhan-su/{cast.unit_b.pk}/",
            {
                "act": "invite",
                "email": "moi@x.example",
                "full_name": "Mới",
                "role": "head",
                **given,
            },
        )


def link(box: list[Any]) -> str:
    """The address in the last invitation."""
    found = re.search(r"http://testserver(/loi-moi/\S+)", box[-1].body)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "given",
    [
        {"email": "a@x.example\nBcc: b@x.example"},
        {"email": "@"},
        {"ends": "01/01/2015"},
        {"ends": "01/11/2016"},
    ],
)
def test_an_invitation_that_could_not_be_accepted_is_not_sent(
    cast: Cast,
    given: dict[str, str],
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert invite(cast, django_capture_on_commit_callbacks, **given).status_code == 400
    assert not Invitation.objects.exists()
    assert mailoutbox == []


def test_a_withdrawn_invitation_opens_nothing(
    cast: Cast, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    invite(cast, django_capture_on_commit_callbacks)
    address, sent = link(mailoutbox), Invitation.objects.get()
    there = f"/nhan-su/{cast.unit_b.pk}/"
    given = {"act": "withdraw", "invitation": sent.pk}
    assert log_in(cast.giang).post(there, given).status_code == 403
    assert Client().get(address).status_code == 200
    assert log_in(cast.hoa).post(there, given).status_code == 302
    assert Client().post(address, {"password": PASSWORD}).status_code == 404
    assert Record.objects.filter(act="invitation.withdrawn").exists()


def test_an_invitation_opens_nothing_once_its_role_would_be_over(
    cast: Cast,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
    server_clock: FrozenClock,
) -> None:
    """A deputy invited for three days who opens the letter after a week."""
    invite(cast, django_capture_on_commit_callbacks, role="deputy", ends="04/11/2016")
    assert Client().get(link(mailoutbox)).status_code == 200
    server_clock.at += dt.timedelta(days=7)
    assert Client().post(link(mailoutbox), {"password": PASSWORD}).status_code == 404


def test_an_invitation_dies_with_the_sender_s_own_role(
    cast: Cast, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    """Whoever leaves the office leaves no doors open behind them."""
    invite(cast, django_capture_on_commit_callbacks)
    end_appointment(by=cast.quyen, appointment=Appointment.objects.get(user=cast.hoa))
    assert Client().post(link(mailoutbox), {"password": PASSWORD}).status_code == 404
    assert not Appointment.objects.filter(unit=cast.unit_b, role=Role.HEAD).exists()


def test_a_mail_server_that_is_down_is_said_and_leaves_no_invitation(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = transactional_cast

    def refuse(*_args: Any, **_named: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    got = log_in(cast.hoa).post(
        f"/nhan-su/{cast.unit_b.pk}/",
        {"act": "invite", "email": "moi@x.example", "full_name": "Mới", "role": "head"},
    )
    assert got.status_code == 400
    assert "Máy chủ thư" in got.content.decode()
    assert (
        "moi@x.example" not in log_in(cast.hoa).get(f"/nhan-su/{cast.unit_b.pk}/").content.decode()
    )
