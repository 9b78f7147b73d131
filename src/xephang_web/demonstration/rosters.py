"""Danh sách đơn vị: who takes part in each of the five invented campaigns.

Departments, districts, the 56 wards and communes of Đà Nẵng, the wards and communes of
Phan Thiết, Việt Trì and the town of Phú Thọ bear their names of that year, which are
public. The communes of the other districts of Phú Thọ are made up, in the real number
of 2018 (277 with those named), and say so in their name; so do some attached units.
"""

from __future__ import annotations

from collections.abc import Iterator

from xephang_web.demonstration.names import ILLUSTRATIVE, ascii_code, invented_names
from xephang_web.demonstration.shapes import DemoUnit, UnitKind

DEPARTMENTS = {
    "NV": "Sở Nội vụ",
    "TP": "Sở Tư pháp",
    "KHDT": "Sở Kế hoạch và Đầu tư",
    "TC": "Sở Tài chính",
    "CT": "Sở Công Thương",
    "NNPTNT": "Sở Nông nghiệp và Phát triển nông thôn",
    "GTVT": "Sở Giao thông vận tải",
    "XD": "Sở Xây dựng",
    "TNMT": "Sở Tài nguyên và Môi trường",
    "TTTT": "Sở Thông tin và Truyền thông",
    "LDTBXH": "Sở Lao động - Thương binh và Xã hội",
    "VHTTDL": "Sở Văn hóa, Thể thao và Du lịch",
    "KHCN": "Sở Khoa học và Công nghệ",
    "GDDT": "Sở Giáo dục và Đào tạo",
    "YT": "Sở Y tế",
    "NGV": "Sở Ngoại vụ",
}

_PHAN_THIET_DIVISIONS = {
    "NV": "Phòng Nội vụ",
    "TP": "Phòng Tư pháp",
    "TCKH": "Phòng Tài chính - Kế hoạch",
    "TNMT": "Phòng Tài nguyên và Môi trường",
    "LDTBXH": "Phòng Lao động - Thương binh và Xã hội",
    "VH-TT": "Phòng Văn hóa và Thông tin",
    "GDDT": "Phòng Giáo dục và Đào tạo",
    "YT": "Phòng Y tế",
    "TTR": "Thanh tra thành phố",
    "QLDT": "Phòng Quản lý đô thị",
    "KT": "Phòng Kinh tế",
}
_PHAN_THIET_WARDS = (
    "Bình Hưng, Đức Long, Đức Nghĩa, Đức Thắng, Hàm Tiến, Hưng Long, Lạc Đạo, Mũi Né, Phú Hài, "
    "Phú Tài, Phú Thủy, Phú Trinh, Thanh Hải, Xuân An"
)
_PHAN_THIET_COMMUNES = "Phong Nẫm, Thiện Nghiệp, Tiến Lợi, Tiến Thành"

_THANH_HOA_DISTRICTS = (
    "Bá Thước, Cẩm Thủy, Đông Sơn, Hà Trung, Hậu Lộc, Hoằng Hóa, Lang Chánh, Mường Lát, Nga Sơn, "
    "Ngọc Lặc, Như Thanh, Như Xuân, Nông Cống, Quan Hóa, Quan Sơn, Quảng Xương, Thạch Thành, "
    "Thiệu Hóa, Thọ Xuân, Thường Xuân, Tĩnh Gia, Triệu Sơn, Vĩnh Lộc, Yên Định"
)

_DA_NANG_WARDS = {
    "Hải Châu": (
        "Bình Hiên, Bình Thuận, Hải Châu I, Hải Châu II, Hòa Cường Bắc, Hòa Cường Nam, "
        "Hòa Thuận Đông, Hòa Thuận Tây, Nam Dương, Phước Ninh, Thạch Thang, Thanh Bình, Thuận Phước"
    ),
    "Thanh Khê": (
        "An Khê, Chính Gián, Hòa Khê, Tam Thuận, Tân Chính, Thạc Gián, Thanh Khê Đông, "
        "Thanh Khê Tây, Vĩnh Trung, Xuân Hà"
    ),
    "Sơn Trà": (
        "An Hải Bắc, An Hải Đông, An Hải Tây, Mân Thái, Nại Hiên Đông, Phước Mỹ, Thọ Quang"
    ),
    "Ngũ Hành Sơn": "Hòa Hải, Hòa Quý, Khuê Mỹ, Mỹ An",
    "Liên Chiểu": "Hòa Hiệp Bắc, Hòa Hiệp Nam, Hòa Khánh Bắc, Hòa Khánh Nam, Hòa Minh",
    "Cẩm Lệ": "Hòa An, Hòa Phát, Hòa Thọ Đông, Hòa Thọ Tây, Hòa Xuân, Khuê Trung",
}
_HOA_VANG_COMMUNES = (
    "Hòa Bắc, Hòa Châu, Hòa Khương, Hòa Liên, Hòa Nhơn, Hòa Ninh, Hòa Phong, Hòa Phú, Hòa Phước, "
    "Hòa Sơn, Hòa Tiến"
)

_VIET_TRI_WARDS = (
    "Bạch Hạc, Bến Gót, Dữu Lâu, Gia Cẩm, Minh Nông, Minh Phương, Nông Trang, Tân Dân, "
    "Thanh Miếu, Thọ Sơn, Tiên Cát, Vân Cơ, Vân Phú"
)
_VIET_TRI_COMMUNES = (
    "Chu Hóa, Hùng Lô, Hy Cương, Kim Đức, Phượng Lâu, Sông Lô, Tân Đức, Thanh Đình, Thụy Vân, "
    "Trưng Vương"
)
_PHU_THO_TOWN_WARDS = "Âu Cơ, Hùng Vương, Phong Châu, Thanh Vinh, Trường Thịnh"
_PHU_THO_TOWN_COMMUNES = "Hà Lộc, Hà Thạch, Phú Hộ, Thanh Minh, Văn Lung"
_PHU_THO_DISTRICTS = {
    "Cẩm Khê": 31,
    "Đoan Hùng": 28,
    "Hạ Hòa": 33,
    "Lâm Thao": 14,
    "Phù Ninh": 19,
    "Tam Nông": 20,
    "Tân Sơn": 17,
    "Thanh Ba": 27,
    "Thanh Sơn": 23,
    "Thanh Thủy": 15,
    "Yên Lập": 17,
}
"""How many communes and townships each had in 2018."""

_BINH_THUAN_DISTRICTS = (
    "Tuy Phong, Bắc Bình, Hàm Thuận Bắc, Hàm Thuận Nam, Tánh Linh, Đức Linh, Hàm Tân, Phú Quý"
)


def _departments(root: str, group: str = "so", *, without: str = "") -> Iterator[DemoUnit]:
    for code, name in DEPARTMENTS.items():
        if code not in without.split():
            yield DemoUnit(f"{root}.{code}", name, "department", root, group)


def _several(parent: str, kind: UnitKind, title: str, names: str, group: str) -> Iterator[DemoUnit]:
    """Committees of a list of places, coded by their names, below `parent`."""
    for name in names.split(", "):
        code = f"{parent}.{ascii_code(name)}"
        yield DemoUnit(code, f"UBND {title} {name}", kind, parent, group)


def _listed(
    root: str, kind: UnitKind, group: str, named: dict[str, str], *, restricted: str = ""
) -> Iterator[DemoUnit]:
    for code, name in named.items():
        closed = code in restricted.split()
        yield DemoUnit(f"{root}.{code}", name, kind, root, group, is_restricted=closed)


def phan_thiet() -> tuple[DemoUnit, ...]:
    """12 divisions, 14 wards and 4 communes of 2020."""
    root = "PT"
    return (
        DemoUnit(root, "UBND thành phố Phan Thiết", "city", None, None),
        DemoUnit(f"{root}.VP", "Văn phòng HĐND và UBND thành phố", "office", root, "phong"),
        *_listed(root, "division", "phong", _PHAN_THIET_DIVISIONS),
        *_several(root, "ward", "phường", _PHAN_THIET_WARDS, "phuong-xa"),
        *_several(root, "commune", "xã", _PHAN_THIET_COMMUNES, "phuong-xa"),
    )


def thanh_hoa() -> tuple[DemoUnit, ...]:
    """20 departments and boards, 27 districts, towns and cities of 2016."""
    root = "TH"
    boards = {
        "TTR": "Thanh tra tỉnh",
        "BDT": "Ban Dân tộc",
        "KKTNS": "Ban Quản lý Khu kinh tế Nghi Sơn",
    }
    return (
        DemoUnit(root, "UBND tỉnh Thanh Hóa", "province", None, None),
        DemoUnit(f"{root}.VP", "Văn phòng UBND tỉnh", "office", root, "so"),
        *_departments(root),
        *_listed(root, "department", "so", boards),
        DemoUnit(f"{root}.TP-THANH-HOA", "UBND thành phố Thanh Hóa", "district", root, "huyen"),
        *_several(root, "district", "thị xã", "Bỉm Sơn, Sầm Sơn", "huyen"),
        *_several(root, "district", "huyện", _THANH_HOA_DISTRICTS, "huyen"),
    )


def da_nang() -> tuple[DemoUnit, ...]:
    """Five groups of 2022: 20 departments, 8 attached, 8 central, 7 districts, 56 communes."""
    root = "DN"
    own = {
        "VHTT": "Sở Văn hóa và Thể thao",
        "DL": "Sở Du lịch",
        "TTR": "Thanh tra thành phố",
        "KCNC": "Ban Quản lý Khu công nghệ cao và các khu công nghiệp",
    }
    attached = {
        "PTTH": "Đài Phát thanh - Truyền hình Đà Nẵng",
        "VNC": "Viện Nghiên cứu phát triển kinh tế - xã hội Đà Nẵng",
        "CDN": "Trường Cao đẳng nghề Đà Nẵng",
        "DA1": f"Ban Quản lý dự án số 1 {ILLUSTRATIVE}",
        "DA2": f"Ban Quản lý dự án số 2 {ILLUSTRATIVE}",
        "DA3": f"Ban Quản lý dự án số 3 {ILLUSTRATIVE}",
        "QDT": f"Quỹ đầu tư {ILLUSTRATIVE}",
        "TTHT": f"Trung tâm hỗ trợ doanh nghiệp {ILLUSTRATIVE}",
    }
    central = {
        "CA": "Công an thành phố",
        "QS": "Bộ Chỉ huy Quân sự thành phố",
        "THUE": "Cục Thuế thành phố",
        "HQ": "Cục Hải quan thành phố",
        "KBNN": "Kho bạc Nhà nước Đà Nẵng",
        "BHXH": "Bảo hiểm xã hội thành phố",
        "CTK": "Cục Thống kê thành phố",
        "NHNN": "Ngân hàng Nhà nước chi nhánh Đà Nẵng",
    }
    hoa_vang = f"{root}.HOA-VANG"
    return (
        DemoUnit(root, "UBND thành phố Đà Nẵng", "city", None, None),
        DemoUnit(f"{root}.VP", "Văn phòng UBND thành phố", "office", root, "so"),
        *_departments(root, without="VHTTDL"),
        *_listed(root, "department", "so", own),
        *_listed(root, "attached_unit", "don-vi", attached),
        *_listed(root, "central_agency", "trung-uong", central, restricted="CA QS"),
        *_several(root, "district", "quận", ", ".join(_DA_NANG_WARDS), "quan-huyen"),
        *_several(root, "district", "huyện", "Hòa Vang", "quan-huyen"),
        *(
            ward
            for district, names in _DA_NANG_WARDS.items()
            for ward in _several(f"{root}.{ascii_code(district)}", "ward", "phường", names, "xa")
        ),
        *_several(hoa_vang, "commune", "xã", _HOA_VANG_COMMUNES, "xa"),
    )


def phu_tho() -> tuple[DemoUnit, ...]:
    """19 departments, the zone board, 6 central agencies, 13 districts, 277 communes of 2018."""
    root = "PHT"
    boards = {
        "TTR": "Thanh tra tỉnh",
        "BDT": "Ban Dân tộc",
        "KCN": "Ban Quản lý các Khu công nghiệp",
    }
    central = {
        "QS": "Bộ Chỉ huy Quân sự tỉnh",
        "CA": "Công an tỉnh",
        "KBNN": "Kho bạc Nhà nước tỉnh",
        "THUE": "Cục Thuế tỉnh",
        "BHXH": "Bảo hiểm xã hội tỉnh",
        "HQ": "Chi cục Hải quan Phú Thọ",
    }
    viet_tri, town = f"{root}.VIET-TRI", f"{root}.TX-PHU-THO"
    return (
        DemoUnit(root, "UBND tỉnh Phú Thọ", "province", None, None),
        DemoUnit(f"{root}.VP", "Văn phòng UBND tỉnh", "office", root, "so"),
        *_departments(root),
        *_listed(root, "department", "so", boards),
        *_listed(root, "central_agency", "so", central, restricted="QS CA"),
        DemoUnit(viet_tri, "UBND thành phố Việt Trì", "district", root, "huyen"),
        DemoUnit(town, "UBND thị xã Phú Thọ", "district", root, "huyen"),
        *_several(root, "district", "huyện", ", ".join(_PHU_THO_DISTRICTS), "huyen"),
        *_several(viet_tri, "ward", "phường", _VIET_TRI_WARDS, "xa"),
        *_several(viet_tri, "commune", "xã", _VIET_TRI_COMMUNES, "xa"),
        *_several(town, "ward", "phường", _PHU_THO_TOWN_WARDS, "xa"),
        *_several(town, "commune", "xã", _PHU_THO_TOWN_COMMUNES, "xa"),
        *_phu_tho_invented(root),
    )


def _phu_tho_invented(root: str) -> Iterator[DemoUnit]:
    """One township and the communes of each district, under made-up names."""
    names = iter(invented_names(sum(_PHU_THO_DISTRICTS.values())))
    for district, count in _PHU_THO_DISTRICTS.items():
        parent = f"{root}.{ascii_code(district)}"
        for number in range(1, count + 1):
            name = next(names)
            kind: UnitKind = "township" if number == 1 else "commune"
            title = "thị trấn" if number == 1 else "xã"
            code = f"{parent}.{number:02d}"
            yield DemoUnit(code, f"UBND {title} {name} {ILLUSTRATIVE}", kind, parent, "xa")


def binh_thuan() -> tuple[DemoUnit, ...]:
    """19 agencies, the zone board, 8 attached units, 10 districts of 2019."""
    root = "BT"
    boards = {
        "TTR": "Thanh tra tỉnh",
        "BDT": "Ban Dân tộc",
        "KCN": "Ban Quản lý các khu công nghiệp",
    }
    attached = {
        "PTTH": "Đài Phát thanh - Truyền hình Bình Thuận",
        "CDCD": "Trường Cao đẳng Cộng đồng Bình Thuận",
        "CDYT": "Trường Cao đẳng Y tế Bình Thuận",
        "CDN": "Trường Cao đẳng nghề Bình Thuận",
        "DADD": "Ban Quản lý dự án đầu tư xây dựng các công trình dân dụng và công nghiệp",
        "DAGT": "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông",
        "DANN": "Ban Quản lý dự án đầu tư xây dựng các công trình nông nghiệp",
        "MUINE": "Ban Quản lý Khu du lịch quốc gia Mũi Né",
    }
    return (
        DemoUnit(root, "UBND tỉnh Bình Thuận", "province", None, None),
        DemoUnit(f"{root}.VP", "Văn phòng UBND tỉnh", "office", root, "so"),
        *_departments(root),
        *_listed(root, "department", "so", boards),
        *_listed(root, "attached_unit", "su-nghiep", attached),
        *_several(root, "district", "thành phố", "Phan Thiết", "huyen"),
        *_several(root, "district", "thị xã", "La Gi", "huyen"),
        *_several(root, "district", "huyện", _BINH_THUAN_DISTRICTS, "huyen"),
    )
