"""A year walked by hand with the right people, twice: the guards hold and the walk arrives."""

from __future__ import annotations

import pytest

from tests.web.conftest import FrozenClock
from tests.web.cycle.by_hand import by_hand, missing
from tests.web.cycle.walk import Walk
from tests.web.cycle.world import PHU_THO, make_world
from xephang_web.results.models import Publication


@pytest.mark.django_db
def test_two_years_from_the_founding_to_publication(server_clock: FrozenClock) -> None:
    """PHT-5: every group sends its form. PHT-14: communes are their district's to answer for."""
    walk = Walk(make_world(PHU_THO), server_clock)
    for _moment in by_hand(walk):
        pass
    walk.guards.at_the_end()
    assert not missing(dict.fromkeys(walk.done, 1), PHU_THO), walk.refused
    assert Publication.objects.filter(published_at__isnull=False).count() == 3, walk.refused
