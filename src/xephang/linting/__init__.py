"""Kiểm tra quy định: everything wrong in a regulation folder, at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xephang.linting import classes, references, rules, structure
from xephang.linting.findings import KINDS, Finding, found
from xephang.linting.places import Places
from xephang.loading import RegulationFolder
from xephang.regulation import Acknowledgement

__all__ = ["KINDS", "Finding", "lint"]


def lint(folder: RegulationFolder, year: int | None = None) -> list[Finding]:
    """Every finding in a folder, in the order of files and lines.

    `year` is the assessment year for dates, and for forms where the folder has that
    year's; default: the latest that it has forms for. Acknowledged findings bear their
    reason. Raises `RegulationError` when the folder has no form at all.
    """
    form_year = year if year in folder.years else None
    regulation = folder.regulation(form_year)
    places = Places(folder, regulation.year)
    findings = [
        *structure.maxima(regulation, places),
        *structure.attainable(regulation, places),
        *structure.groups(regulation, places),
        *structure.applies(folder, regulation, places),
        *structure.duplicates(places),
        *structure.citations(folder, places),
        *structure.left_out(regulation, places),
        *classes.classes(regulation, places),
        *rules.rules(regulation, places),
        *rules.references(regulation, places),
        *rules.circles(regulation, places),
        *references.references(regulation, places),
        *references.dates(regulation, places, year if year is not None else regulation.year),
    ]
    known = list(_acknowledged(_once(findings), folder.file.acknowledged, places))
    return sorted(known, key=lambda each: (each.place.file, each.place.line, each.code))


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """Findings that several groups share are told once."""
    seen: set[str] = set()
    for each in findings:
        key = each.show("en")
        if key not in seen:
            seen.add(key)
            yield each


def _acknowledged(
    findings: Iterator[Finding], acknowledged: list[Acknowledgement], places: Places
) -> Iterator[Finding]:
    used = set()
    for each in findings:
        match = next((a for a in acknowledged if _matches(a, each)), None)
        if match is None:
            yield each
        else:
            used.add(id(match))
            yield replace(each, acknowledged=match.reason)
    for each_line in acknowledged:
        if id(each_line) not in used:
            where = each_line.where or "—"
            yield found(
                "acknowledged-nothing", places.root, where, code=each_line.code, where=where
            )


def _matches(line: Acknowledgement, finding: Finding) -> bool:
    return line.code == finding.code and line.where in ("", finding.subject, finding.place.path)
