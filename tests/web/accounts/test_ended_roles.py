"""A role that has ended is history: nobody acts by it, ends it again or hands it on."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.cast import Cast, holds, log_in, person
from tests.web.conftest import NOW
from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.accounts.services import end_appointment, hand_over
from xephang_web.shared.errors import Mistake

TODAY = NOW.date()
LAST_YEAR = dt.date(2015, 12, 31)


def former(cast: Cast) -> tuple[User, Appointment]:
    """Somebody who filled in unit A's form until last year and now signs there (KT.)."""
    user = holds(person("Cửu"), Role.FOCAL_PERSON, cast.unit_a, ends=LAST_YEAR)
    holds(user, Role.DEPUTY, cast.unit_a, ends=dt.date(2099, 1, 1))
    return user, Appointment.objects.get(user=user, role=Role.FOCAL_PERSON)


def test_nobody_hands_on_a_role_that_they_held_once(cast: Cast) -> None:
    user, ended = former(cast)
    with pytest.raises(Mistake):
        hand_over(by=user, appointment=ended, to=cast.kim)
    answer = log_in(user).post(
        f"/nhan-su/{cast.unit_a.pk}/",
        {"act": "hand_over", "appointment": str(ended.pk), "email": cast.kim.email},
    )
    assert answer.status_code in (400, 403)
    assert not Appointment.objects.filter(user=cast.kim, role=Role.FOCAL_PERSON).exists()


def test_an_ended_role_keeps_the_day_on_which_it_ended(cast: Cast) -> None:
    _user, ended = former(cast)
    with pytest.raises(Mistake):
        end_appointment(by=cast.hoa, appointment=ended)
    with pytest.raises(Mistake):
        hand_over(by=cast.hoa, appointment=ended, to=cast.kim)
    assert Appointment.objects.get(pk=ended.pk).ends == LAST_YEAR
