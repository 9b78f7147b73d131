"""Thay đổi: what differs between two regulations, or two years' forms, in words (BT-2, PT-11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Literal

from xephang.classes import ClassScheme
from xephang.points import Number
from xephang.regulation import CriteriaSet, Criterion, Regulation, Section
from xephang.texts import Name, Text

ChangeKind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what kind, in which group ("" for all), at which node, in words."""

    kind: ChangeKind
    group: str
    node: str
    message: Text


def differences(old: Regulation, new: Regulation) -> list[Change]:
    """Everything that changed for the units, group by group, in the order of the new form."""
    changes = list(_decision(old, new))
    old_groups = {each.id: each for each in old.file.groups}
    new_groups = {each.id: each for each in new.file.groups}
    for group_id, group in new_groups.items():
        if group_id not in old_groups:
            changes.append(_change("added", group_id, group_id, NEW_GROUP, group.name))
    for group_id, group in old_groups.items():
        if group_id not in new_groups:
            changes.append(_change("removed", group_id, group_id, NO_GROUP, group.name))
    for group_id in new_groups:
        before, after = old.criteria_sets.get(group_id), new.criteria_sets.get(group_id)
        if before is not None and after is not None:
            changes += _form(before, after)
        if group_id in old_groups:
            changes += _classes(old, new, group_id)
    return changes


NEW_GROUP = ("thêm nhóm đối tượng “{name}”", "new target group “{name}”")
NO_GROUP = ("bỏ nhóm đối tượng “{name}”", "target group “{name}” is gone")


def _change(
    kind: ChangeKind, group: str, node: str, words: tuple[str, str], name: Name, **values: object
) -> Change:
    return Change(kind, group, node, Text(words[0], words[1], {"name": name, **values}))


def _decision(old: Regulation, new: Regulation) -> Iterator[Change]:
    if old.file.decision.number != new.file.decision.number:
        yield Change(
            "changed",
            "",
            "decision",
            Text(
                "quyết định {new} thay cho {old}",
                "decision {new} instead of {old}",
                {"new": new.file.decision.number, "old": old.file.decision.number},
            ),
        )
    if old.file.calendar != new.file.calendar:
        milestones = _milestones(old), _milestones(new)
        for milestone in sorted(milestones[0].keys() | milestones[1].keys()):
            before, after = milestones[0].get(milestone), milestones[1].get(milestone)
            if before != after:
                yield Change(
                    "changed",
                    "",
                    milestone,
                    Text(
                        "mốc “{milestone}”: trước là {old}, nay là {new}",
                        "milestone “{milestone}”: was {old}, is now {new}",
                        {"milestone": milestone, "old": before or "—", "new": after or "—"},
                    ),
                )
    for part in ("not_applicable", "rounding", "bounds", "rank_tables", "consequences"):
        if getattr(old.file, part) != getattr(new.file, part):
            words = _PARTS[part]
            yield Change(
                "changed", "", part, Text(words[0] + " đã thay đổi", words[1] + " changed")
            )


_PARTS = {
    "not_applicable": ("quy định về tiêu chí không thuộc chức năng", "the rule on not applicable"),
    "rounding": ("quy tắc làm tròn", "the rounding rule"),
    "bounds": ("giới hạn tổng điểm", "the bounds of the total"),
    "rank_tables": ("bảng xếp hạng hoặc quy tắc đồng hạng", "rank tables or tie rules"),
    "consequences": ("hệ quả thi đua", "the consequences for emulation"),
}


def _milestones(regulation: Regulation) -> Mapping[str, str]:
    calendar = regulation.file.calendar
    if calendar is None:
        return {}
    found = {}
    for each in calendar.milestones:
        date = each.before or each.through or (each.within.through if each.within else None)
        grace = f" + {each.grace.days} {each.grace.unit or '?'}" if each.grace else ""
        sign = "<" if each.before else "≤"
        found[each.id] = f"{sign} {date}{grace}" if date else str(each.after)
    if calendar.data_window is not None:
        window = calendar.data_window
        found["data_window"] = f"{window.start or ''} – {window.through}"
    return found


def _form(old: CriteriaSet, new: CriteriaSet) -> Iterator[Change]:
    """Sections and criteria added, removed and changed in one group's form."""
    before: dict[str, Section | Criterion] = {each.id: each for each in old.all_sections()}
    before |= {each.id: each for each in old.criteria()}
    after: dict[str, Section | Criterion] = {each.id: each for each in new.all_sections()}
    after |= {each.id: each for each in new.criteria()}
    for node_id, node in after.items():
        earlier = before.get(node_id)
        if earlier is None:
            yield _change(
                "added",
                new.group,
                node_id,
                (
                    "thêm “{id} {name}”, tối đa {max} điểm",
                    "new: “{id} {name}”, at most {max} points",
                ),
                node.name,
                id=node_id,
                max=Number(new.max_of(node)),
            )
        else:
            yield from _node(old, earlier, new, node)
    for node_id, node in before.items():
        if node_id not in after:
            yield _change(
                "removed",
                new.group,
                node_id,
                ("bỏ “{id} {name}”, {max} điểm", "gone: “{id} {name}”, {max} points"),
                node.name,
                id=node_id,
                max=Number(old.max_of(node)),
            )


def _node(
    old_set: CriteriaSet,
    old: Section | Criterion,
    new_set: CriteriaSet,
    new: Section | Criterion,
) -> Iterator[Change]:
    group = new_set.group
    if old.name.vi != new.name.vi:
        words = ("{id}: tên “{old}” đổi thành “{name}”", "{id}: “{old}” is now called “{name}”")
        yield _change("changed", group, new.id, words, new.name, id=new.id, old=old.name)
    was, now = old_set.max_of(old), new_set.max_of(new)
    if was != now:
        words = (
            "{id} {name}: điểm tối đa từ {old} thành {new}",
            "{id} {name}: maximum was {old}, is now {new}",
        )
        values = {"id": new.id, "old": Number(was), "new": Number(now)}
        yield _change("changed", group, new.id, words, new.name, **values)
    if isinstance(old, Criterion) and isinstance(new, Criterion):
        yield from _criterion(old_set, old, new_set, new)


def _criterion(
    old_set: CriteriaSet, old: Criterion, new_set: CriteriaSet, new: Criterion
) -> Iterator[Change]:
    group = new_set.group
    if old.rule.model_dump() != new.rule.model_dump() or old.only_if != new.only_if:
        was, now = _how(old_set, old), _how(new_set, new)
        if was.show("vi") != now.show("vi"):
            words = (
                "{id} {name}: cách chấm thay đổi. Trước: {old}. Nay: {new}",
                "{id} {name}: scored otherwise. Before: {old}. Now: {new}",
            )
        else:
            words = (
                "{id} {name}: điều kiện để tính điểm thay đổi",
                "{id} {name}: the condition for its points changed",
            )
        values = {"id": new.id, "old": was, "new": now}
        yield _change("changed", group, new.id, words, new.name, **values)
    for name in new.inputs:
        if name not in old.inputs:
            words = ("{id}: hỏi thêm “{name}”", "{id}: also asks “{name}”")
            yield _change("changed", group, new.id, words, new.inputs[name].label, id=new.id)
    for name in old.inputs:
        if name not in new.inputs:
            words = ("{id}: không hỏi “{name}” nữa", "{id}: no longer asks “{name}”")
            yield _change("changed", group, new.id, words, old.inputs[name].label, id=new.id)
    if [each.vi for each in old.evidence] != [each.vi for each in new.evidence]:
        words = ("{id} {name}: minh chứng thay đổi", "{id} {name}: the evidence wanted changed")
        yield _change("changed", group, new.id, words, new.name, id=new.id)


def _how(criteria: CriteriaSet, criterion: Criterion) -> Text:
    """How a criterion is scored, as its form says it."""
    labels = partial(criteria.label, criterion)
    return criterion.rule.in_words(criteria.max_of(criterion), labels)


def _classes(old: Regulation, new: Regulation, group: str) -> Iterator[Change]:
    """Classes added, gone, renamed or with other thresholds."""
    before, after = _bands(old.scheme(group)), _bands(new.scheme(group))
    for class_id in dict.fromkeys([*after, *before]):
        was, now = before.get(class_id), after.get(class_id)
        if was == now:
            continue
        name = (after if now is not None else before)[class_id][0]
        values = {"old": _band_text(was), "new": _band_text(now)}
        words = ("mức “{name}”: từ {old} thành {new}", "class “{name}”: was {old}, is now {new}")
        kind: ChangeKind = "added" if was is None else "removed" if now is None else "changed"
        yield _change(kind, group, class_id, words, name, **values)


Bands = dict[str, tuple[Name, Fraction | None, tuple[tuple[str, Fraction], ...]]]


def _bands(scheme: ClassScheme | None) -> Bands:
    if scheme is None:
        return {}
    return {
        each.id: (each.name, each.at_least, tuple(sorted(each.minima.items())))
        for each in scheme.classes
    }


def _band_text(band: tuple[Name, Fraction | None, tuple[tuple[str, Fraction], ...]] | None) -> Text:
    if band is None:
        return Text("không có", "none")
    parts = [] if band[1] is None else [Text("≥ {n}", "≥ {n}", {"n": Number(band[1])})]
    parts += [Text("{s} ≥ {n}", "{s} ≥ {n}", {"s": s, "n": Number(n)}) for s, n in band[2]]
    if not parts:
        return Text("không có ngưỡng dưới", "no lower threshold")
    template = "; ".join(f"{{p{position}}}" for position in range(len(parts)))
    return Text(template, template, {f"p{position}": part for position, part in enumerate(parts)})
