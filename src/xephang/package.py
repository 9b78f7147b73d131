"""Gói kết quả: seal a campaign's regulation, roster, answers and results; verify them again.

A package is one canonical JSON file. Its parts carry their own digests; the digest of
the whole is what a decision prints. Verifying recomputes every digest and every result.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xephang.campaign import Campaign
from xephang.canonical import canonical_json, digest, digest_bytes
from xephang.errors import RegulationError, VerificationError
from xephang.loading import RegulationFolder, folder_from_data
from xephang.records import campaign_record, results_record
from xephang.results import assess
from xephang.texts import Text

FORMAT = "xephang-package/1"
PARTS = ("regulation", "campaign", "results")
MOST_BYTES = 2 * 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where a package is not what it says, and how."""

    place: str
    message: Text


def seal(folder: RegulationFolder, campaign: Campaign, form_year: int | None = None) -> bytes:
    """The sealed package of a campaign: canonical JSON bytes, the same for the same data.

    The results are those of the data as sealed, whose keys are in canonical order: from
    there alone can anybody work them out again.
    """
    regulation = folder.regulation(form_year)
    parts: dict[str, Any] = {
        "regulation": {
            "regulation": folder.document.data,
            "forms": sorted(
                (doc.data for doc, form in folder.forms if int(form.year) == regulation.year),
                key=digest,
            ),
            "year": regulation.year,
        },
        "campaign": campaign_record(campaign),
    }
    parts["results"] = _fresh_results(json.loads(canonical_json(parts)))
    package = {
        "format": FORMAT,
        "digests": {name: digest(parts[name]) for name in PARTS},
        **parts,
    }
    return canonical_json(package)


def verify(content: bytes, *, printed_digest: str | None = None) -> Difference | None:
    """None for a package that holds; else the first difference found.

    Every byte counts: the bytes must be canonical, each part must match its digest, the
    results must come out again from the package's own regulation and answers, and, if
    given, the digest printed in the decision must be that of these bytes.
    Raises `VerificationError` when the bytes are no package at all.
    """
    package = _parsed(content)
    if printed_digest is not None and digest_bytes(content) != printed_digest.strip().lower():
        return Difference(
            "package",
            Text(
                "mã băm của gói khác với mã in trong quyết định",
                "the package's digest is not the one printed in the decision",
            ),
        )
    for name in PARTS:
        if digest(package[name]) != package["digests"].get(name):
            return Difference(
                name,
                Text(
                    "phần “{name}” đã thay đổi: mã băm không khớp{where}",
                    "part “{name}” was changed: its digest does not match{where}",
                    {"name": name, "where": _where_recomputed(package)},
                ),
            )
    if canonical_json(package) != content:
        return Difference(
            "package",
            Text("tệp không ở dạng chuẩn tắc", "the file is not in canonical form"),
        )
    return _recomputed(package)


def _parsed(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise VerificationError("the file is too large to be a package")
    try:
        package = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_no_such_number,
            parse_constant=_no_such_number,
        )
        canonical_json(package)
    except (RecursionError, TypeError, ValueError) as error:
        raise VerificationError(f"not a package: {error}") from None
    keys = {"format", "digests", *PARTS}
    if not isinstance(package, dict) or set(package) != keys or package["format"] != FORMAT:
        raise VerificationError(f"not a package: its keys must be {', '.join(sorted(keys))}")
    if not isinstance(package["digests"], dict) or set(package["digests"]) != set(PARTS):
        raise VerificationError("not a package: a digest for each part is wanted")
    return package


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key stands twice")
    return result


def _no_such_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of a package")


def _where_recomputed(package: Mapping[str, Any]) -> str:
    """Where recomputing the results first differs, as a hint at what was changed."""
    found = _recomputed(package)
    return "" if found is None else f" ({found.place})"


def _fresh_results(sealed: Mapping[str, Any]) -> Any:
    """The results of the sealed regulation and answers, as a package holds them."""
    folder = folder_from_data(sealed["regulation"])
    regulation = folder.regulation(int(sealed["regulation"]["year"]))
    campaign = Campaign.model_validate(sealed["campaign"])
    return json.loads(canonical_json(results_record(assess(regulation, campaign))))


def _recomputed(package: Mapping[str, Any]) -> Difference | None:
    """Score everything again from the package alone and compare with its results."""
    try:
        fresh = _fresh_results(package)
    except RegulationError as error:
        return Difference("regulation", error.problems[0].message)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Difference(
            "campaign",
            Text(
                "không chấm lại được: {why}",
                "it cannot be scored again: {why}",
                {"why": str(error)},
            ),
        )
    worded: Difference | None = None
    for found in _differences("results", package["results"], fresh):
        if _SENTENCE.search(found.place) is None:
            return found
        worded = worded or found
    return worded and _only_worded(worded)


_ABSENT: Any = object()
_SENTENCE = re.compile(r"\.(reason|other_readings\[\d+\])\.(vi|en)$")


def _only_worded(found: Difference) -> Difference:
    """Said apart: a later version may word a sentence anew, but never score anew."""
    message = Text(
        "{what}. Mọi điểm, mức xếp loại, thứ hạng và bảng chấm lại đều khớp; chỉ câu chữ khác: "
        "tệp đã bị sửa, hoặc phiên bản phần mềm khác viết câu này khác",
        "{what}. Every point, class, rank and table comes out the same; only the words differ: "
        "the file was changed, or another version of the software words it otherwise",
        {"what": found.message},
    )
    return Difference(found.place, message)


def _differences(place: str, stored: Any, fresh: Any) -> Iterator[Difference]:
    if isinstance(stored, dict) and isinstance(fresh, dict):
        for key in sorted(stored.keys() | fresh.keys()):
            # What is not there is not the same as what is there and empty.
            left, right = stored.get(key, _ABSENT), fresh.get(key, _ABSENT)
            yield from _differences(f"{place}.{key}", left, right)
    elif isinstance(stored, list) and isinstance(fresh, list) and len(stored) == len(fresh):
        for position, (left, right) in enumerate(zip(stored, fresh, strict=True)):
            named = right.get("unit", position) if isinstance(right, dict) else position
            yield from _differences(f"{place}[{named}]", left, right)
    elif stored != fresh:
        yield Difference(
            place,
            Text(
                "{place}: gói ghi {stored}, chấm lại được {fresh}",
                "{place}: the package says {stored}, recomputing gives {fresh}",
                {"place": place, "stored": _brief(stored), "fresh": _brief(fresh)},
            ),
        )


def _brief(value: Any) -> str:
    if value is _ABSENT:
        return "—"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "…"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content)
    partial.replace(path)
