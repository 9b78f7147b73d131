"""Tables that leave the results for other work: emulation files, PAR index, task grading (TH-15).

Every column is explained where it is offered, and in a sheet of the workbook itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from xephang.points import Number
from xephang.regulation import Regulation
from xephang.tables import Cell, Column, Grid, to_csv, to_xlsx
from xephang.texts import Language, Text
from xephang_web.results.consequences import EFFECTS, ConsequenceLine, consequences_of
from xephang_web.results.models import Publication
from xephang_web.results.runs import Published, exact

MEANINGS: dict[str, tuple[Text, Text]] = {
    "unit": (
        Text("Mã đơn vị", "Unit code"),
        Text("mã của đơn vị trên hệ thống", "the unit's code in the system"),
    ),
    "name": (
        Text("Đơn vị", "Unit"),
        Text("tên đơn vị trong danh sách của đợt", "the unit's name on the roster"),
    ),
    "group": (
        Text("Nhóm", "Group"),
        Text("nhóm đối tượng theo quy định", "target group by the regulation"),
    ),
    "effect": (
        Text("Loại hệ quả", "Kind"),
        Text("hệ quả thuộc danh sách nào", "which list the consequence belongs to"),
    ),
    "what": (
        Text("Hệ quả", "Consequence"),
        Text("hệ quả như quy định nêu", "the consequence as the regulation names it"),
    ),
    "points": (
        Text("Điểm", "Points"),
        Text(
            "tổng điểm kết luận; trống nếu không được đánh giá",
            "settled total; empty where not assessed",
        ),
    ),
    "max": (Text("Điểm tối đa", "Maximum"), Text("điểm tối đa của phiếu", "the form's maximum")),
    "percent": (
        Text("Tỷ lệ (%)", "Percent"),
        Text("điểm chia điểm tối đa, nhân 100", "points over the maximum, times 100"),
    ),
    "class": (
        Text("Loại", "Class"),
        Text("xếp loại; trống nếu không xếp loại", "class; empty where not classed"),
    ),
    "rank": (
        Text("Hạng", "Rank"),
        Text(
            "thứ hạng trong bảng; trống nếu không xếp hạng",
            "rank in the table; empty where not ranked",
        ),
    ),
    "of": (
        Text("Trong số", "Out of"),
        Text("số đơn vị được xếp hạng trong bảng", "units ranked in the table"),
    ),
    "table": (Text("Bảng", "Table"), Text("bảng xếp hạng", "rank table")),
    "verdict": (
        Text("Kết luận", "Verdict"),
        Text(
            "được xếp hạng hay không, bằng mã của gói công bố",
            "ranked or not, by the code of the published package",
        ),
    ),
    "reason": (
        Text("Vì sao", "Why"),
        Text("vì sao có loại hoặc kết luận đó", "why it has that class or verdict"),
    ),
    "head": (
        Text("Người đứng đầu", "Head"),
        Text(
            "người giữ vai trò thủ trưởng vào ngày công bố; trống nếu không ai giữ",
            "who headed the unit on the day of publication; empty where nobody did",
        ),
    ),
    "article": (
        Text("Căn cứ", "Article"),
        Text("điều khoản của quy định", "article of the regulation"),
    ),
    "decision": (
        Text("Quyết định", "Decision"),
        Text("số, ngày quyết định phê duyệt", "number and date of the approving decision"),
    ),
    "digest": (
        Text("Mã kiểm", "Digest"),
        Text("SHA-256 của lần tổng hợp được phê duyệt", "SHA-256 of the approved results"),
    ),
}
LINES = (
    "unit",
    "name",
    "effect",
    "what",
    "points",
    "class",
    "rank",
    "reason",
    "head",
    "article",
    "decision",
)
UNITS = (
    "unit",
    "name",
    "group",
    "table",
    "rank",
    "of",
    "points",
    "max",
    "percent",
    "class",
    "verdict",
    "reason",
    "article",
    "decision",
    "digest",
)
_NUMBERS = ("points", "max", "percent", "rank", "of")


def _columns(keys: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(key, MEANINGS[key][0], key in _NUMBERS) for key in keys)


def decision_of(publication: Publication) -> str:
    """The decision that a table rests on: its number and day."""
    return f"{publication.decision_number}, {publication.decision_date:%d/%m/%Y}"


def lines_grid(lines: list[ConsequenceLine], publication: Publication, language: Language) -> Grid:
    """Every consequence for every unit."""
    rows: list[tuple[Cell, ...]] = [
        (
            each.unit,
            each.name,
            str(EFFECTS[each.effect]),
            each.what,
            None if each.points is None else Number(each.points),
            each.class_name,
            each.rank,
            each.why.get(language, ""),
            each.head,
            each.citation,
            decision_of(publication),
        )
        for each in lines
    ]
    return Grid(Text("Hệ quả", "Consequences"), _columns(LINES), tuple(rows))


def units_grid(
    published: Published, regulation: Regulation, publication: Publication, language: Language
) -> Grid:
    """One line a unit: what the PAR index and task grading take over."""
    tables = {each.id: each.name for each in regulation.file.rank_tables}
    rows: list[tuple[Cell, ...]] = []
    for code, record in sorted(published.units.items()):
        placed = published.row_of(code)
        scheme = regulation.scheme(record["group"])
        found = (record.get("classes") or {}).get(scheme.index) if scheme else None
        classed = found is not None and record["verdict"] == "ranked"
        names = {one.id: one.name for one in scheme.classes} if scheme else {}
        tree = record.get("tree") or {}
        points, most = exact(tree.get("points")), exact(tree.get("max"))
        rows.append(
            (
                code,
                published.name(code),
                group.name if (group := regulation.group(record["group"])) else record["group"],
                tables.get(placed[0]["table"]) if placed else None,
                placed[1]["rank"] if placed else None,
                len(placed[0]["rows"]) if placed else None,
                None if points is None else Number(points),
                None if most is None else Number(most),
                Number(points / most * 100, 2) if points is not None and most else None,
                names.get(found["class"]) if classed and found else None,
                record["verdict"],
                record["reason"].get(language, ""),
                record["citation"],
                decision_of(publication),
                publication.run.digest,
            )
        )
    return Grid(Text("Kết quả từng đơn vị", "Results of each unit"), _columns(UNITS), tuple(rows))


def meanings_grid() -> Grid:
    """What each column means."""
    keys = dict.fromkeys((*UNITS, *LINES))
    return Grid(
        Text("Giải thích cột", "Columns explained"),
        (
            Column("column", Text("Cột", "Column")),
            Column("heading", Text("Tên", "Heading")),
            Column("meaning", Text("Ý nghĩa", "Meaning")),
        ),
        tuple((key, *MEANINGS[key]) for key in keys),
    )


def csv_of(grid: Grid, language: Language) -> bytes:
    """A table as CSV that a spreadsheet opens with its accents."""
    return ("\ufeff" + to_csv([grid], language)).encode()


def workbook_of(
    published: Published,
    regulation: Regulation,
    publication: Publication,
    heads: Mapping[str, str],
    language: Language,
) -> bytes:
    """A workbook: the consequences, the units, what each column means."""
    grids = [
        lines_grid(consequences_of(published, regulation, heads), publication, language),
        units_grid(published, regulation, publication, language),
        meanings_grid(),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "he-qua.xlsx"
        to_xlsx(grids, language, path)
        return path.read_bytes()
