"""Where the walk takes place: a small province, its people, and regulations with short forms.

The regulations are the founding ones as they stand; only the forms are cut to one
criterion a section, so that a whole year is walked in seconds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tests.web.cast import holds, person
from xephang.calendar import HANOI
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang_web.accounts.models import Role, User
from xephang_web.campaigns.models import PinnedRegulation
from xephang_web.campaigns.pinning import pin_content
from xephang_web.organisations.models import Unit, UnitKind
from xephang_web.organisations.services import create_unit


@dataclass(frozen=True)
class Province:
    """One regulation as it is walked: which groups its units are in, and what it provides."""

    regulation: str
    year: int
    departments: str
    districts: str
    communes: str
    """Empty where the regulation ranks no communes."""
    parents_judge: bool
    na_approver: str
    """Who grants N/A: `council`, or empty where the regulation knows none."""
    opens: tuple[int, int] = (10, 1)
    """Month and day of the launch: before the deadline of the forms."""


THANH_HOA = Province("thanh-hoa/2016-4289", 2016, "so", "huyen", "", False, "")
DA_NANG = Province("da-nang/2022-448", 2022, "so", "quan-huyen", "xa", True, "council")
PHU_THO = Province("phu-tho/2018-1609", 2018, "so", "huyen", "xa", True, "")
BINH_THUAN = Province("binh-thuan/2019-1867", 2019, "so", "huyen", "", False, "", (9, 1))
PHAN_THIET = Province("phan-thiet/2020-4487", 2020, "phong", "phuong-xa", "", False, "", (9, 1))
PROVINCES = (THANH_HOA, DA_NANG, PHU_THO, BINH_THUAN, PHAN_THIET)

UNITS = (
    ("P", "UBND tỉnh", "province", ""),
    ("O", "Sở Thông tin", "department", "P"),
    ("A", "Sở Ánh Sáng", "department", "P"),
    ("B", "Sở Bưu Điện", "department", "P"),
    ("D", "Huyện Đông", "district", "P"),
    ("H", "Huyện Hạ", "district", "P"),
    ("E", "Xã Em", "commune", "D"),
    ("F", "Xã Phong", "commune", "D"),
    ("G", "Xã Gành", "commune", "H"),
)
"""(code, name, kind, parent)."""

PEOPLE: dict[str, tuple[tuple[Role, str], ...]] = {
    "Hoa": ((Role.STANDING_OFFICE, "O"),),
    "Chi": ((Role.APPRAISER, "O"),),
    "Cúc": ((Role.APPRAISER, "O"),),
    "Tâm": ((Role.PANEL_LEADER, "O"),),
    "Khánh": ((Role.APPROVER, "P"),),
    "Minh": ((Role.AUDITOR, ""),),
    "Quyên": ((Role.ADMINISTRATOR, ""),),
    "Dũng": ((Role.COUNCIL_CHAIR, "P"),),
    "Chính": ((Role.COUNCIL_CHAIR, "P"),),
    "Lan": ((Role.COUNCIL_MEMBER, "P"),),
    "Sơn": ((Role.COUNCIL_MEMBER, "P"),),
    "Việt": ((Role.FOCAL_PERSON, "A"), (Role.APPRAISER, "O")),
    "Bách": ((Role.FOCAL_PERSON, "B"),),
    "Bảo": ((Role.APPRAISER, "B"),),
    "Dân": ((Role.APPRAISER, "D"),),
    "Hậu": ((Role.APPRAISER, "H"),),
    "Đôi": ((Role.APPRAISER, "D"), (Role.FOCAL_PERSON, "E")),
    "Số": ((Role.DATA_SUPPLIER, "O"),),
    "Liệu": ((Role.DATA_SUPPLIER, "D"),),
    "Thi": ((Role.EMULATION_OFFICE, "P"),),
    **{f"deputy-{unit}": ((Role.DEPUTY, unit),) for unit in "ABD"},
    **{
        f"{post}-{unit}": ((role, unit),)
        for unit in "OABDHEFG"
        for post, role in (("focal", Role.FOCAL_PERSON), ("head", Role.HEAD))
    },
}
"""Name → the roles held, and where. Việt and Đôi are of two minds on purpose.

Dũng takes the chair of the council; Chính bears the title and has no seat.
"""

DEPUTIES_UNTIL = dt.date(2099, 1, 1)
ENDED = {"deputy-B": dt.date(2015, 1, 1)}
"""Who signed for the head once, and does so no more."""


@dataclass
class World:
    """The units and people by their short names."""

    province: Province
    units: dict[str, Unit]
    people: dict[str, User]

    @property
    def groups(self) -> dict[str, list[str]]:
        """Target group → codes of its units."""
        found = {self.province.departments: ["O", "A", "B"], self.province.districts: ["D", "H"]}
        if self.province.communes:
            found[self.province.communes] = ["E", "F", "G"]
        return found


@lru_cache(maxsize=8)
def _folder(regulation: str) -> dict[str, Any]:
    data: dict[str, Any] = load_folder(find_folder(regulation)).document.data
    return data


def short_form(regulation: str, year: int, rest: str = "2") -> dict[str, Any]:
    """A form with a ratio a section; the first asks for the best of the block."""
    data = _folder(regulation)
    inputs = {
        "numerator": {"type": "count", "label": "Tử số"},
        "denominator": {"type": "count", "label": "Mẫu số"},
    }
    ratio = {
        "kind": "ratio",
        "numerator": "numerator",
        "denominator": "denominator",
        "on_zero": "zero",
    }
    best = {"kind": "normalised", "method": "best", "of": "numerator"}
    return {
        "year": str(year),
        "groups": [each["id"] for each in data["groups"]],
        "illustrative": True,
        "sections": [
            {
                "id": each["id"],
                "criteria": [
                    {
                        "id": f"{each['id']}.1",
                        "name": f"Chỉ tiêu {each['id']}.1",
                        "max": each["max"],
                        "inputs": inputs,
                        "rule": best if each["id"] == rest else ratio,
                        "cite": each["cite"],
                    }
                ],
            }
            for each in data["sections"]
        ],
    }


def pin_short(province: Province, year: int, rest: str = "2") -> PinnedRegulation:
    """The regulation with a short form of that year, pinned."""
    content = {
        "regulation": _folder(province.regulation),
        "forms": [short_form(province.regulation, year, rest)],
    }
    return pin_content(content, year)


def make_world(province: Province) -> World:
    """Units and people, before any campaign."""
    units: dict[str, Unit] = {}
    for code, name, kind, parent in UNITS:
        made = UnitKind.objects.get_or_create(code=kind, defaults={"name": kind, "level": kind})[0]
        units[code] = create_unit(
            by=None, code=code, name=name, kind=made, parent=units.get(parent)
        )
    people = {}
    for number, (name, roles) in enumerate(PEOPLE.items()):
        someone = person(f"p{number}")
        someone.full_name = name
        someone.save()
        for role, unit in roles:
            until = DEPUTIES_UNTIL if role is Role.DEPUTY else None
            holds(someone, role, units.get(unit), ENDED.get(name, until))
        people[name] = someone
    return World(province, units, people)


def at(year: int, month: int, day: int) -> dt.datetime:
    """Nine in the morning in Viet Nam."""
    return dt.datetime(year, month, day, 9, tzinfo=HANOI)
