"""The eye for markup sees what it is there for."""

from __future__ import annotations

import pytest

from tests.journeys.markup import FIRST, LATER, Markup, weigh


@pytest.mark.parametrize(
    "planted",
    [
        "<script>x()</script>",
        "<p style='color:red'>",
        "<style>p{}</style>",
        "<a onclick='x()'>",
        "<a href=' javascript:x()'>",
        "<img src='https://x.example/i.png'>",
        "<form method='post'></form>",
    ],
)
def test_code_on_a_page_is_found(planted: str) -> None:
    assert Markup(planted).wrong


def test_what_a_page_loads_is_weighed_with_it() -> None:
    text = "<link rel='stylesheet' href='/tinh/vendor/bootstrap.min.css'>"
    own, first = weigh(text, Markup(text).loaded)
    assert own < 200 < LATER
    assert 120_000 < first < FIRST
