"""A year walked by hand with the right people, twice: the guards hold and the walk arrives."""

from __future__ import annotations

import pytest

from tests.web.conftest import FrozenClock
from tests.web.cycle.walk import Walk
from tests.web.cycle.world import DA_NANG, PHU_THO, THANH_HOA, Province, make_world
from xephang_web.results.models import Publication


@pytest.mark.django_db
@pytest.mark.parametrize(
    "province", [THANH_HOA, DA_NANG, PHU_THO], ids=lambda each: each.regulation
)
def test_two_years_from_the_founding_to_publication(
    province: Province, server_clock: FrozenClock
) -> None:
    """PHT-5: every group sends its form. PHT-14: communes are their district's to answer for."""
    walk = Walk(make_world(province), server_clock)
    walk.found()
    walk.year()
    walk.reorganise("merge", "A", "B")
    walk.next_year("Hoa")
    walk.year()
    walk.guards.at_the_end()
    assert Publication.objects.filter(published_at__isnull=False).count() == 2, walk.refused
