"""The page that verifies speaks of a package in words of the field, not in names of JSON."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.verifier.changes import resealed
from tests.verifier.node import Verifier, verifier
from tests.xephang.library import LIBRARY
from xephang.canonical import canonical_json
from xephang.demonstration import data_files
from xephang.intake import load_campaign, load_campaign_file
from xephang.loading import load_folder
from xephang.package import seal

PHAN_THIET = "phan-thiet/2020-4487"


@pytest.fixture(scope="module")
def javascript() -> Iterator[Verifier]:
    with verifier() as running:
        yield running


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """The package of Phan Thiết's example, which holds."""
    folder = load_folder(LIBRARY / PHAN_THIET)
    files = data_files(LIBRARY / PHAN_THIET)
    assert files is not None
    year = int(load_campaign_file(files[0])[0].year)
    regulation = folder.regulation(year)
    campaign = load_campaign(regulation, files[0], answers_path=files[1])
    sealed: dict[str, Any] = json.loads(seal(folder, campaign, regulation.year))
    return sealed


def _unit(package: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = package["results"]["units"][0]
    assert (found["unit"], found["verdict"]) == ("binh-hung", "ranked")
    return found


def _leaf(package: dict[str, Any], kind: str) -> tuple[dict[str, Any], str]:
    """A criterion of the first unit with an input of that type; and the input."""
    asked = {
        each["id"]: each.get("inputs", {})
        for form in package["regulation"]["forms"]
        for section in form["sections"]
        for each in section.get("criteria", ())
    }
    waiting = [_unit(package)["tree"]]
    for node in waiting:
        waiting += node.get("parts", ())
        for name in node.get("inputs", ()):
            if asked.get(node["node"], {}).get(name, {}).get("type") == kind:
                return node, name
    raise AssertionError(kind)


def _verdict(package: dict[str, Any]) -> None:
    _unit(package)["verdict"] = "not_assessed_late"


def _class(package: dict[str, Any]) -> None:
    _unit(package)["classes"]["total"]["class"] = "kha"


def _status(package: dict[str, Any]) -> None:
    _unit(package)["classes"]["total"]["status"] = "in_gap"


def _lateness(package: dict[str, Any]) -> None:
    _unit(package)["lateness"]["status"] = "recorded_late"


def _index(package: dict[str, Any]) -> None:
    _unit(package)["indices"]["total"]["undecided"] = True


def _group(package: dict[str, Any]) -> None:
    _unit(package)["group"] = "phong"


def _total(package: dict[str, Any]) -> None:
    _unit(package)["tree"]["points"] = "1"


def _table(package: dict[str, Any]) -> None:
    package["results"]["tables"][1]["rows"][0]["rank"] = 9


def _lost_table(package: dict[str, Any]) -> None:
    package["results"]["tables"].pop(0)


def _answer(package: dict[str, Any]) -> None:
    leaf, name = _leaf(package, "yes_no")
    leaf["inputs"][name] = "no" if leaf["inputs"][name] == "yes" else "yes"


def _lost(package: dict[str, Any]) -> None:
    del _unit(package)["lateness"]["deadline"]


def _more(package: dict[str, Any]) -> None:
    package["campaign"]["roster"][0]["note"] = "x"


def _number(package: dict[str, Any]) -> None:
    package["regulation"]["regulation"]["classes"][0]["classes"][0]["at_least"] = "8 0"


CHANGES: dict[Callable[[dict[str, Any]], None], tuple[str, str]] = {
    _verdict: (
        "kết luận được ghi là không đánh giá (nộp trễ), tính lại được được xếp hạng",
        "verdict is printed as not assessed (late), it comes out as ranked",
    ),
    _class: (
        "mức xếp loại được ghi là “Khá”, tính lại được “Tốt”",
        "class is printed as “Khá (Fair)”, it comes out as “Tốt (Good)”",
    ),
    _status: (
        "tình trạng được ghi là rơi vào khoảng không mức nào, tính lại được đạt một mức",
        "status is printed as in a gap between classes, it comes out as classed",
    ),
    _lateness: (
        "tình trạng được ghi là trễ, ghi nhận, tính lại được đúng hạn",
        "status is printed as late and recorded, it comes out as on time",
    ),
    _index: (
        "chỉ số tổng điểm: còn chờ quyết định được ghi là có, tính lại được không",
        "index total: waits for a decision is printed as yes, it comes out as no",
    ),
    _group: ("nhóm đối tượng được ghi là “Phòng chuyên môn”, tính lại được “", "City divisions"),
    _total: ("mục tổng điểm: điểm được ghi là 1", "item total: points is printed as 1"),
    _table: ("bảng “Bảng xếp hạng các phường, xã”", "Wards and communes"),
    _lost_table: ("“Bảng xếp hạng các phòng chuyên môn”", "City divisions"),
    _answer: ("số liệu đã trả lời được ghi là “", "answers is printed as “"),
    _lost: (
        "“kết quả, đơn vị binh-hung, kết luận về thời hạn, hạn nộp”: thiếu mục này",
        "“results, unit binh-hung, verdict on lateness, deadline”: it is missing",
    ),
    _more: ("đợt đánh giá, danh sách đơn vị, ", "campaign, roster, "),
    _number: ("“quy định”: không phải số chính xác: 8 0", "“regulation”: not an exact number: 8 0"),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__.strip("_"))
def test_a_difference_is_told_in_words_of_the_field(
    change: Callable[[dict[str, Any]], None], whole: dict[str, Any], javascript: Verifier
) -> None:
    package = copy.deepcopy(whole)
    change(package)
    report = javascript.verify(resealed(package))
    assert not report.holds
    for language, words in zip(("vi", "en"), CHANGES[change], strict=True):
        told = [each[language] for each in report.differences]
        assert any(words in each for each in told), told[:5]


def test_an_answer_is_told_by_its_question(whole: dict[str, Any], javascript: Verifier) -> None:
    package = copy.deepcopy(whole)
    leaf, name = _leaf(package, "yes_no")
    _answer(package)
    told = javascript.verify(resealed(package)).differences
    own = next(each for each in told if leaf["node"] in each["place"])
    assert f"{name}: " not in own["vi"] + own["en"]
    assert ": có”" in own["vi"]
    assert ": không”" in own["vi"]
    assert ": yes”" in own["en"]


def test_an_item_without_a_number_is_told_by_its_name(
    whole: dict[str, Any], javascript: Verifier
) -> None:
    package = copy.deepcopy(whole)
    waiting = [_unit(package)["tree"]]
    for node in waiting:
        waiting += node.get("parts", ())
    (general,) = (each for each in waiting if each["node"] == "general")
    general["points"] = "1"
    told = javascript.verify(resealed(package)).differences
    assert f"mục “{general['name']}”: điểm được ghi là 1" in told[0]["vi"]


def test_a_unit_is_told_by_its_name_and_its_code(
    whole: dict[str, Any], javascript: Verifier
) -> None:
    package = copy.deepcopy(whole)
    _verdict(package)
    told = javascript.verify(resealed(package)).differences
    assert told[0]["vi"].startswith("đơn vị “UBND phường Bình Hưng” (binh-hung):")


def test_parts_are_told_in_words(whole: dict[str, Any], javascript: Verifier) -> None:
    changed = copy.deepcopy(whole)
    _verdict(changed)
    told = javascript.verify(canonical_json(changed)).differences
    assert "phần “kết quả” đã thay đổi" in told[0]["vi"]
    assert "part “results” was changed" in told[0]["en"]
    lost = copy.deepcopy(whole)
    del lost["regulation"]
    (only,) = javascript.verify(canonical_json(lost)).differences
    assert "(đợt đánh giá, các mã băm, dạng của gói, kết quả)" in only["vi"]
    assert "(campaign, digests, form of the package, results)" in only["en"]
