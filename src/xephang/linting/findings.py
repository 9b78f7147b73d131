"""What the linter can find: every code with its severity, what it means and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from xephang.errors import Place
from xephang.texts import Language, Remark, Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding. The message may hold `{…}` for what was found."""

    severity: Severity
    vi: str
    en: str
    advice: Text


def _error(vi: str, en: str, advice_vi: str, advice_en: str) -> Kind:
    return Kind("error", vi, en, Text(advice_vi, advice_en))


def _warning(vi: str, en: str, advice_vi: str, advice_en: str) -> Kind:
    return Kind("warning", vi, en, Text(advice_vi, advice_en))


KINDS: dict[str, Kind] = {
    "maxima-do-not-add-up": _error(
        "{node}, nhóm {group}: các mục con cộng lại {sum}, điểm tối đa là {max}",
        "{node}, group {group}: its parts add up to {sum}, its maximum is {max}",
        "sửa điểm tối đa của mục hoặc của các mục con",
        "mend the maximum of the node or of its parts",
    ),
    "scale-does-not-match": _error(
        "nhóm {group}: thang điểm {scale}, các mục cộng lại {sum}",
        "group {group}: the scale is {scale}, the sections add up to {sum}",
        "sửa thang điểm hoặc điểm tối đa của các mục",
        "mend the scale or the sections' maxima",
    ),
    "no-maximum": _error(
        "{node} không có điểm tối đa cho nhóm {group}",
        "{node} has no maximum for group {group}",
        "ghi điểm tối đa của nhóm này",
        "write the maximum of that group",
    ),
    "maximum-unattainable": _error(
        "{node}, nhóm {group}: cách chấm cho nhiều nhất {best} trên {max} điểm",
        "{node}, group {group}: its rule gives at most {best} of {max} points",
        "sửa cách chấm hoặc điểm tối đa",
        "mend the rule or the maximum",
    ),
    "class-gap": _error(
        "giữa “{lower}” và “{upper}” có khoảng hở từ {end} đến {start}",
        "between “{lower}” and “{upper}” lies a gap from {end} to {start}",
        "viết “từ … đến dưới …” để mọi số điểm đều có loại",
        "write from … to under … so that every total has a class",
    ),
    "class-overlap": _error(
        "“{lower}” và “{upper}” chồng nhau từ {start} đến {end}",
        "“{lower}” and “{upper}” overlap from {start} to {end}",
        "để mức trên bắt đầu đúng chỗ mức dưới kết thúc",
        "let the upper class begin where the lower one ends",
    ),
    "class-order": _error(
        "“{upper}” đứng trên “{lower}” nhưng ngưỡng không cao hơn",
        "“{upper}” stands above “{lower}” but does not ask for more",
        "xếp các mức từ cao xuống thấp",
        "list the classes from the highest down",
    ),
    "class-not-monotone": _error(
        "mục {section}: mức thấp “{lower}” đòi {low}, mức cao “{upper}” chỉ đòi {high}",
        "section {section}: the lower class “{lower}” asks {low}, the higher “{upper}” only {high}",
        "điểm tối thiểu phải không giảm khi lên mức",
        "minima must not fall from a lower class to a higher one",
    ),
    "class-unreachable": _error(
        "nhóm {group}: không ai đạt được “{name}”: cần {needs}, nhiều nhất là {most}",
        "group {group}: nobody can reach “{name}”: it needs {needs}, at most {most} can be had",
        "hạ ngưỡng hoặc sửa điểm tối đa",
        "lower the threshold or mend the maxima",
    ),
    "no-zero-policy": _error(
        "{node}: mẫu số có thể bằng 0 mà không nói tính thế nào",
        "{node}: the denominator can be zero and nothing is said of it",
        "thêm on_zero: not_applicable, zero hoặc full",
        "add on_zero: not_applicable, zero or full",
    ),
    "zero-left-out-refused": _warning(
        "{node}: mẫu số 0 thì không tính, trong khi quy định không cho loại trừ",
        "{node}: a zero denominator is left out, while nothing else may be",
        "chọn zero hoặc full, hoặc cho phép loại trừ",
        "choose zero or full, or allow leaving out",
    ),
    "count-above-top-row": _error(
        "{node}: số lượng trên dòng cao nhất {top} chỉ được {points} điểm",
        "{node}: a count above the top row {top} gives only {points} points",
        "dùng match: at_least để “4 cuộc” thành “từ 4 cuộc”",
        "use match: at_least, so that 4 means 4 or more",
    ),
    "bands-gap": _error(
        "{node}: giá trị {value} không thuộc khoảng nào và không có else_points",
        "{node}: value {value} lies in no band and there is no else_points",
        "nối các khoảng hoặc thêm else_points",
        "join the bands or add else_points",
    ),
    "weights-do-not-add-up": _error(
        "{node}: các trọng số cộng lại {sum}, không phải 1",
        "{node}: the weights add up to {sum}, not 1",
        "sửa trọng số",
        "mend the weights",
    ),
    "no-evidence-policy": _warning(
        "cho phép loại trừ ({where}) mà không nói cần chứng minh gì",
        "leaving out is allowed ({where}) and no proof is asked",
        "ghi evidence",
        "write evidence",
    ),
    "no-approver": _warning(
        "cho phép loại trừ ({where}) mà không nói ai duyệt",
        "leaving out is allowed ({where}) and nobody approves it",
        "ghi approver",
        "write approver",
    ),
    "rounding-undeclared": _warning(
        "không nói điểm thành phần được làm tròn thế nào: tính chính xác, không làm tròn",
        "nothing is said of rounding: exact values are compared",
        "ghi rounding, kể cả khi là giả định",
        "write rounding, even if it is assumed",
    ),
    "ties-undeclared": _warning(
        "bảng {table}: không nói đồng điểm thì xếp thế nào: cùng hạng, 1-2-2-4",
        "table {table}: nothing is said of ties: they share a rank, 1-2-2-4",
        "ghi ties",
        "write ties",
    ),
    "deadline-on-rest-day": _warning(
        "{milestone}: {what}",
        "{milestone}: {what}",
        "chọn ngày khác hoặc xác nhận với lý do",
        "choose another day or acknowledge it with a reason",
    ),
    "grace-unit-undeclared": _warning(
        "{milestone}: {what}",
        "{milestone}: {what}",
        "ghi unit: days hoặc working_days trong văn bản",
        "let the text say days or working days",
    ),
    "milestone-out-of-order": _error(
        "{milestone}: {what}",
        "{milestone}: {what}",
        "sửa ngày của mốc",
        "mend the milestone's date",
    ),
    "milestone-outside-exercise": _warning(
        "{milestone}: {what}",
        "{milestone}: {what}",
        "rút ngắn thời hạn hoặc xác nhận với lý do",
        "shorten the term or acknowledge it with a reason",
    ),
    "swaps-unknown": _warning(
        "chưa có lịch hoán đổi ngày làm việc của năm {year}",
        "the official swaps of {year} are not in the table",
        "bổ sung bảng hoán đổi khi có thông báo",
        "add them once they are announced",
    ),
    "no-rank-table": _error(
        "nhóm {group} không đứng trong bảng xếp hạng nào",
        "group {group} stands in no rank table",
        "thêm nhóm vào một bảng",
        "put the group into a table",
    ),
    "no-class-scheme": _warning(
        "nhóm {group} không có quy định xếp loại",
        "group {group} has no class scheme",
        "thêm classes cho nhóm, hoặc xác nhận chỉ xếp hạng",
        "add classes for it, or acknowledge that it is only ranked",
    ),
    "no-group-form": _error(
        "năm {year}: nhóm {group} không có phiếu",
        "{year}: group {group} has no form",
        "thêm nhóm vào một phiếu của năm đó",
        "add the group to a form of that year",
    ),
    "applies-to-nobody": _error(
        "{node} không áp dụng cho nhóm nào của phiếu",
        "{node} applies to no group of the form",
        "sửa applies_to hoặc bỏ mục này",
        "mend applies_to or take the node out",
    ),
    "unknown-reference": _error(
        "{where}: không có {what} “{id}”{near}",
        "{where}: there is no {what} “{id}”{near}",
        "sửa mã cho đúng",
        "mend the id",
    ),
    "duplicated-id": _error(
        "mã {what} “{id}” dùng hai lần",
        "{what} id “{id}” is used twice",
        "đặt mã riêng cho từng mục",
        "give each its own id",
    ),
    "input-never-asked": _error(
        "{node}: cách chấm dùng “{id}” mà phiếu không hỏi{near}",
        "{node}: its rule uses “{id}”, which the form never asks{near}",
        "thêm vào inputs hoặc sửa mã",
        "add it to inputs or mend the id",
    ),
    "input-never-used": _warning(
        "{node}: phiếu hỏi “{id}” mà không cách chấm nào dùng",
        "{node}: the form asks “{id}” and no rule uses it",
        "bỏ câu hỏi, hoặc chuyển thành thông tin chung",
        "drop the question, or make it general information",
    ),
    "option-mismatch": _error(
        "{node}: lựa chọn “{id}” của “{input}” {problem}",
        "{node}: option “{id}” of “{input}” {problem}",
        "cho mọi lựa chọn một số điểm, và chỉ các lựa chọn có thật",
        "give points to every option, and only to real ones",
    ),
    "circular-reference": _error(
        "{node} dựa vào chính nó",
        "{node} rests on itself",
        "bỏ vòng lặp",
        "break the circle",
    ),
    "bonus-unbounded": _warning(
        "có điểm thưởng hoặc trừ mà tổng điểm không có giới hạn (bounds)",
        "there are bonus or penalty points and the total has no bounds",
        "ghi bounds: least, most",
        "write bounds: least, most",
    ),
    "no-cap": _warning(
        "{node}: điểm thưởng hoặc trừ không có mức trần (cap)",
        "{node}: bonus or penalty without a cap",
        "ghi cap",
        "write cap",
    ),
    "unknown-citation": _error(
        "dẫn “{id}” mà source.md không có{near}",
        "cites “{id}”, which source.md does not have{near}",
        "thêm mỏ neo vào source.md hoặc sửa trích dẫn",
        "add the anchor to source.md or mend the citation",
    ),
    "no-source": _warning(
        "không có source.md: không kiểm được trích dẫn",
        "there is no source.md: citations cannot be checked",
        "viết source.md, mỗi điều một mỏ neo",
        "write source.md with an anchor an article",
    ),
    "acknowledged-nothing": _warning(
        "xác nhận “{code}” ({where}) không ứng với phát hiện nào",
        "acknowledgement of “{code}” ({where}) matches no finding",
        "bỏ dòng xác nhận",
        "take the acknowledgement out",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding at one place. An acknowledged one stays visible and fails nothing."""

    code: str
    place: Place
    subject: str
    message: Text
    acknowledged: Remark | None = None

    @property
    def severity(self) -> Severity:
        """`error`: the regulation cannot be signed so; `warning`: somebody should know."""
        return KINDS[self.code].severity

    @property
    def advice(self) -> Text:
        """What to do about it."""
        return KINDS[self.code].advice

    @property
    def is_open(self) -> bool:
        """True unless the file acknowledges it with a reason."""
        return self.acknowledged is None

    def show(self, language: Language) -> str:
        """One line: place, severity, code, message, advice or the reason it is acknowledged."""
        tail = f"({self.advice.show(language)})"
        if self.acknowledged is not None:
            label = "đã xác nhận" if language == "vi" else "acknowledged"
            tail = f"[{label}: {self.acknowledged.show(language)}]"
        return f"{self.place}: {self.severity} {self.code}: {self.message.show(language)} {tail}"


def found(kind: str, place: Place, subject: str, /, **values: Any) -> Finding:
    """A finding of a kind, with what was found filled in."""
    words = KINDS[kind]
    return Finding(kind, place, subject, Text(words.vi, words.en, values))
