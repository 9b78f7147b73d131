"""The kinds of units that every installation begins with; more are rows of the same table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LEVELS = {
    "central": _("Trung ương"),
    "province": _("Cấp tỉnh"),
    "district": _("Cấp huyện"),
    "commune": _("Cấp xã"),
}
"""Levels of government, from the top, in words."""
KINDS = (
    ("province", "UBND tỉnh", "Provincial People's Committee", "province"),
    ("city", "UBND thành phố", "City People's Committee", "province"),
    ("office", "Văn phòng", "Office", "province"),
    ("department", "Sở, ban, ngành", "Department", "province"),
    ("central_agency", "Cơ quan ngành dọc", "Central agency", "province"),
    ("attached_unit", "Đơn vị sự nghiệp", "Attached unit", "province"),
    ("division", "Phòng chuyên môn", "Division", "district"),
    ("district", "Huyện, thị xã, thành phố", "District", "district"),
    ("ward", "Phường", "Ward", "commune"),
    ("township", "Thị trấn", "Township", "commune"),
    ("commune", "Xã", "Commune", "commune"),
)
"""(code, name, English name, level of government), in the order of the state's tiers."""
