"""Dữ liệu mở: the tables and the criteria as rows that a program or a spreadsheet reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from xephang.outcomes import Status
from xephang.regulation import Regulation
from xephang.tables import defused
from xephang_web.results.models import Publication
from xephang_web.results.runs import Published, read_publication

LICENCE = "CC BY 4.0"
TABLE_WORDS = {
    "table": _("bảng xếp hạng: mã của bảng trong quy định"),
    "parent": _("mã đơn vị cấp trên, ở bảng riêng của từng đơn vị cấp trên; không thì để trống"),
    "unit": _("mã của đơn vị"),
    "name": _("tên đơn vị khi được đánh giá"),
    "rank": _("hạng; các đơn vị đồng hạng có cùng số. Trống: không xếp hạng, không phải hạng 0"),
    "value": _("giá trị đúng dùng để xếp hạng, chưa làm tròn. Trống: không xếp hạng, không phải 0"),
    "class": _("mã mức xếp loại trong quy định; trống nếu không xếp loại"),
    "verdict": _("kết luận về đơn vị, một trong các từ ở dưới"),
    "reason": _("vì sao không xếp hạng, bằng tiếng Việt; trống ở đơn vị được xếp hạng"),
}
"""What each column of the rank tables means, in the order of the columns."""
CRITERIA_WORDS = {
    "unit": _("mã của đơn vị"),
    "name": _("tên đơn vị khi được đánh giá"),
    "group": _("mã nhóm đối tượng trong quy định"),
    "section": _("mục trực tiếp chứa tiêu chí"),
    "criterion": _("mã tiêu chí"),
    "title": _("tên tiêu chí"),
    "points": _("điểm được kết luận, giá trị đúng"),
    "applicable": _(
        "điểm tối đa tính cho đơn vị: 0 nếu tiêu chí không áp dụng và được bỏ khỏi thang"
    ),
    "max": _("điểm tối đa của tiêu chí"),
    "status": _("tiêu chí được tính thế nào, một trong các từ ở dưới"),
}
"""What each column of the criteria means, in the order of the columns."""
JSON_WORDS = {
    "campaign": _("tên đợt đánh giá"),
    "year": _("năm đánh giá"),
    "training": _("true nếu là đợt tập huấn: đơn vị và số liệu là giả định"),
    "decision": _("số của quyết định công bố"),
    "date": _("ngày của quyết định, dạng 2026-12-31"),
    "version": _("lần công bố: 1 là lần đầu, mỗi quyết định điều chỉnh thêm 1"),
    "package_sha256": _("mã băm SHA-256 của gói kết quả niêm phong"),
    "licence": _("giấy phép sử dụng"),
    "rows": _("các dòng của các bảng, mỗi dòng có các cột như bang.csv"),
}
"""What stands in the rank tables as JSON."""
TABLE_COLUMNS = tuple(TABLE_WORDS)
CRITERIA_COLUMNS = tuple(CRITERIA_WORDS)


def table_rows(found: Published) -> list[dict[str, str]]:
    """Every line of every table: the ranked from the first down, then who is not ranked."""
    rows = []
    for table in found.tables:
        shared = {"table": table["table"], "parent": table["parent"] or ""}
        for row in table["rows"]:
            named = {"unit": row["unit"], "name": found.name(row["unit"])}
            placed = {"rank": str(row["rank"]), "value": row["value"], "class": row["class"] or ""}
            rows.append({**shared, **named, **placed, "verdict": "ranked", "reason": ""})
        for row in table["not_ranked"]:
            named = {"unit": row["unit"], "name": found.name(row["unit"])}
            nothing = {"rank": "", "value": "", "class": ""}
            why = {"verdict": row["verdict"], "reason": row["reason"]["vi"]}
            rows.append({**shared, **named, **nothing, **why})
    return rows


def criteria_rows(found: Published, regulation: Regulation) -> list[dict[str, str]]:
    """Every settled criterion of every assessed unit, with exact points."""
    rows = []
    for code, record in sorted(found.units.items()):
        criteria = regulation.criteria_sets.get(record["group"])
        if criteria is None or not record.get("tree"):
            continue
        known = {each.id for each in criteria.criteria()}
        for section, node in _leaves(record["tree"], known, ""):
            if node["status"] == Status.NOT_SCORED:
                continue
            rows.append(
                {
                    "unit": code,
                    "name": found.name(code),
                    "group": record["group"],
                    "section": section,
                    "criterion": node["node"],
                    "title": node["name"],
                    "points": node["points"],
                    "applicable": node["applicable"],
                    "max": node["max"],
                    "status": node["status"],
                }
            )
    return rows


def _leaves(
    node: Mapping[str, Any], known: set[str], section: str
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for part in node.get("parts", ()):
        if part["node"] in known:
            yield section, part
        elif "/" not in part["node"]:
            yield from _leaves(part, known, part["node"])


def as_csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> str:
    """CSV with a byte order mark, so that Excel reads the Vietnamese; no cell is a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows({key: defused(text) for key, text in row.items()} for row in rows)
    return "\ufeff" + out.getvalue()


def tables_csv(publication: Publication) -> str:
    """The rank tables."""
    return as_csv(TABLE_COLUMNS, table_rows(read_publication(publication)))


def criteria_csv(publication: Publication, regulation: Regulation) -> str:
    """The points of every criterion."""
    return as_csv(CRITERIA_COLUMNS, criteria_rows(read_publication(publication), regulation))


def tables_json(publication: Publication) -> str:
    """The rank tables, with where they come from and how they may be used."""
    content = {
        "campaign": publication.campaign.title,
        "year": publication.campaign.year,
        "training": publication.campaign.is_training,
        "decision": publication.decision_number,
        "date": publication.decision_date.isoformat(),
        "version": publication.version,
        "package_sha256": publication.open_digest,
        "licence": LICENCE,
        "rows": table_rows(read_publication(publication)),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)
