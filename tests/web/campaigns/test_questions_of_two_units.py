"""Who works for two units says for which one they ask."""

from __future__ import annotations

import pytest

from tests.web.cast import Cast, holds, log_in
from xephang_web.accounts.models import Role, User
from xephang_web.campaigns.models import Question

HERE = "/dot/thanh-hoa-2016/vuong-mac/"


@pytest.fixture
def an_of_two(cast: Cast) -> User:
    """An, who fills in for unit A and for unit B."""
    return holds(cast.an, Role.FOCAL_PERSON, cast.unit_b)


def test_who_has_one_unit_is_not_asked_which(cast: Cast) -> None:
    assert 'name="participant"' not in log_in(cast.an).get(HERE).content.decode()
    log_in(cast.an).post(HERE, {"text": "Mục 1.3?"})
    assert Question.objects.get().unit == cast.unit_a


def test_who_has_two_units_chooses_and_the_first_is_chosen_until_then(
    cast: Cast, an_of_two: User
) -> None:
    client = log_in(an_of_two)
    assert 'name="participant"' in client.get(HERE).content.decode()
    client.post(HERE, {"text": "Cho đơn vị thứ hai", "participant": cast.b.pk})
    client.post(HERE, {"text": "Cho đơn vị đầu", "participant": cast.a.pk})
    client.post(HERE, {"text": "Không chọn"})
    asked = {each.text: each.unit for each in Question.objects.select_related("unit")}
    assert asked == {
        "Cho đơn vị thứ hai": cast.unit_b,
        "Cho đơn vị đầu": cast.unit_a,
        "Không chọn": cast.unit_a,
    }


@pytest.mark.parametrize("named", ["d", "0", "x"])
def test_nobody_asks_for_a_unit_that_is_not_theirs(cast: Cast, an_of_two: User, named: str) -> None:
    sent = str(cast.participant(cast.unit_d).pk) if named == "d" else named
    got = log_in(an_of_two).post(HERE, {"text": "x?", "participant": sent})
    assert got.status_code == 400
    assert not Question.objects.exists()
