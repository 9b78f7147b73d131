"""Tên gọi: codes from names, invented commune names, and the words that fill lists and texts."""

from __future__ import annotations

import unicodedata

ILLUSTRATIVE = "(minh họa)"
"""Stands behind every name of a unit that is made up."""

_FIRST = (
    "An", "Bình", "Cẩm", "Đại", "Đồng", "Hà", "Hòa", "Kim", "Lâm", "Minh",
    "Mỹ", "Ngọc", "Phú", "Quang", "Tân", "Thanh", "Thịnh", "Tiên", "Văn", "Xuân",
)  # fmt: skip
_SECOND = (
    "Châu", "Giang", "Hải", "Khê", "Lộc", "Phong", "Quế", "Sơn", "Thành", "Thủy", "Trung",
    "Viên", "Yên",
)  # fmt: skip

DOCUMENT_KINDS = ("KH", "CV", "QĐ", "TB", "CT")
DOCUMENT_SUBJECTS = (
    "Triển khai kế hoạch ứng dụng công nghệ thông tin",
    "Tăng cường sử dụng văn bản điện tử, chữ ký số",
    "Phân công cán bộ phụ trách công nghệ thông tin",
    "Chấn chỉnh việc xử lý văn bản trên phần mềm",
    "Bảo đảm an toàn thông tin dịp lễ, Tết",
    "Tuyên truyền dịch vụ công trực tuyến",
    "Rà soát thủ tục hành chính thực hiện trực tuyến",
    "Tập huấn kỹ năng sử dụng phần mềm dùng chung",
    "Kiểm tra việc thực hiện một cửa điện tử",
    "Thông báo kết luận họp về cải cách hành chính",
)
SOFTWARE = (
    "Phần mềm kế toán",
    "Phần mềm quản lý tài sản công",
    "Phần mềm quản lý cán bộ",
    "Phần mềm thống kê, báo cáo chuyên ngành",
    "Phần mềm quản lý hồ sơ lưu trữ",
    "Phần mềm quản lý dự án đầu tư",
    "Phần mềm tiếp nhận phản ánh",
    "Phần mềm quản lý lịch công tác",
    "Phần mềm dự toán",
    "Phần mềm bảo hiểm xã hội điện tử",
    "Phần mềm khai thuế",
)
DATABASES = (
    "Cơ sở dữ liệu hồ sơ chuyên ngành",
    "Cơ sở dữ liệu cán bộ, công chức",
    "Cơ sở dữ liệu giấy phép đã cấp",
    "Cơ sở dữ liệu văn bản",
    "Cơ sở dữ liệu đối tượng quản lý",
    "Cơ sở dữ liệu thanh tra, kiểm tra",
    "Cơ sở dữ liệu bản đồ",
    "Cơ sở dữ liệu thống kê ngành",
    "Cơ sở dữ liệu doanh nghiệp, hộ kinh doanh",
    "Cơ sở dữ liệu thi đua, khen thưởng",
    "Cơ sở dữ liệu tài sản công",
)
LICENCES = (
    "Gói diệt vi-rút cho máy trạm",
    "Gói diệt vi-rút cho máy chủ",
    "Bản dùng thử kèm máy mới",
)
COUNCIL = ("Tổ trưởng", "Thành viên 1", "Thành viên 2", "Thành viên 3", "Thư ký")
POSTS = (
    "Chánh Văn phòng",
    "Phó Chánh Văn phòng",
    "Phó Trưởng phòng Hành chính",
    "Chuyên viên Văn phòng",
    "Chuyên viên phụ trách công nghệ thông tin",
)
COMMUNE_POSTS = (
    "Công chức Văn phòng - Thống kê",
    "Công chức Văn hóa - Xã hội",
    "Phó Chủ tịch UBND",
)


def ascii_code(name: str) -> str:
    """`Hòa Hiệp Bắc` as `HOA-HIEP-BAC`."""
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    kept = (each for each in plain if each.isascii() and (each.isalnum() or each in " -"))
    return "-".join("".join(kept).replace("-", " ").upper().split())


def invented_names(count: int) -> list[str]:
    """That many different two-syllable names, always the same."""
    wide = len(_FIRST)
    names = [
        f"{_FIRST[(number + number // wide) % wide]} {_SECOND[number // wide]}"
        for number in range(wide * len(_SECOND))
    ]
    if count > len(names):
        raise ValueError(f"only {len(names)} names can be made up")
    return names[:count]
