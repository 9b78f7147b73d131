"""The load test says so when something that was acknowledged is lost, and only then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench.acknowledged import Place, lost
from tests.web.cast import Cast
from tests.web.unguarded import unguarded
from xephang_web.assessments import services
from xephang_web.assessments.models import Answer, Receipt, Submission
from xephang_web.shared import clock


def save(cast: Cast, value: str) -> None:
    """One figure of A's form."""
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.2",
        values={"numerator": value, "denominator": "50"},
    )  # fmt: skip


@pytest.fixture
def place(cast: Cast) -> Place:
    """A at the deadline: two figures were acknowledged, and the form."""
    for value in ("0", "40"):
        save(cast, value)
    services.submit_assessment(by=cast.binh, participant=cast.a)
    return Place(cast.a.pk, "", "", {"0", "40"}, is_sent=True)


def figure() -> Answer:
    """The figure as it is kept."""
    return Answer.objects.get(field="numerator")


LOSSES: dict[str, Callable[[], object]] = {
    "the form": lambda: Submission.objects.all().delete(),
    "the receipt": lambda: Receipt.objects.all().delete(),
    "the form, taken back by nobody": lambda: Submission.objects.update(withdrawn_at=clock.now()),
    "every figure": lambda: Answer.objects.all().delete(),
    "the last save": lambda: Answer.objects.filter(pk=figure().pk).update(value="0", version=1),
    "the figure itself": lambda: Answer.objects.filter(pk=figure().pk).update(value="7"),
}


def test_nothing_is_lost_where_everything_is_there(place: Place) -> None:
    assert lost([place]) == []


@pytest.mark.parametrize("what", LOSSES)
def test_every_loss_is_told(place: Place, what: str) -> None:
    with unguarded():
        LOSSES[what]()
    (told,) = lost([place])
    assert str(place.pk) in told


def test_what_was_written_and_not_acknowledged_is_no_loss(cast: Cast) -> None:
    for value in ("0", "40", "41"):
        save(cast, value)
    assert lost([Place(cast.a.pk, "", "", {"0", "40"})]) == []
