"""Pages of units: list and search, one unit with its history, import, export, reorganisation."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang_web.organisations import services, tables
from xephang_web.organisations.kinds import LEVELS
from xephang_web.organisations.models import Reorganisation, Unit, UnitKind
from xephang_web.organisations.queries import above, lineage, search_units
from xephang_web.shared.errors import AllAtOnce, Mistake
from xephang_web.shared.pagination import page_of
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_day, posted_text


@page(SIGNED_IN)
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """All units in Vietnamese order; search goes without marks."""
    words = request.GET.get("tim", "")
    found = search_units(words)
    if not request.GET.get("ca-da-cham-dut"):
        found = found.filter(valid_until__isnull=True)
    listed = page_of(request, found, 50)
    context = {
        "listed": listed,
        "words": words,
        "with_ended": bool(request.GET.get("ca-da-cham-dut")),
        "may_manage": request.user.has_perm("organisations.manage"),
    }
    return render(request, "organisations/units.html", context)


@page(SIGNED_IN)
@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: where it stands, what it was, what it came from."""
    found = get_object_or_404(Unit.objects.select_related("kind", "parent"), pk=pk)
    context = {
        "unit": found,
        "above": above(found),
        "children": found.children.select_related("kind"),
        "periods": found.periods.select_related("kind", "parent"),
        "lineage": lineage(found),
        "may_manage": request.user.has_perm("organisations.manage_unit", found),
    }
    return render(request, "organisations/unit.html", context)


@page(SIGNED_IN)
@require_GET
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """All units as CSV or XLSX, in the form that the import reads."""
    listed = search_units(request.GET.get("tim", ""))
    if ending == "csv":
        response = HttpResponse(tables.to_csv(listed), content_type="text/csv; charset=utf-8")
    elif ending == "xlsx":
        response = HttpResponse(
            tables.to_xlsx(listed),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="don-vi.{ending}"'
    return response


@page("organisations.manage")
def import_file(request: HttpRequest) -> HttpResponse:
    """Read units from a file: all problems at once, and nothing written while there is one."""
    problems: list[str] = []
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            problems = [_("Hãy chọn tệp CSV hoặc XLSX.")]
        else:
            try:
                rows, problems = tables.read_units(upload.name or "", upload.read())
            except Mistake as mistake:
                rows, problems = [], [mistake.message]
            problems = problems or list(_beyond_reach(request, rows))
            if not problems:
                count = services.import_units(by=request.user, rows=rows)  # type: ignore[arg-type]
                messages.success(request, _("Đã nhập {count} đơn vị.").format(count=count))
                return redirect("organisations:units")
    kinds = ", ".join(UnitKind.objects.values_list("code", flat=True))
    columns = [
        (column, f"{words}: {kinds}" if column == "kind" and kinds else words)
        for column, words in tables.COLUMN_WORDS.items()
    ]
    context = {"problems": problems, "columns": columns}
    return render(request, "organisations/import.html", context, status=422 if problems else 200)


@page("organisations.manage")
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of units, and a form that adds one: tiers change by law, the code does not."""
    if request.method == "POST":
        texts: dict[str, str] = {}
        slips = AllAtOnce()
        for field, limit in (("code", 40), ("name", 120), ("name_en", 120), ("level", 40)):
            with slips:
                texts[field] = posted_text(request, field, limit=limit)
        slips.check()
        kind = services.create_kind(by=request.user, **texts)  # type: ignore[arg-type]
        messages.success(request, _("Đã thêm loại “{name}”.").format(name=kind.name))
        return redirect("organisations:kinds")
    listed = [(each, LEVELS.get(each.level, each.level)) for each in UnitKind.objects.all()]
    context = {"listed": listed, "levels": LEVELS.items()}
    return render(request, "organisations/kinds.html", context)


def _beyond_reach(request: HttpRequest, rows: list[tables.UnitRow]) -> Iterator[str]:
    """Rows whose parent the person does not manage. New roots are the administrator's."""
    written = {each.code for each in rows}
    there = {each.code: each for each in Unit.objects.filter(code__in=[r.parent for r in rows])}
    for row in rows:
        parent = there.get(row.parent)
        if row.parent in written and parent is None:
            continue
        if not request.user.has_perm("organisations.manage_unit", parent):
            yield _("Dòng {line}: bạn không quản lý đơn vị cấp trên này.").format(line=row.line)


def _named(request: HttpRequest, field: str) -> list[Unit]:
    codes = [each.strip() for each in posted_text(request, field).replace(";", ",").split(",")]
    codes = [each for each in codes if each]
    found = {each.code: each for each in Unit.objects.filter(code__in=codes)}
    unknown = [
        each
        for each in codes
        if each not in found or not request.user.has_perm("organisations.manage_unit", found[each])
    ]
    if unknown:
        raise Mistake(
            _("Không có đơn vị mã: {codes}.").format(codes=", ".join(unknown)), field=field
        )
    return [found[each] for each in codes]


@page("organisations.manage")
def reorganise(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge, split, rename, move or end a unit from a day on, by a document."""
    found = get_object_or_404(Unit.objects.select_related("kind", "parent"), pk=pk)
    if not request.user.has_perm("organisations.manage_unit", found):
        raise Http404
    if request.method == "POST":
        _reorganise(request, found)
        messages.success(request, _("Đã ghi. Tên, vị trí cũ còn ở lịch sử của đơn vị."))
        return redirect("organisations:unit", pk)
    context = {"unit": found, "kinds": Reorganisation.Kind.choices}
    return render(request, "organisations/reorganise.html", context)


@page("organisations.manage")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right the English name of a unit, and whether it is restricted."""
    found = get_object_or_404(Unit.objects.select_related("kind", "parent"), pk=pk)
    if not request.user.has_perm("organisations.manage_unit", found):
        raise Http404
    if request.method == "POST":
        services.correct_unit(
            by=request.user,  # type: ignore[arg-type]
            unit=found,
            name_en=posted_text(request, "name_en", limit=255),
            is_restricted=request.POST.get("restricted") == "yes",
            reason=posted_text(request, "reason", limit=255),
        )
        messages.success(request, _("Đã sửa. Lần sửa này ở nhật ký."))
        return redirect("organisations:unit", pk)
    return render(request, "organisations/correct.html", {"unit": found})


def _only(request: HttpRequest, field: str) -> Unit:
    units = _named(request, field)
    if len(units) != 1:
        raise Mistake(_("Hãy ghi mã của đúng một đơn vị."), field=field)
    return units[0]


def _reorganise(request: HttpRequest, unit: Unit) -> None:
    by = request.user
    kind = request.POST.get("kind", "")
    date = posted_day(request, "date", _("Từ ngày"))
    document = posted_text(request, "document", limit=255)
    common = {"by": by, "date": date, "document": document}
    if kind == Reorganisation.Kind.RENAME:
        name = posted_text(request, "name", limit=255)
        if not name:
            raise Mistake(_("Hãy ghi tên mới."), field="name")
        services.rename_unit(unit=unit, name=name, **common)  # type: ignore[arg-type]
    elif kind == Reorganisation.Kind.MOVE:
        services.move_unit(unit=unit, parent=_only(request, "others"), **common)  # type: ignore[arg-type]
    elif kind == Reorganisation.Kind.END:
        services.end_unit(unit=unit, **common)  # type: ignore[arg-type]
    elif kind == Reorganisation.Kind.MERGE:
        into = _only(request, "into") if request.POST.get("into") else unit
        services.merge_units(units=[unit, *_named(request, "others")], into=into, **common)  # type: ignore[arg-type]
    elif kind == Reorganisation.Kind.SPLIT:
        services.split_unit(
            unit=unit,
            into=_named(request, "others"),
            below_to=_only(request, "into") if request.POST.get("into") else None,
            **common,  # type: ignore[arg-type]
        )
    else:
        raise Mistake(_("Hãy chọn hình thức sắp xếp."), field="kind")
