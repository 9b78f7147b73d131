"""Số liệu nền: how large an invented unit is, so that one whole is the same in every criterion.

Forms ask for the same whole again and again (staff, papers, files). What a label asks for
is told by its words; a label that says nothing known gets a small count.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from xephang_web.demonstration.shapes import UnitKind

STAFF: dict[UnitKind, tuple[int, int]] = {
    "department": (42, 128),
    "office": (48, 96),
    "district": (86, 147),
    "commune": (17, 24),
    "ward": (18, 27),
    "township": (18, 25),
    "division": (7, 19),
    "attached_unit": (23, 119),
    "central_agency": (37, 223),
}

SAME = {
    "tổng số máy tính": "số máy tính đang dùng",
    "số thủ tục đã cung cấp trực tuyến": "số thủ tục mức độ 3, 4",
    "tổng số cuộc họp": "số cuộc họp",
    "kinh phí đã giải ngân (triệu đồng)": "kinh phí đã chi cho cntt trong kỳ",
    "số hồ sơ trực tuyến năm nay": "số hồ sơ nộp trực tuyến",
    "số xã, phường, thị trấn": "tổng số xã",
    "số hộ": "tổng số hộ",
    "số báo cáo gửi chậm": "số báo cáo gửi chậm hoặc không gửi",
}
"""A label that asks for what another one has already asked for."""

PEOPLE = (("tổng số hộ kinh doanh", 83, 611), ("tổng số hộ", 1523, 5207))
"""Words of a label, and how many there are in a commune; a district has `PER_DISTRICT` times it."""

PER_DISTRICT = 9

DERIVED = (
    ("dân số", "tổng số hộ", 3.87),
    ("người trưởng thành", "tổng số hộ", 2.61),
    ("hồ sơ đã giải quyết", "tổng số hồ sơ tiếp nhận", 0.963),
    ("hồ sơ đã trả", "tổng số hồ sơ tiếp nhận", 0.941),
    ("hồ sơ của các thủ tục trực tuyến", "tổng số hồ sơ tiếp nhận", 0.617),
    ("được phép gửi điện tử", "tổng số văn bản đi", 0.873),
)
"""Words of a label, the whole it follows from, and how much of it."""

PER_PERSON = (
    ("văn bản đến", 26, 61),
    ("văn bản có hạn", 11, 19),
    ("văn bản", 10, 24),
    ("hồ sơ công việc", 3, 7),
    ("hồ sơ lưu trữ", 21, 73),
    ("tổng chi thường xuyên", 137, 171),
    ("chức danh", 0.16, 0.31),
    ("lãnh đạo", 0.07, 0.13),
    ("cuộc họp do đơn vị", 0.5, 1.3),
    ("hồ sơ, giao dịch", 19, 67),
    ("khoản thu", 7, 31),
    ("hồ sơ", 17, 59),
)
"""Words of a label, and how many there are for each member of staff."""

COMMUNES = (("cán bộ xã", 263, 607), ("tổng số xã", 9, 33))
"""Words of a label, and how many there are in a district."""

EVERYBODY = ("số cán bộ", "số người cần", "số người phải", "số người được cấp", "tổng số người")

OUTRIGHT = (
    ("nhiệm vụ", 7, 23),
    ("thủ tục", 47, 163),
    ("biểu mẫu", 43, 191),
    ("phản ánh", 6, 41),
    ("câu hỏi", 9, 67),
    ("trường dữ liệu", 19, 71),
    ("báo cáo", 13, 37),
    ("hệ thống", 3, 9),
    ("dự án", 2, 11),
    ("đơn vị trực thuộc", 2, 9),
    ("mục phải", 13, 21),
    ("cuộc họp", 3, 9),
)
"""Words of a label, and how many there are whatever the staff."""


def key_of(label: str) -> str:
    """The label by which a whole is remembered, whichever way it is asked."""
    lowered = label.lower()
    return SAME.get(lowered, lowered)


@dataclass(frozen=True, slots=True)
class Facts:
    """One unit's wholes in one year, drawn when they are first asked for.

    `shares` are the same in both years, so that a unit stays as large as it was; `reach` is
    how many communes' people it serves.
    """

    staff: int
    shares: dict[str, float]
    rng: random.Random
    reach: int = 1
    known: dict[str, int] = field(default_factory=dict)

    def whole(self, label: str) -> int:
        """The whole that a label asks for, the same each time."""
        key = key_of(label)
        if key not in self.known:
            self.known[key] = self._drawn(key)
        return self.known[key]

    def part(self, label: str) -> int | None:
        """What is known of a label that another criterion has answered."""
        return self.known.get(key_of(label))

    def note(self, label: str, value: int) -> None:
        """Remember an answer for those that ask for the same."""
        self.known.setdefault(key_of(label), value)

    def year_after(self, rng: random.Random) -> Facts:
        """The same unit a year later: staff moves a little, everything else is asked anew."""
        return replace(self, staff=max(5, self.staff + rng.randint(-2, 3)), rng=rng, known={})

    def _drawn(self, key: str) -> int:
        for words, source, factor in DERIVED:
            if words in key:
                return round(factor * self.whole(source))
        for words, low, high in PEOPLE:
            if words in key:
                return self.reach * self._between(words, low, high)
        for words, low, high in COMMUNES:
            if words in key:
                return self._between(words, low, high)
        if any(words in key for words in EVERYBODY):
            return self.staff
        for words, least, most in PER_PERSON:
            if words in key:
                drifted = self._share(words) * (0.96 + 0.08 * self.rng.random())
                return max(2, round(self.staff * (least + (most - least) * drifted)))
        for words, low, high in OUTRIGHT:
            if words in key:
                return self._between(words, low, high)
        return self.rng.randint(5, 17)

    def _between(self, words: str, low: int, high: int) -> int:
        return low + round((high - low) * self._share(words))

    def _share(self, words: str) -> float:
        """How far up its range this unit lies."""
        if words not in self.shares:
            self.shares[words] = self.rng.random()
        return self.shares[words]


def first_facts(kind: UnitKind, rng: random.Random) -> Facts:
    """A unit as it is first met."""
    return Facts(rng.randint(*STAFF[kind]), {}, rng, PER_DISTRICT if kind == "district" else 1)
