"""What the record keeps, in the words of the pages: names of fields, and of codes in them.

Fields are named here; a test fails on one that is not. The applications add what their
codes mean (`say`), and what only they can look up (`TELLERS`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy

from xephang_web.audit.models import Record

FIELDS = {
    "addresses": gettext_lazy("gửi đến"),
    "agency": gettext_lazy("cơ quan"),
    "answer": gettext_lazy("trả lời"),
    "appraiser": gettext_lazy("thẩm định"),
    "assignee": gettext_lazy("giao cho"),
    "at": gettext_lazy("lúc"),
    "bases": gettext_lazy("căn cứ"),
    "basis": gettext_lazy("căn cứ"),
    "before": gettext_lazy("trước ngày"),
    "body": gettext_lazy("ở"),
    "bulk": gettext_lazy("chấp nhận cùng lúc"),
    "campaign": gettext_lazy("đợt"),
    "channel": gettext_lazy("kênh"),
    "class": gettext_lazy("xếp loại"),
    "clock": gettext_lazy("đồng hồ"),
    "code": gettext_lazy("mã"),
    "complete": gettext_lazy("đầy đủ"),
    "stays_received": gettext_lazy("vẫn ghi là đã nhận"),
    "criterion": gettext_lazy("tiêu chí"),
    "date": gettext_lazy("ngày"),
    "digest": gettext_lazy("mã kiểm tra"),
    "document": gettext_lazy("văn bản"),
    "draw": gettext_lazy("lần rút"),
    "drawn": gettext_lazy("được rút"),
    "due": gettext_lazy("hạn"),
    "email": gettext_lazy("thư điện tử"),
    "ended": gettext_lazy("đã chấm dứt, không sang năm sau"),
    "ends": gettext_lazy("đến trước ngày"),
    "exempted": gettext_lazy("được miễn vì"),
    "explanation": gettext_lazy("giải trình"),
    "faq": gettext_lazy("cho mọi đơn vị xem"),
    "field": gettext_lazy("số liệu"),
    "fields": gettext_lazy("số ô"),
    "file": gettext_lazy("tệp"),
    "files": gettext_lazy("tệp"),
    "findings": gettext_lazy("số kết luận"),
    "from": gettext_lazy("chép từ"),
    "goes_on": gettext_lazy("tiếp tục ở phiếu"),
    "group": gettext_lazy("nhóm"),
    "into": gettext_lazy("thành"),
    "items": gettext_lazy("số minh chứng"),
    "kind": gettext_lazy("loại"),
    "left_out": gettext_lazy("lược bỏ"),
    "level": gettext_lazy("cấp"),
    "measure": gettext_lazy("biện pháp"),
    "milestone": gettext_lazy("mốc"),
    "minutes": gettext_lazy("biên bản"),
    "name": gettext_lazy("tên"),
    "name_en": gettext_lazy("tên tiếng Anh"),
    "narrative": gettext_lazy("thuyết minh"),
    "not_applicable": gettext_lazy("không áp dụng"),
    "not_applicable_reason": gettext_lazy("lý do không áp dụng"),
    "without_form": gettext_lazy("nhóm không còn phiếu, không sang năm sau"),
    "without": gettext_lazy("không có người nhận thư"),
    "without_evidence": gettext_lazy("không có minh chứng vì"),
    "note": gettext_lazy("ghi chú"),
    "notes": gettext_lazy("số ghi chú"),
    "number": gettext_lazy("số"),
    "on": gettext_lazy("ngày"),
    "outcome": gettext_lazy("kết quả"),
    "outside": gettext_lazy("ngoài địa bàn"),
    "own_acts": gettext_lazy("việc cơ quan thường trực quyết cho mình (số bản ghi)"),
    "parent": gettext_lazy("cấp trên"),
    "person": gettext_lazy("người"),
    "phone": gettext_lazy("điện thoại"),
    "photographs": gettext_lazy("ảnh"),
    "points": gettext_lazy("điểm"),
    "population": gettext_lazy("rút từ"),
    "present": gettext_lazy("dự họp"),
    "progress": gettext_lazy("tiến độ"),
    "purpose": gettext_lazy("nội dung"),
    "question": gettext_lazy("hỏi"),
    "quorum": gettext_lazy("số người ít nhất"),
    "readings": gettext_lazy("các cách hiểu"),
    "reason": gettext_lazy("lý do"),
    "reference": gettext_lazy("số đến"),
    "regulation": gettext_lazy("quy định"),
    "remark": gettext_lazy("điều cần sửa"),
    "report": gettext_lazy("đã làm được"),
    "restricted": gettext_lazy("số liệu không công khai"),
    "ripple": gettext_lazy("tác động"),
    "role": gettext_lazy("vai trò"),
    "rows": gettext_lazy("các dòng"),
    "seat": gettext_lazy("chức danh"),
    "seconded_from": gettext_lazy("biệt phái từ"),
    "seed": gettext_lazy("hạt giống"),
    "session": gettext_lazy("phiên"),
    "sha256": gettext_lazy("mã tệp"),
    "signed_as": gettext_lazy("người ký"),
    "size": gettext_lazy("cỡ tệp, byte"),
    "stamped_on": gettext_lazy("ngày trên dấu đến"),
    "starts": gettext_lazy("từ ngày"),
    "state": gettext_lazy("bước"),
    "successors": gettext_lazy("đơn vị kế thừa"),
    "table": gettext_lazy("bảng"),
    "team": gettext_lazy("đoàn"),
    "text": gettext_lazy("nội dung"),
    "title": gettext_lazy("tên"),
    "tolerance": gettext_lazy("dung sai"),
    "training": gettext_lazy("tập huấn"),
    "unit": gettext_lazy("mã đơn vị"),
    "units": gettext_lazy("các đơn vị"),
    "until": gettext_lazy("kiến nghị trước ngày"),
    "upheld": gettext_lazy("chấp nhận"),
    "url": gettext_lazy("liên kết"),
    "valid_from": gettext_lazy("từ ngày"),
    "valid_until": gettext_lazy("đến trước ngày"),
    "value": gettext_lazy("giá trị"),
    "values": gettext_lazy("số liệu"),
    "verdict": gettext_lazy("loại kết luận"),
    "version": gettext_lazy("phiên bản"),
    "votes_against": gettext_lazy("phiếu chống"),
    "votes_for": gettext_lazy("phiếu thuận"),
    "wanted": gettext_lazy("số phiếu cần rút"),
    "why": gettext_lazy("vì sao điều chỉnh"),
    "year": gettext_lazy("năm"),
}
FIGURES = ("points", "size", "value")
"""Fields whose digits are grouped, wherever they are recorded."""
YES_NO = {"yes": gettext_lazy("có"), "no": gettext_lazy("không")}
CHOICES: dict[str, dict[str, Any]] = {}


def say(name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """What the codes in a field mean, wherever the field is recorded."""
    CHOICES.setdefault(name, {}).update(choices)


@dataclass(slots=True)
class Naming:
    """What the applications know of one record: whose it is, and the words of its fields.

    `inputs` names the figures of a criterion, which are recorded under their own ids;
    `codes` says what the codes in a field mean here; of `figures` the digits are grouped.
    """

    unit: str = ""
    campaign: str = ""
    criterion: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: set[str] = field(default_factory=set)


Teller = Callable[[Sequence[Record], Mapping[int, Naming]], None]
TELLERS: list[Teller] = []
"""Each adds to the namings of all records, by position, what it can look up at one go."""
