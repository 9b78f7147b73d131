"""Coming in: invitations, second factors, sessions that end, a lock that spares the owner."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from tests.web.cast import Cast, holds, log_in, person
from tests.web.conftest import FrozenClock
from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.accounts.services import appoint, end_appointment, hand_over
from xephang_web.assessments import services as forms
from xephang_web.shared.errors import Mistake, NotAllowed

PASSWORD = "mot mat khau that dai 2016"


def invited(cast: Cast, mailoutbox: list[Any], capture: Any) -> str:
    """The address in the invitation that Hoa sends to a new focal person of unit B."""
    with capture(execute=True):
        log_in(cast.hoa).post(
            f"/nhan-su/{cast.unit_b.pk}/",
            {
                "act": "invite",
                "email": "Moi@x.example",
                "full_name": "Người Mới",
                "role": "focal_person",
            },
        )
    found = re.search(r"http://testserver(/loi-moi/\S+)", mailoutbox[-1].body)
    assert found is not None
    return found[1]


def test_an_invitation_makes_an_account_once(
    cast: Cast, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    address = invited(cast, mailoutbox, django_capture_on_commit_callbacks)
    weak = Client().post(address, {"password": "123"})
    assert weak.status_code == 422
    assert not User.objects.filter(email="moi@x.example").exists()
    Client().post(address, {"password": PASSWORD})
    user = User.objects.get(email="moi@x.example")
    assert user.check_password(PASSWORD)
    assert Appointment.objects.get(user=user).unit == cast.unit_b
    assert Client().get(address).status_code == 404


def test_an_invitation_ends_by_itself(
    cast: Cast,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
    server_clock: FrozenClock,
) -> None:
    address = invited(cast, mailoutbox, django_capture_on_commit_callbacks)
    server_clock.at += dt.timedelta(days=15)
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"password": PASSWORD}).status_code == 404


@pytest.mark.parametrize("role", [Role.HEAD, Role.STANDING_OFFICE, Role.APPRAISER, Role.APPROVER])
def test_who_signs_judges_or_manages_sets_up_a_second_factor_first(cast: Cast, role: Role) -> None:
    user = holds(person("Không Mã", is_demo=False), role, cast.unit_a)
    for address in ("/", "/don-vi/", f"/phieu/{cast.a.pk}/"):
        answer = log_in(user).get(address)
        assert answer.status_code == 302, address
        assert "2fa" in answer["Location"]


def test_a_focal_person_comes_in_with_a_password_alone(cast: Cast) -> None:
    user = holds(person("Đầu Mối", is_demo=False), Role.FOCAL_PERSON, cast.unit_a)
    assert log_in(user).get("/don-vi/").status_code == 200


def test_a_change_of_roles_ends_the_sessions(cast: Cast) -> None:
    client = log_in(cast.giang)
    assert client.get("/don-vi/").status_code == 200
    appoint(by=cast.hoa, user=cast.giang, role=Role.FOCAL_PERSON, unit=cast.unit_d)
    assert client.get("/don-vi/").status_code == 302


def test_an_ended_role_opens_nothing(cast: Cast) -> None:
    held = Appointment.objects.get(user=cast.an)
    end_appointment(by=cast.hoa, appointment=held)
    assert log_in(User.objects.get(pk=cast.an.pk)).get(f"/phieu/{cast.a.pk}/").status_code == 404


def test_a_focal_person_hands_over_and_the_history_stays(cast: Cast) -> None:
    forms.save_answers(by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "yes"})
    held = Appointment.objects.get(user=cast.an)
    hand_over(by=cast.an, appointment=held, to=cast.kim)
    kim, an = User.objects.get(pk=cast.kim.pk), User.objects.get(pk=cast.an.pk)
    assert kim.has_perm("assessments.edit", cast.a)
    page = log_in(kim).get(f"/phieu/{cast.a.pk}/nhat-ky/").content.decode()
    assert "An" in page
    assert log_in(an).get(f"/phieu/{cast.a.pk}/").status_code == 404


def test_nobody_gives_more_than_they_manage(cast: Cast) -> None:
    for who, role in (
        (cast.binh, Role.HEAD),
        (cast.an, Role.FOCAL_PERSON),
        (cast.hoa, Role.AUDITOR),
    ):
        with pytest.raises((NotAllowed, Mistake)):
            appoint(by=who, user=cast.giang, role=role, unit=cast.unit_a)
    with pytest.raises(Mistake):
        appoint(by=cast.binh, user=cast.giang, role=Role.DEPUTY, unit=cast.unit_a)


def test_a_spray_locks_its_own_machine_and_the_owner_still_gets_in(cast: Cast) -> None:
    cast.an.set_password(PASSWORD)
    cast.an.save()
    attacker, owner = Client(REMOTE_ADDR="10.0.0.66"), Client(REMOTE_ADDR="10.0.0.7")
    address = "/tai-khoan/login/"
    for number in range(12):
        last = attacker.post(address, {"login": cast.an.email, "password": f"sai {number}"})
    assert last.status_code in (403, 429)
    locked = attacker.post(address, {"login": cast.an.email, "password": PASSWORD})
    assert locked.status_code in (403, 429)
    answer = owner.post(address, {"login": cast.an.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert owner.get("/don-vi/").status_code == 200
