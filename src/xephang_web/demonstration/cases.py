"""Các đợt và trường hợp: when each invented campaign stands, and which units are of interest.

What is written here is the same for every seed; the rest of each campaign is drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xephang.calendar.dates import HANOI
from xephang.texts import Text
from xephang_web.demonstration import rosters
from xephang_web.demonstration.shapes import DemoExtension, DemoReceipt, DemoUnit, FormState

Curve = tuple[float, float]
"""How good the weakest and the best unit of a group are, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Case:
    """A unit whose form does not simply come in on time, and why it is of interest."""

    note: str
    state: FormState = "submitted"
    receipts: tuple[DemoReceipt, ...] = ()
    is_doubtful: bool = False
    """The form has a numerator above its denominator."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled of a campaign before anything is drawn.

    `channels` are drawn from for forms in time; `today` is until when forms came, before
    the campaign went on to its later stages (see `stages`).
    """

    slug: str
    regulation_id: str
    year: int
    title: Text
    today: dt.datetime
    standing_office: str
    roster: Callable[[], tuple[DemoUnit, ...]]
    deadlines: Mapping[str, dt.date]
    channels: tuple[str, ...]
    curves: Mapping[str, Curve]
    cases: Mapping[str, Case]
    launched: dt.datetime
    extensions: tuple[DemoExtension, ...] = ()
    begun: float | None = None
    """Just launched: this share of the units has a first draft, the others have not begun."""
    not_applicable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=HANOI)


def _came(at: dt.datetime, channel: str = "system", *, complete: bool = True) -> DemoReceipt:
    return DemoReceipt(at, channel, complete)


def _stamped(year: int, month: int, day: int, *, complete: bool = True) -> DemoReceipt:
    return DemoReceipt(_at(year, month, day, 0), "paper", complete, day_only=True)


MISSING = Case("missing", "not_started")
STILL_DRAFTING = Case("missing, still drafting", "drafting")
DOUBTFUL_DRAFT = Case("draft with a numerator above its denominator", "drafting", is_doubtful=True)
FIRST_DRAFT = Case("just launched, a first draft", "drafting")
EXTENDED = Case("extension, still drafting", "drafting")
CLAIMED = "not applicable claimed"


IMPOSSIBLE = "impossible ratio, sent with an explanation"


def _late(at: dt.datetime, channel: str = "system") -> Case:
    return Case("late, recorded only", receipts=(_came(at, channel),))


PHAN_THIET = Plan(
    slug="phan-thiet-2020",
    regulation_id="phan-thiet/2020-4487",
    year=2020,
    title=Text(
        "Đánh giá ứng dụng CNTT thành phố Phan Thiết năm 2020 (huấn luyện)",
        "Use of information technology in Phan Thiết, 2020 (training)",
    ),
    today=_at(2020, 10, 6),
    standing_office="PT.VH-TT",
    roster=rosters.phan_thiet,
    deadlines=dict.fromkeys(("phong", "phuong-xa"), dt.date(2020, 9, 25)),
    channels=("document_system", "document_system", "paper"),
    curves={"phong": (0.44, 0.87), "phuong-xa": (0.4, 0.86)},
    cases={
        "PT.YT": MISSING,
        "PT.PHONG-NAM": MISSING,
        "PT.QLDT": STILL_DRAFTING,
        "PT.MUI-NE": DOUBTFUL_DRAFT,
        "PT.TIEN-THANH": EXTENDED,
        "PT.HUNG-LONG": Case(
            "late within grace", receipts=(_came(_at(2020, 9, 28, 16, 5), "document_system"),)
        ),
        "PT.LAC-DAO": Case("late within grace", receipts=(_stamped(2020, 9, 30),)),
        "PT.PHU-HAI": Case("late beyond grace", receipts=(_stamped(2020, 10, 5),)),
        "PT.THANH-HAI": Case(
            "doubtful: five days or five working days",
            receipts=(_came(_at(2020, 10, 1, 10, 20), "document_system"),),
        ),
        "PT.DUC-NGHIA": Case(
            "doubtful: by e-mail alone", receipts=(_came(_at(2020, 9, 23, 14, 12), "email"),)
        ),
        "PT.PHU-TAI": Case(
            "incomplete at first, complete in time",
            receipts=(_stamped(2020, 9, 21, complete=False), _stamped(2020, 9, 24)),
        ),
    },
    extensions=(
        DemoExtension(
            "PT.TIEN-THANH",
            "nop-phieu",
            dt.date(2020, 10, 9),
            "4702/UBND-VHTT (minh họa)",
            "Trụ sở sửa chữa, máy tính phải di dời (minh họa)",
        ),
    ),
    launched=_at(2020, 9, 1, 8),
)

THANH_HOA = Plan(
    slug="thanh-hoa-2016",
    regulation_id="thanh-hoa/2016-4289",
    year=2016,
    title=Text(
        "Đánh giá, xếp hạng ứng dụng CNTT tỉnh Thanh Hóa năm 2016 (huấn luyện)",
        "Use of information technology in Thanh Hóa, 2016 (training)",
    ),
    today=_at(2016, 11, 25),
    standing_office="TH.TTTT",
    roster=rosters.thanh_hoa,
    deadlines=dict.fromkeys(("so", "huyen"), dt.date(2016, 11, 20)),
    channels=("system", "system", "document_system"),
    curves={"so": (0.48, 0.92), "huyen": (0.42, 0.9)},
    cases={
        "TH.BDT": MISSING,
        "TH.QUAN-HOA": MISSING,
        "TH.GTVT": STILL_DRAFTING,
        "TH.TRIEU-SON": DOUBTFUL_DRAFT,
        "TH.LANG-CHANH": Case(
            "in time by the extension", receipts=(_came(_at(2016, 11, 21, 15, 31)),)
        ),
        "TH.XD": Case("in time by the extension", receipts=(_came(_at(2016, 11, 21, 10, 2)),)),
        "TH.NGV": _late(_at(2016, 11, 22, 8, 10)),
        "TH.QUAN-SON": _late(_at(2016, 11, 23, 14, 45), "document_system"),
        "TH.MUONG-LAT": _late(_at(2016, 11, 24, 16, 20), "document_system"),
    },
    extensions=(
        DemoExtension(
            None,
            "nop-so-lieu",
            dt.date(2016, 11, 22),
            "1893/STTTT-CNTT (minh họa)",
            "Hạn nộp rơi vào cuối tuần (minh họa)",
        ),
    ),
    launched=_at(2016, 10, 24, 8),
)

DA_NANG = Plan(
    slug="da-nang-2022",
    regulation_id="da-nang/2022-448",
    year=2022,
    title=Text(
        "Đánh giá, xếp hạng ứng dụng CNTT thành phố Đà Nẵng năm 2022 (huấn luyện)",
        "Use of information technology in Đà Nẵng, 2022 (training)",
    ),
    today=_at(2022, 11, 9),
    standing_office="DN.TTTT",
    roster=rosters.da_nang,
    deadlines=dict.fromkeys(
        ("so", "don-vi", "trung-uong", "quan-huyen", "xa"), dt.date(2022, 11, 1)
    ),
    channels=("system", "system", "system", "document_system"),
    curves={
        "so": (0.47, 0.86),
        "don-vi": (0.42, 0.82),
        "trung-uong": (0.45, 0.85),
        "quan-huyen": (0.52, 0.86),
        "xa": (0.42, 0.85),
    },
    cases={
        "DN.DA3": MISSING,
        "DN.NHNN": MISSING,
        "DN.THANH-KHE.XUAN-HA": MISSING,
        "DN.QS": STILL_DRAFTING,
        "DN.DA2": STILL_DRAFTING,
        "DN.HAI-CHAU.NAM-DUONG": STILL_DRAFTING,
        "DN.SON-TRA.MAN-THAI": DOUBTFUL_DRAFT,
        "DN.HOA-VANG.HOA-BAC": Case(
            "in time by the extension", receipts=(_came(_at(2022, 11, 7, 15, 20)),)
        ),
        "DN.DL": _late(_at(2022, 11, 2, 9, 47)),
        "DN.HQ": _late(_at(2022, 11, 3, 15, 3), "document_system"),
        "DN.LIEN-CHIEU.HOA-MINH": _late(_at(2022, 11, 1, 0, 25)),
        "DN.CAM-LE.HOA-XUAN": _late(_at(2022, 11, 3, 17, 40)),
    },
    extensions=(
        DemoExtension(
            "DN.HOA-VANG.HOA-BAC",
            "nop-so-lieu",
            dt.date(2022, 11, 8),
            "2731/STTTT-CNTT (minh họa)",
            "Mưa lũ chia cắt địa bàn (minh họa)",
        ),
    ),
    launched=_at(2022, 10, 3, 8),
    not_applicable={
        "DN.TTR": ("3.2", "3.8"),
        "DN.NGV": ("3.8",),
        "DN.CTK": ("3.1", "3.2", "3.3", "3.8", "3.9"),
        "DN.DA1": ("3.7",),
        "DN.HOA-VANG.HOA-NINH": ("6.4",),
    },
)

PHU_THO = Plan(
    slug="phu-tho-2018",
    regulation_id="phu-tho/2018-1609",
    year=2018,
    title=Text(
        "Đánh giá mức độ Chính quyền điện tử tỉnh Phú Thọ năm 2018 (huấn luyện)",
        "E-government in the agencies of Phú Thọ, 2018 (training)",
    ),
    today=_at(2018, 10, 3, 14, 30),
    standing_office="PHT.TTTT",
    roster=rosters.phu_tho,
    deadlines={
        "so": dt.date(2018, 10, 31),
        "huyen": dt.date(2018, 10, 31),
        "xa": dt.date(2018, 10, 15),
    },
    channels=("system", "system", "system", "system", "document_system", "paper"),
    curves={"so": (0.74, 0.97), "huyen": (0.74, 0.97), "xa": (0.68, 0.96)},
    cases={
        "PHT.NV": FIRST_DRAFT,
        "PHT.VIET-TRI": FIRST_DRAFT,
        "PHT.VIET-TRI.GIA-CAM": FIRST_DRAFT,
        "PHT.VIET-TRI.TIEN-CAT": FIRST_DRAFT,
        "PHT.THANH-SON.21": DOUBTFUL_DRAFT,
    },
    launched=_at(2018, 10, 1, 8),
    begun=0.12,
)

BINH_THUAN = Plan(
    slug="binh-thuan-2019",
    regulation_id="binh-thuan/2019-1867",
    year=2019,
    title=Text(
        "Đánh giá, xếp hạng ứng dụng CNTT tỉnh Bình Thuận năm 2019 (huấn luyện)",
        "Use of information technology in Bình Thuận, 2019 (training)",
    ),
    today=_at(2019, 9, 27),
    standing_office="BT.TTTT",
    roster=rosters.binh_thuan,
    deadlines=dict.fromkeys(("so", "su-nghiep", "huyen"), dt.date(2019, 9, 15)),
    channels=("document_system",),
    curves={"so": (0.45, 0.88), "su-nghiep": (0.42, 0.82), "huyen": (0.46, 0.86)},
    cases={
        "BT.DANN": MISSING,
        "BT.BDT": STILL_DRAFTING,
        "BT.HAM-TAN": Case(
            IMPOSSIBLE,
            receipts=(_came(_at(2019, 9, 13, 14, 20), "document_system"),),
            is_doubtful=True,
        ),
        "BT.PHU-QUY": Case(
            "in time by the extension",
            receipts=(_came(_at(2019, 9, 25, 9, 40), "official_mailbox"),),
        ),
        "BT.MUINE": Case(
            "by the official mailbox, in time",
            receipts=(_came(_at(2019, 9, 12, 10, 33), "official_mailbox"),),
        ),
        "BT.XD": Case(
            "late within grace, in its last minutes",
            receipts=(_came(_at(2019, 9, 20, 23, 40), "document_system"),),
        ),
        "BT.TANH-LINH": Case(
            "late within grace",
            receipts=(_came(_at(2019, 9, 18, 9, 26), "official_mailbox"),),
        ),
        "BT.DUC-LINH": Case(
            "late beyond grace",
            receipts=(_came(_at(2019, 9, 21, 8, 15), "document_system"),),
        ),
        "BT.CDN": Case(
            "doubtful: in time, never completed",
            receipts=(_came(_at(2019, 9, 12, 16, 2), "document_system", complete=False),),
        ),
    },
    extensions=(
        DemoExtension(
            "BT.PHU-QUY",
            "nop-phieu",
            dt.date(2019, 9, 26),
            "812/STTTT-BCVT&CNTT (minh họa)",
            "Biển động, tàu ra đảo không chạy (minh họa)",
        ),
    ),
    launched=_at(2019, 8, 7, 8),
)

WITH_EVIDENCE = frozenset(
    {
        "PT.VP",
        "PT.QLDT",
        "TH.VP",
        "TH.KHCN",
        "DN.VP",
        "DN.TTR",
        "BT.NV",
        "BT.YT",
        "BT.GDDT",
        "BT.LDTBXH",
        "BT.HAM-TAN",
        "BT.TUY-PHONG",
        "PHT.NV",
    }
)
"""Units whose forms carry papers that can be opened."""

PLANS = (PHAN_THIET, THANH_HOA, DA_NANG, PHU_THO, BINH_THUAN)
