"""A figure of a criterion that an amendment changed counts again once it is written again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.cast import Cast
from xephang_web.assessments import queries, services
from xephang_web.assessments.models import Answer
from xephang_web.assessments.queries import read_form


def test_the_same_figure_written_anew_counts_for_the_criterion_as_it_is_now(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    common: dict[str, Any] = {"by": cast.an, "participant": cast.a, "criterion_id": "1.2"}
    services.save_answers(**common, values={"numerator": "10"})
    # As after an amendment of this criterion.
    Answer.objects.update(answered_under="f" * 64)
    monkeypatch.setattr(queries, "unchanged_criteria", lambda *_given: frozenset())
    assert "1.2" not in read_form(cast.a).answers
    services.save_answers(**common, values={"numerator": "10"}, seen={"numerator": 1})
    assert read_form(cast.a).answers["1.2"] == {"numerator": "10"}
