"""The order of the Vietnamese alphabet, and search without marks."""

from __future__ import annotations

import importlib
import random

import pytest
from django.apps import apps

from tests.web.cast import Cast
from xephang_web.organisations.models import Unit
from xephang_web.shared.words import collation_key, fold

ORDERED = [
    ["a", "à", "ả", "ã", "á", "ạ", "ă", "ắ", "â", "ấ", "b"],
    ["ba", "bà", "bá", "bác", "bạc"],
    ["d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư"],
    ["Phường 1", "Phường 10", "Phường 2"],
    ["Sở Y", "Sở Y tế"],
    ["UBND phường Hải Châu I", "UBND phường Hải Châu II"],
    ["Huyện A", "Huyện A Lưới", "Huyện An"],
]


@pytest.mark.parametrize("names", ORDERED)
def test_names_stand_in_the_order_of_the_dictionary(names: list[str]) -> None:
    mixed = list(names)
    random.Random(7).shuffle(mixed)
    assert sorted(mixed, key=collation_key) == names


def test_search_knows_no_marks() -> None:
    assert fold("  Đắk  LẮK ") == "dak lak"


def test_units_of_an_older_version_are_sorted_anew(cast: Cast) -> None:
    Unit.objects.update(sort_key="zzz")
    name = "xephang_web.organisations.migrations.0003_shorter_names_first"
    importlib.import_module(name).sort_anew(apps, None)
    found = list(Unit.objects.values_list("name", flat=True))
    assert found == sorted(found, key=collation_key)
    assert "zzz" not in Unit.objects.values_list("sort_key", flat=True)
