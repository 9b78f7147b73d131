"""What a page could send that nobody types: told to the sender, never half kept."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.web.cast import Cast, log_in
from xephang.rules.ratio import RatioRule
from xephang_web.assessments.models import Answer
from xephang_web.assessments.pages import share_given
from xephang_web.campaigns.queries import regulation_of


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", "1_0"])
def test_a_version_that_is_no_number_is_no_version(cast: Cast, version: str) -> None:
    """A digit in another script is a digit to Python's `isdigit` and none to `int`."""
    got = log_in(cast.an).post(
        f"/phieu/{cast.a.pk}/luu/1.2/", {"numerator": "1", "v.numerator": version}
    )
    assert got.status_code < 500


def list_criterion(cast: Cast) -> tuple[str, str, list[str]]:
    """A criterion with a repeating field of the unit's own: its id, the field, the columns."""
    for each in regulation_of(cast.campaign).criteria_sets["so"].criteria():
        for name, asked in each.inputs.items():
            if asked.type == "list" and asked.source == "unit":
                return each.id, name, [c for c, of in asked.columns.items() if of.type == "text"]
    raise AssertionError("no repeating field")


@pytest.mark.parametrize(("count", "status", "kept"), [(500, 302, 1), (501, 400, 0)])
def test_no_row_of_a_long_list_is_dropped_unsaid(
    cast: Cast, count: int, status: int, kept: int
) -> None:
    criterion, name, columns = list_criterion(cast)
    sent = {f"{name}.{row}.{columns[0]}": f"dòng {row}" for row in range(count)}
    address = f"/phieu/{cast.a.pk}/luu/{criterion}/"
    got = log_in(cast.an).post(address, {**sent, f"{name}.there": "1"})
    assert got.status_code == status, got.content.decode()[:2000]
    assert Answer.objects.count() == kept
    if kept:
        assert "dòng 499" in Answer.objects.get().value


@pytest.mark.parametrize(
    "choice",
    ["x" * 5000 + "@2016", "thanh-hoa/2016-4289@²²²²", "regulations/thanh-hoa/2016-4289@2016"],
)
def test_only_regulations_of_the_library_are_pinned(cast: Cast, choice: str) -> None:
    """A path on the server's disk is no regulation, however it is written."""
    given = {"title": "Đợt khác", "office": "T.TT", "regulation": choice}
    got = log_in(cast.hoa).post("/tao-dot/", given)
    assert got.status_code == 400


def test_a_ratio_of_what_went_wrong_is_shown_as_what_went_right() -> None:
    rule = RatioRule(kind="ratio", numerator="late", denominator="all", complement=True)
    assert share_given(rule, {"late": "103", "all": "869"}) == Fraction(766, 869)
    assert share_given(rule, {"late": "0", "all": "0"}) is None
