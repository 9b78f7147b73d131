"""Every write to units: creation, reorganisation, import."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from xephang_web.audit.services import About, Actor, record_act
from xephang_web.organisations.kinds import LEVELS
from xephang_web.organisations.models import Reorganisation, Unit, UnitKind, UnitPeriod
from xephang_web.organisations.naming import wrong_code, wrong_name
from xephang_web.organisations.queries import below
from xephang_web.organisations.tables import UnitRow, in_order
from xephang_web.shared.errors import AllAtOnce, Mistake
from xephang_web.shared.words import collation_key, fold

_KIND_CODE = re.compile(r"[a-z0-9_-]{1,40}")
BEGINNING = dt.date(1945, 9, 2)


def searchable(name: str, code: str, name_en: str = "") -> str:
    """The column that search looks in."""
    return fold(f"{name} {code} {name_en}")[:400]


def _sorted_by(name: str) -> str:
    """The column that units are sorted by: longer than the name, and cut where it ends."""
    return collation_key(name)[:1000]


def _check_named(field: str, wrong: str) -> None:
    if wrong:
        raise Mistake(wrong[0].upper() + wrong[1:], field=field)


def _about(unit: Unit) -> About:
    return About("unit", unit.pk, unit=unit.pk)


def _facts(unit: Unit) -> dict[str, str]:
    return {
        "code": unit.code,
        "name": unit.name,
        "name_en": unit.name_en,
        "restricted": "yes" if unit.is_restricted else "no",
        "kind": unit.kind.code,
        "parent": unit.parent.code if unit.parent else "",
        "valid_from": unit.valid_from.isoformat(),
        "valid_until": unit.valid_until.isoformat() if unit.valid_until else "",
    }


@transaction.atomic
def create_unit(
    *,
    by: Actor | None,
    code: str,
    name: str,
    kind: UnitKind,
    parent: Unit | None = None,
    name_en: str = "",
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    is_restricted: bool = False,
) -> Unit:
    """Put a new unit into the tree; with `valid_until` one that has ended.

    Raises `Mistake` if the code is taken or of no use.
    """
    _check_named("code", wrong_code(code))
    _check_named("name", wrong_name(name))
    _check_named("name_en", wrong_name(name_en) if name_en else "")
    if Unit.objects.filter(code=code).exists():
        raise Mistake(_("Mã đơn vị “{code}” đã có.").format(code=code))
    starts = valid_from or BEGINNING
    if valid_until is not None and valid_until <= starts:
        raise Mistake(
            _("Ngày chấm dứt phải sau ngày thành lập của “{name}”.").format(name=name), field="date"
        )
    unit = Unit.objects.create(
        code=code,
        name=name,
        name_en=name_en,
        kind=kind,
        parent=parent,
        is_restricted=is_restricted,
        valid_from=starts,
        valid_until=valid_until,
        search=searchable(name, code, name_en),
        sort_key=_sorted_by(name),
    )
    UnitPeriod.objects.create(
        unit=unit, name=name, kind=kind, parent=parent, starts=starts, ends=valid_until
    )
    record_act("unit.created", _about(unit), by=by, after=_facts(unit))
    return unit


@transaction.atomic
def create_kind(*, by: Actor, code: str, name: str, name_en: str, level: str) -> UnitKind:
    """Add a kind of units, behind those of its level. Raises `Mistakes`: all that is wrong."""
    slips = AllAtOnce()
    with slips:
        if not _KIND_CODE.fullmatch(code):
            raise Mistake(
                _("Mã loại gồm chữ thường không dấu, số, gạch dưới, gạch nối; tối đa 40 ký tự."),
                field="code",
            )
        if UnitKind.objects.filter(code=code).exists():
            raise Mistake(_("Mã loại “{code}” đã có.").format(code=code), field="code")
    with slips:
        if not name:
            raise Mistake(_("Hãy ghi tên loại đơn vị."), field="name")
    with slips:
        if level not in LEVELS:
            raise Mistake(_("Hãy chọn cấp chính quyền."), field="level")
    slips.check()
    upper = list(LEVELS)[: list(LEVELS).index(level) + 1]
    last = UnitKind.objects.filter(level__in=upper).aggregate(last=Max("position"))["last"] or 0
    # A kind of the next level may have that position already: then those below make room.
    UnitKind.objects.filter(position__gt=last).update(position=F("position") + 1)
    kind = UnitKind.objects.create(
        code=code, name=name, name_en=name_en, level=level, position=last + 1
    )
    record_act(
        "unit_kind.created",
        About("unit_kind", kind.pk),
        by=by,
        after={"code": code, "name": name, "name_en": name_en, "level": level},
    )
    return kind


def _check_lives(*units: Unit | None) -> None:
    for unit in units:
        if unit is not None and unit.valid_until is not None:
            raise Mistake(_("“{name}” đã chấm dứt trước đó.").format(name=unit.name))


def _next_period(unit: Unit, date: dt.date) -> None:
    """Close the open period on `date` and open one with what the unit is now."""
    opened = unit.periods.get(ends__isnull=True)
    if date < opened.starts:
        raise Mistake(
            _("Ngày {date} trước thay đổi gần nhất của đơn vị ({start}).").format(
                date=date.strftime("%d/%m/%Y"), start=opened.starts.strftime("%d/%m/%Y")
            ),
            field="date",
        )
    opened.ends = date
    opened.save(update_fields=["ends"])
    UnitPeriod.objects.create(
        unit=unit, name=unit.name, kind=unit.kind, parent=unit.parent, starts=date
    )


def _act(
    kind: Reorganisation.Kind,
    date: dt.date,
    document: str,
    predecessors: Sequence[Unit],
    successors: Sequence[Unit],
) -> Reorganisation:
    if not document.strip():
        raise Mistake(_("Cần số, ngày của văn bản sắp xếp đơn vị."), field="document")
    made = Reorganisation.objects.create(kind=kind, date=date, document=document.strip())
    made.predecessors.set(predecessors)
    made.successors.set(successors)
    return made


@transaction.atomic
def rename_unit(*, by: Actor, unit: Unit, name: str, date: dt.date, document: str) -> None:
    """Give a unit another name from a day on; the old one stays in its history."""
    _check_named("name", wrong_name(name))
    _check_lives(unit)
    before = _facts(unit)
    _act(Reorganisation.Kind.RENAME, date, document, [unit], [unit])
    unit.name = name
    unit.search, unit.sort_key = searchable(name, unit.code, unit.name_en), _sorted_by(name)
    unit.save()
    _next_period(unit, date)
    record_act("unit.renamed", _about(unit), by=by, before=before, after=_facts(unit))


@transaction.atomic
def correct_unit(*, by: Actor, unit: Unit, name_en: str, is_restricted: bool, reason: str) -> None:
    """Put right what a table of units got wrong: no act of an authority, and no new period.

    `is_restricted`: police, military (PHT-1); what open data leave out follows it from the
    next publication on. Raises `Mistake` without a reason, or where nothing is changed.
    """
    if not reason.strip():
        raise Mistake(_("Hãy ghi vì sao sửa."), field="reason")
    _check_named("name_en", wrong_name(name_en) if name_en.strip() else "")
    before = _facts(unit)
    unit.name_en, unit.is_restricted = name_en.strip(), is_restricted
    if _facts(unit) == before:
        raise Mistake(_("Không có gì thay đổi."), field="name_en")
    unit.search = searchable(unit.name, unit.code, unit.name_en)
    unit.save(update_fields=["name_en", "is_restricted", "search"])
    after = {**_facts(unit), "reason": reason.strip()}
    record_act("unit.corrected", _about(unit), by=by, before=before, after=after)


@transaction.atomic
def move_unit(*, by: Actor, unit: Unit, parent: Unit | None, date: dt.date, document: str) -> None:
    """Put a unit under another from a day on. Raises `Mistake` on a circle."""
    if parent is not None and (parent == unit or parent.pk in below(unit)):
        raise Mistake(
            _("Một đơn vị không thể thuộc chính nó hoặc đơn vị cấp dưới của nó."), field="others"
        )
    _check_lives(unit, parent)
    before = _facts(unit)
    _act(Reorganisation.Kind.MOVE, date, document, [unit], [unit])
    unit.parent = parent
    unit.save()
    _next_period(unit, date)
    record_act("unit.moved", _about(unit), by=by, before=before, after=_facts(unit))


def _end(unit: Unit, date: dt.date) -> None:
    _check_lives(unit)
    if date <= unit.valid_from:
        raise Mistake(
            _("Ngày chấm dứt phải sau ngày thành lập của “{name}”.").format(name=unit.name),
            field="date",
        )
    unit.valid_until = date
    unit.save(update_fields=["valid_until"])
    unit.periods.filter(ends__isnull=True).update(ends=date)


@transaction.atomic
def end_unit(*, by: Actor, unit: Unit, date: dt.date, document: str) -> None:
    """End a unit without successor. Raises `Mistake` if units still stand under it."""
    still = unit.children.filter(valid_until__isnull=True)
    if still.exists():
        raise Mistake(
            _("Còn {count} đơn vị trực thuộc: hãy chuyển hoặc chấm dứt trước.").format(
                count=still.count()
            )
        )
    before = _facts(unit)
    _act(Reorganisation.Kind.END, date, document, [unit], [])
    _end(unit, date)
    record_act("unit.ended", _about(unit), by=by, before=before, after=_facts(unit))


@transaction.atomic
def merge_units(
    *, by: Actor, units: Sequence[Unit], into: Unit, date: dt.date, document: str
) -> Reorganisation:
    """Merge units into `into`, a new unit or one of them. Their children move over with it."""
    if len({each.pk for each in units}) < 2:
        raise Mistake(_("Hợp nhất cần ít nhất hai đơn vị."), field="others")
    _check_lives(*units, into)
    made = _act(Reorganisation.Kind.MERGE, date, document, units, [into])
    for unit in units:
        if unit.pk == into.pk:
            continue
        for child in unit.children.filter(valid_until__isnull=True).exclude(pk=into.pk):
            move_unit(by=by, unit=child, parent=into, date=date, document=document)
        _end(unit, date)
    record_act(
        "unit.merged",
        _about(into),
        by=by,
        before={"units": ", ".join(sorted(each.code for each in units))},
        after={"into": into.code, "date": date.isoformat(), "document": document},
    )
    return made


@transaction.atomic
def split_unit(
    *,
    by: Actor,
    unit: Unit,
    into: Sequence[Unit],
    date: dt.date,
    document: str,
    below_to: Unit | None = None,
) -> Reorganisation:
    """Split a unit into several; it ends unless it is one of them.

    `below_to` is the one of them under which the units below it stand from then on: nobody
    is left under a unit that is no more. Raises `Mistake`.
    """
    if len({each.pk for each in into}) < 2:
        raise Mistake(_("Chia, tách cần ít nhất hai đơn vị kế thừa."), field="others")
    _check_lives(unit, *into)
    made = _act(Reorganisation.Kind.SPLIT, date, document, [unit], into)
    if unit.pk not in {each.pk for each in into}:
        _hand_on(unit, below_to, into, by=by, date=date, document=document)
        _end(unit, date)
    record_act(
        "unit.split",
        _about(unit),
        by=by,
        before={"unit": unit.code},
        after={
            "into": ", ".join(sorted(each.code for each in into)),
            "date": date.isoformat(),
            "document": document,
        },
    )
    return made


def _hand_on(
    unit: Unit, to: Unit | None, into: Sequence[Unit], *, by: Actor, date: dt.date, document: str
) -> None:
    """Move what stands under a unit that ends to the one of its successors that takes it."""
    below_it = unit.children.filter(valid_until__isnull=True)
    taken = below_it.exclude(pk__in=[each.pk for each in into])
    if not taken.exists():
        return
    if to is None or to.pk not in {each.pk for each in into}:
        raise Mistake(
            _(
                "Còn {count} đơn vị trực thuộc: hãy ghi mã của một đơn vị kế thừa nhận các "
                "đơn vị ấy."
            ).format(count=taken.count()),
            field="into",
        )
    for each in taken:
        move_unit(by=by, unit=each, parent=to, date=date, document=document)


@transaction.atomic
def import_units(*, by: Actor, rows: Sequence[UnitRow]) -> int:
    """Create the units of a checked import, all or none; gives how many."""
    kinds = {each.code: each for each in UnitKind.objects.all()}
    made: dict[str, Unit] = {
        each.code: each
        for each in Unit.objects.filter(code__in=[row.parent for row in rows if row.parent])
    }
    for row in in_order(list(rows)):
        made[row.code] = create_unit(
            by=by,
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            kind=kinds[row.kind],
            parent=made.get(row.parent),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            is_restricted=row.is_restricted,
        )
    return len(rows)
