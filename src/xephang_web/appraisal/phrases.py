"""Words of the appraiser's desk: what hangs on a claim, said in a few words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from xephang.alternatives import Figures, Placing
from xephang.points import Number
from xephang.regulation import Regulation
from xephang.results import Verdict
from xephang_web.appraisal.effects import Item, Kind, Move, class_named
from xephang_web.shared.words import language

TAILS = {
    Kind.NOT_APPLICABLE: gettext_lazy("nếu không đồng ý bỏ tiêu chí"),
    Kind.PERSON: gettext_lazy("tùy điểm được chấm"),
    Kind.REFERENCE: gettext_lazy("nếu nhận số đối chiếu"),
    Kind.DOUBT: gettext_lazy("nếu không chấp nhận"),
    Kind.EVIDENCE: gettext_lazy("nếu không chấp nhận"),
    Kind.ANSWERED: gettext_lazy("nếu không chấp nhận"),
    Kind.UNSEEN: gettext_lazy("nếu không chấp nhận"),
}
STATES = {
    Kind.NOT_APPLICABLE: ("wait", gettext_lazy("Đề nghị không áp dụng")),
    Kind.PERSON: ("wait", gettext_lazy("Chờ người chấm")),
    Kind.REFERENCE: ("warn", gettext_lazy("Lệch đối chiếu")),
    Kind.DOUBT: ("warn", gettext_lazy("Nghi vấn")),
    Kind.EVIDENCE: ("warn", gettext_lazy("Không có minh chứng")),
    Kind.ANSWERED: ("half", gettext_lazy("Đã giải trình, xem lại")),
    Kind.UNSEEN: ("none", gettext_lazy("Chưa xem")),
}


def state_of(item: Item) -> tuple[str, str]:
    """The shape and the words of where an item stands."""
    if item.waits:
        return "half", _("Chờ đơn vị giải trình")
    shape, words = STATES[item.kind]
    return shape, str(words)


def class_words(regulation: Regulation, group: str, figures: Figures) -> str:
    """The name of a class, or what stands in its place."""
    found = class_named(regulation, group, figures.class_id)
    if found is not None:
        return found.name.show(language())
    if figures.verdict is Verdict.BELOW_LOWEST:
        return _("dưới mức thấp nhất")
    return _("chưa xếp loại")


def tail_of(item: Item) -> str:
    """When the effect would come about; nothing where there is none."""
    return str(TAILS[item.kind]) if item.is_assessed else ""


def effect_words(item: Item, regulation: Regulation) -> str:
    """What hangs on an item, the class before the rank: “Tốt xuống Khá”, “Hạng 5 xuống 7”."""
    if item.holds is None or item.fails is None:
        return _("Phiếu không được đánh giá")
    return change_words(item.holds, item.fails, regulation, item.participant.group)


def change_words(before: Placing, after: Placing, regulation: Regulation, group: str) -> str:
    """A change of class, else of rank, in words."""
    first, second = before.figures, after.figures
    if Verdict.PENDING in (first.verdict, second.verdict) and first.verdict != second.verdict:
        return _("Phải có người quyết định mới xếp loại được")
    if first.class_id != second.class_id:
        down = second.class_position > first.class_position
        one, other = (class_words(regulation, group, each) for each in (first, second))
        said = _("{before} xuống {after}") if down else _("{before} lên {after}")
        words = said.format(before=one, after=other)
        return words[:1].upper() + words[1:]
    if before.rank is None and after.rank is None:
        waits = Verdict.PENDING in (first.verdict, second.verdict)
        return _("Chưa xếp hạng được") if waits else _("Không đổi loại")
    if before.rank is None or after.rank is None:
        return _("Đang xếp hạng thành chưa xếp hạng được")
    if after.rank > before.rank:
        return _("Hạng {before} xuống {after}").format(before=before.rank, after=after.rank)
    if after.rank < before.rank:
        return _("Hạng {before} lên {after}").format(before=before.rank, after=after.rank)
    return _("Không đổi hạng")


def move_words(move: Move) -> str:
    """What a finding does to total, class and rank, in one sentence."""
    first, second = move.before.figures, move.after.figures
    total = _("Tổng điểm từ {before} thành {after}").format(
        before=_points(first.total), after=_points(second.total)
    )
    if first.total == second.total:
        total = _("Tổng điểm vẫn là {total}").format(total=_points(first.total))
    one, other = (class_words(move.regulation, move.group, each) for each in (first, second))
    said = _("loại giữ {name}").format(name=one)
    if move.changes_class:
        down = second.class_position > first.class_position
        words = _("loại từ {before} xuống {after}") if down else _("loại từ {before} lên {after}")
        said = words.format(before=one, after=other)
    if move.before.rank is None or move.after.rank is None:
        rank = _("chưa xếp hạng")
    elif move.changes_rank:
        rank = _("hạng {before} thành {after}").format(
            before=move.before.rank, after=move.after.rank
        )
    else:
        rank = _("hạng giữ {rank}").format(rank=move.before.rank)
    return f"{total}; {said}; {rank}."


def _points(value: object) -> str:
    return Number(value, 2).show(language()).replace("-", "\u2212")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision that can be taken, and the key for it."""

    value: str
    key: str
    label: str


def choices(*, claims_na: bool, is_council: bool) -> list[Choice]:
    """What can be decided about a criterion: keys 1 to 4 mean the same on every desk."""
    listed = [Choice("keep", "0", _("Giữ kết quả thẩm định"))] if is_council else []
    listed += [
        Choice("grant_na", "1", _("Đồng ý bỏ"))
        if claims_na
        else Choice("accept", "1", pgettext("decision", "Chấp nhận")),
        Choice("adjust", "2", _("Điều chỉnh")),
        Choice("refuse_na", "3", _("Không đồng ý bỏ"))
        if claims_na
        else Choice("reject", "3", pgettext("decision", "Không chấp nhận")),
    ]
    return listed if is_council else [*listed, Choice("ask", "4", _("Yêu cầu bổ sung"))]
