"""Reading files: YAML and JSON as plain text data with places, and whole regulation folders.

Every scalar stays the text that was written, so no number passes through a float, and
every value remembers its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from xephang.canonical import digest
from xephang.errors import Place, Problem, RegulationError
from xephang.regulation import (
    LANGUAGE_VERSION,
    CriteriaSet,
    Criterion,
    FormFile,
    FormSection,
    Regulation,
    RegulationFile,
    Section,
)
from xephang.texts import Text

DataPath = tuple[str | int, ...]
MAX_FILE_BYTES = 64 * 1024 * 1024
"""Largest YAML or JSON file that is read: a campaign of 15,000 units is a tenth of it in CSV."""


@dataclass(slots=True)
class Document:
    """A file as plain data (dict, list, text, None) and the line of every value."""

    file: str
    data: Any
    lines: dict[DataPath, int] = field(default_factory=dict)

    def place(self, path: DataPath) -> Place:
        """Where the value at `path` stands, or the nearest one above it that is written."""
        text = ".".join(str(step) for step in path)
        while path and path not in self.lines:
            path = path[:-1]
        return Place(file=self.file, line=self.lines.get(path, 0), path=text)


def read_document(path: Path, *, shown_as: str | None = None) -> Document:
    """Read a YAML or JSON file, by its ending, as text data with lines.

    Raises `RegulationError` naming the place of the first syntax error, of every
    duplicated key, or why the file cannot be read at all.
    """
    name = shown_as or str(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise RegulationError([_unreadable(name, "file too large", "tệp quá lớn")])
        content = path.read_bytes()
    except FileNotFoundError:
        raise RegulationError([_unreadable(name, "no such file", "không có tệp này")]) from None
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise RegulationError([_unreadable(name, why, f"không đọc được: {why}")]) from None
    return parse_content(content, name, is_json=path.suffix.lower() == ".json")


def parse_content(content: bytes, file: str, *, is_json: bool = False) -> Document:
    """The bytes of a YAML or JSON file as a `Document`. Raises `RegulationError`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RegulationError(
            [_unreadable(file, "not UTF-8 text", "không phải văn bản UTF-8")]
        ) from None
    return parse_json(text, file) if is_json else parse_yaml(text, file)


def _unreadable(file: str, en: str, vi: str) -> Problem:
    return Problem("unreadable", Text(vi, en), Place(file=file))


def parse_yaml(text: str, file: str) -> Document:
    """YAML text as a `Document`. Aliases and tags are refused, keys must be unique.

    Raises `RegulationError`.
    """
    yaml = YAML(typ="rt", pure=True)
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        why = str(error.problem or error.context or "syntax error")
        problem = Problem(
            "yaml-syntax",
            Text("lỗi cú pháp YAML: {why}", "YAML syntax: {why}", {"why": why}),
            Place(file=file, line=line),
        )
        raise RegulationError([problem]) from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise RegulationError(
            [_unreadable(file, f"not YAML: {error}", f"không phải YAML: {error}")]
        ) from None
    document = Document(file, None)
    problems: list[Problem] = []
    if root is not None:
        document.data = _plain(root, (), document, problems, depth=0)
    if problems:
        raise RegulationError(problems)
    return document


def _plain(
    node: Node, path: DataPath, document: Document, problems: list[Problem], depth: int
) -> Any:
    """The plain data of a node; notes its line and any duplicated key on the way."""
    line = node.start_mark.line + 1
    document.lines.setdefault(path, line)
    if node.anchor is not None or depth > 60:
        problems.append(
            Problem(
                "yaml-alias",
                Text(
                    "không dùng neo YAML hoặc lồng quá sâu",
                    "YAML anchors and deep nesting are not read",
                ),
                document.place(path),
            )
        )
        return None
    if isinstance(node, ScalarNode):
        if _UNWRITABLE.search(node.value):
            problems.append(_unwritable(document.place(path)))
            return None
        is_null = node.style is None and node.value in ("", "~", "null")
        return None if is_null else str(node.value)
    if isinstance(node, SequenceNode):
        return [
            _plain(item, (*path, position), document, problems, depth + 1)
            for position, item in enumerate(node.value)
        ]
    assert isinstance(node, MappingNode)
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode) or key_node.anchor is not None:
            # Never shown: as text, a key that repeats itself by aliases has no end.
            problems.append(
                _unfit(document.place(path), "a key is not a word", "khóa không phải chữ")
            )
            continue
        key = str(key_node.value)
        if _UNWRITABLE.search(key):
            problems.append(_unwritable(document.place(path)))
            continue
        here = (*path, key)
        document.lines[here] = key_node.start_mark.line + 1
        if key in result:
            problems.append(_duplicate_key(key, document.place(here)))
        result[key] = _plain(value_node, here, document, problems, depth + 1)
    return result


_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What YAML can spell by an escape, and no page, database or JSON text can hold."""


def _unfit(place: Place, en: str, vi: str) -> Problem:
    return Problem("yaml-unfit", Text(vi, en), place)


def _unwritable(place: Place) -> Problem:
    return _unfit(place, "there is a character that cannot be written", "có ký tự không viết được")


def _duplicate_key(key: str, place: Place) -> Problem:
    return Problem(
        "duplicate-key",
        Text("khóa “{key}” viết hai lần", "key “{key}” is written twice", {"key": key}),
        place,
    )


def parse_json(text: str, file: str) -> Document:
    """JSON text as a `Document` of text data: numbers stay as written.

    Raises `RegulationError`.
    """
    problems: list[Problem] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in pairs:
            if key in result:
                problems.append(_duplicate_key(key, Place(file=file)))
            result[key] = value
        return result

    def refuse(constant: str) -> Any:
        problems.append(
            _unreadable(file, f"{constant} is not a number", f"{constant} không phải số")
        )

    try:
        data = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=refuse, object_pairs_hook=unique
        )
    except json.JSONDecodeError as error:
        problem = Problem(
            "json-syntax",
            Text("lỗi cú pháp JSON: {why}", "JSON syntax: {why}", {"why": error.msg}),
            Place(file=file, line=error.lineno),
        )
        raise RegulationError([problem]) from None
    except RecursionError:
        raise RegulationError([_unreadable(file, "nested too deeply", "lồng quá sâu")]) from None
    if problems:
        raise RegulationError(problems)
    return Document(file, _texts(data))


def _texts(data: Any) -> Any:
    """JSON data with booleans as the text that YAML would give."""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, list):
        return [_texts(item) for item in data]
    if isinstance(data, dict):
        return {key: _texts(value) for key, value in data.items()}
    return data


_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("thiếu mục này", "this is required"),
    "extra_forbidden": ("không có mục nào tên này", "there is no such key"),
    "union_tag_invalid": ("không có loại này", "there is no such kind"),
    "union_tag_not_found": ("không rõ loại nào", "it does not say which kind it is"),
    "string_pattern_mismatch": ("viết không đúng mẫu", "not written in the form wanted"),
    "too_short": ("danh sách còn thiếu", "the list is too short"),
    "too_long": ("danh sách quá dài", "the list is too long"),
    "model_type": (
        "cần các mục dạng “khóa: giá trị”",
        "entries of the form “key: value” are wanted",
    ),
    "dict_type": (
        "cần các mục dạng “khóa: giá trị”",
        "entries of the form “key: value” are wanted",
    ),
    "list_type": ("cần một danh sách", "a list is wanted"),
    "string_type": ("cần một giá trị chữ", "one text is wanted"),
    "bool_parsing": ("cần true hoặc false", "true or false is wanted"),
    "literal_error": ("không phải một trong các giá trị cho phép", "not one of the values allowed"),
}


M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], document: Document) -> M:
    """The typed value of a document. Raises `RegulationError` with every problem found."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems = [_problem_of(each, document) for each in error.errors()]
        raise RegulationError(problems) from None


def _problem_of(error: Any, document: Document) -> Problem:
    """One finding of pydantic as a problem with its line and words of our own."""
    path = _written_path(error["loc"], document)
    vi, en = _MESSAGES.get(error["type"], ("", ""))
    if not en:
        detail = str(error["msg"]).removeprefix("Value error, ")
        vi, en = f"không hợp lệ: {detail}", detail
    context = error.get("ctx", {})
    given = context.get("tag", error.get("input"))
    allowed = context.get("expected_tags") or context.get("expected")
    tail = f" “{given}”" if isinstance(given, str) and len(given) <= 60 else ""
    tail += f" ({allowed})" if isinstance(allowed, str) else ""
    return Problem(
        "invalid-" + str(error["type"]).replace("_", "-"),
        Text("{what}{tail}", "{what}{tail}", {"what": Text(vi, en), "tail": tail}),
        document.place(path),
    )


def _written_path(location: tuple[str | int, ...], document: Document) -> DataPath:
    """The steps of pydantic's location that stand in the file: not tags of unions."""
    written: list[str | int] = []
    value = document.data
    for step in location:
        inside_list = isinstance(value, list) and isinstance(step, int) and step < len(value)
        inside_dict = isinstance(value, dict) and step in value
        missing_key = isinstance(value, dict) and isinstance(step, str) and step == location[-1]
        if inside_list or inside_dict:
            value = value[step]
        elif not missing_key:
            continue
        written.append(step)
    return tuple(written)


@dataclass(frozen=True, slots=True)
class RegulationFolder:
    """A regulation folder as read: its files, typed, with their documents."""

    path: Path
    document: Document
    file: RegulationFile
    forms: tuple[tuple[Document, FormFile], ...]
    source_anchors: frozenset[str] | None
    """Anchors of `source.md`, None where there is no such file."""

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have forms, in order."""
        return tuple(sorted({int(form.year) for _, form in self.forms}))

    def regulation(self, year: int | None = None) -> Regulation:
        """The regulation with the forms of `year` (default: the latest it has).

        Raises `RegulationError` when that year has no form for a group.
        """
        chosen = year if year is not None else max(self.years, default=0)
        forms = [(document, form) for document, form in self.forms if int(form.year) == chosen]
        if not forms:
            raise RegulationError([_no_form(self.document, chosen, self.years)])
        sets = {}
        for group in self.file.groups:
            form = next((each for _, each in forms if group.id in each.groups), None)
            if form is not None:
                sets[group.id] = _criteria_set(self.file, form, group.id)
        return Regulation(self.file, chosen, sets, self._digest([each for each, _ in forms]))

    def _digest(self, forms: list[Document]) -> str:
        return digest(
            {
                "language": LANGUAGE_VERSION,
                "regulation": self.document.data,
                "forms": sorted((form.data for form in forms), key=digest),
            }
        )


def _no_form(document: Document, year: int, years: tuple[int, ...]) -> Problem:
    known = ", ".join(str(each) for each in years) or "—"
    return Problem(
        "no-form",
        Text(
            "không có phiếu của năm {year} (có: {known})",
            "there is no form of {year} (there are: {known})",
            {"year": year, "known": known},
        ),
        Place(file=document.file),
    )


def load_folder(path: Path) -> RegulationFolder:
    """Read a regulation folder: `regulation.yaml`, `forms/*.yaml`, anchors of `source.md`.

    Raises `RegulationError` with the problems of all its files.
    """
    problems: list[Problem] = []
    document, file = _load_file(path / "regulation.yaml", path, RegulationFile, problems)
    forms = []
    for form_path in sorted((path / "forms").glob("*.yaml")):
        form_document, form = _load_file(form_path, path, FormFile, problems)
        if form_document is not None and form is not None:
            forms.append((form_document, form))
    if problems or document is None or file is None:
        raise RegulationError(problems)
    return RegulationFolder(path, document, file, tuple(forms), _anchors(path / "source.md"))


def folder_from_data(data: Mapping[str, Any]) -> RegulationFolder:
    """A regulation folder from plain data: `{regulation: …, forms: […]}`, as packages hold it.

    Raises `RegulationError`.
    """
    document = Document("regulation", data["regulation"])
    forms = [Document(f"forms[{position}]", each) for position, each in enumerate(data["forms"])]
    typed = tuple((each, validate(FormFile, each)) for each in forms)
    return RegulationFolder(Path(), document, validate(RegulationFile, document), typed, None)


def load_regulation(path: Path, year: int | None = None) -> Regulation:
    """The regulation in a folder for one year (default: the latest that has forms).

    Raises `RegulationError`.
    """
    return load_folder(path).regulation(year)


def _load_file(
    path: Path, folder: Path, model: type[M], problems: list[Problem]
) -> tuple[Document | None, M | None]:
    shown = f"{folder.name}/{path.relative_to(folder).as_posix()}"
    try:
        document = read_document(path, shown_as=shown)
        return document, validate(model, document)
    except RegulationError as error:
        problems.extend(error.problems)
        return None, None


_ANCHOR = re.compile(r"""<a id="([^"]+)"></a>|\{#([^}]+)\}""")


def _anchors(path: Path) -> frozenset[str] | None:
    if not path.is_file():
        return None
    found = _ANCHOR.findall(path.read_text(encoding="utf-8"))
    return frozenset(first or second for first, second in found)


def _criteria_set(file: RegulationFile, form: FormFile, group: str) -> CriteriaSet:
    """The tree of one group: the regulation's sections filled from the form."""
    filled = {section.id: section for section in form.sections}
    sections = [_filled(each, filled, group) for each in file.sections if _applies(each, group)]
    general = tuple(each for each in form.general if _applies(each, group))
    return CriteriaSet(group, tuple(sections), general, form.illustrative)


def _filled(section: Section, filled: Mapping[str, FormSection], group: str) -> Section:
    """A section with what the form puts under it, as far as it applies to the group."""
    added = filled.get(section.id)
    sections = [*section.sections, *(added.sections if added else [])]
    criteria = [*section.criteria, *(added.criteria if added else [])]
    return section.model_copy(
        update={
            "sections": [
                _filled(each, filled, group) for each in sections if _applies(each, group)
            ],
            "criteria": [each for each in criteria if _applies(each, group)],
        }
    )


def _applies(node: Section | Criterion, group: str) -> bool:
    return not node.applies_to or group in node.applies_to
