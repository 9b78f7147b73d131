"""Findings about structure: maxima, scale, groups, tables, ids, citations, left-out policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from xephang.linting.findings import Finding, found
from xephang.linting.places import Places, near
from xephang.loading import RegulationFolder
from xephang.points import Number
from xephang.regulation import (
    CriteriaSet,
    Criterion,
    NotApplicablePolicy,
    Regulation,
    Section,
    of_group,
)


def maxima(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Children against their parent, and the sections against the declared scale."""
    scale = regulation.file.scale
    for group, criteria in regulation.criteria_sets.items():
        for section in criteria.all_sections():
            yield from _section_maximum(section, criteria, places)
        for criterion in criteria.criteria():
            if of_group(criterion.max, group) is None:
                place = places.of("criterion", criterion.id)
                yield found("no-maximum", place, criterion.id, node=criterion.id, group=group)
        base = (each for each in criteria.sections if each.role == "base")
        total = sum((criteria.max_of(each) for each in base), Fraction(0))
        declared = of_group(scale, group) if scale is not None else None
        if declared is not None and declared != total:
            yield found(
                "scale-does-not-match",
                places.root,
                group,
                group=group,
                scale=Number(declared),
                sum=Number(total),
            )


def _section_maximum(section: Section, criteria: CriteriaSet, places: Places) -> Iterator[Finding]:
    below: list[Section | Criterion] = [*section.sections, *section.criteria]
    added = sum((criteria.max_of(each) for each in below), Fraction(0))
    maximum = criteria.max_of(section)
    if section.max is not None and of_group(section.max, criteria.group) is None:
        place = places.of("section", section.id)
        yield found("no-maximum", place, section.id, node=section.id, group=criteria.group)
    elif below and added != maximum:
        yield found(
            "maxima-do-not-add-up",
            places.of("section", section.id),
            section.id,
            node=section.id,
            group=criteria.group,
            sum=Number(added),
            max=Number(maximum),
        )


def attainable(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Criteria whose rule cannot give their maximum."""
    for group, criteria in regulation.criteria_sets.items():
        for criterion in criteria.criteria():
            maximum = criteria.max_of(criterion)
            best = criterion.rule.attainable(maximum)
            if best < maximum:
                yield found(
                    "maximum-unattainable",
                    places.of("criterion", criterion.id),
                    criterion.id,
                    node=criterion.id,
                    group=group,
                    best=Number(best),
                    max=Number(maximum),
                )


def groups(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Groups without form, table or classes; tables without tie rule; rounding unsaid."""
    file = regulation.file
    for group in file.groups:
        place = places.of("group", group.id)
        if group.id not in regulation.criteria_sets:
            yield found("no-group-form", place, group.id, year=regulation.year, group=group.id)
        if not any(group.id in table.groups for table in file.rank_tables):
            yield found("no-rank-table", place, group.id, group=group.id)
        if not any(scheme.applies_to(group.id) for scheme in file.classes):
            yield found("no-class-scheme", place, group.id, group=group.id)
    for table in file.rank_tables:
        if table.ties is None:
            yield found("ties-undeclared", places.of("table", table.id), table.id, table=table.id)
    stages = (file.rounding.leaf, file.rounding.section, file.rounding.total)
    if all(stage is None for stage in stages):
        yield found("rounding-undeclared", places.root, "rounding")


def applies(folder: RegulationFolder, regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Sections and criteria that no group of their form has."""
    sets = regulation.criteria_sets.values()
    used = {("criterion", each.id) for criteria in sets for each in criteria.criteria()}
    used |= {("section", each.id) for criteria in sets for each in criteria.all_sections()}
    declared = {each.id for each in folder.file.sections}
    for kind, name, document, path in places.all:
        if kind not in ("criterion", "section") or (kind, name) in used:
            continue
        place = document.place(path)
        if kind == "section" and document is not folder.document and len(path) == 2:
            hint = near(name, declared)
            yield found(
                "unknown-reference",
                place,
                name,
                where="sections",
                what="section",
                id=name,
                near=hint,
            )
        else:
            yield found("applies-to-nobody", place, name, node=name)


def duplicates(places: Places) -> Iterator[Finding]:
    """Ids used twice for the same kind of thing in what belongs together."""
    form_sections = {
        path
        for kind, _, document, path in places.all
        if kind == "section" and document is not places.documents[0] and len(path) == 2
    }
    counted = [
        (kind, name, document, path)
        for kind, name, document, path in places.all
        if kind != "class" and path not in form_sections
    ]
    times = Counter(
        (kind, name, _form_of(document.file, kind)) for kind, name, document, _ in counted
    )
    seen: set[tuple[str, str, str]] = set()
    for kind, name, document, path in counted:
        key = (kind, name, _form_of(document.file, kind))
        if times[key] > 1 and key in seen:
            yield found("duplicated-id", document.place(path), name, what=kind, id=name)
        seen.add(key)


def _form_of(file: str, kind: str) -> str:
    """Criteria need an id of their own within one form only."""
    return file if kind == "criterion" else ""


def citations(folder: RegulationFolder, places: Places) -> Iterator[Finding]:
    """Citations of what source.md does not have."""
    anchors = folder.source_anchors
    if anchors is None:
        yield found("no-source", places.root, "source.md")
        return
    for cited, place in places.citations():
        if cited not in anchors:
            yield found("unknown-citation", place, cited, id=cited, near=near(cited, anchors))


def left_out(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Policies that allow leaving out without proof or approver; bonus without bounds."""
    policies: list[tuple[NotApplicablePolicy | None, str]] = [
        (regulation.file.not_applicable, "not_applicable")
    ]
    for criteria in regulation.criteria_sets.values():
        policies += [(each.not_applicable, each.id) for each in criteria.criteria()]
    seen = set()
    for policy, where in policies:
        if policy is None or policy.policy == "refused" or where in seen:
            continue
        seen.add(where)
        place = places.of("criterion", where)
        if policy.evidence is None:
            yield found("no-evidence-policy", place, where, where=where)
        if policy.approver is None:
            yield found("no-approver", place, where, where=where)
    outside = [each for each in regulation.file.sections if each.role in ("bonus", "penalty")]
    if outside and regulation.file.bounds is None:
        yield found("bonus-unbounded", places.root, "bounds")
    for section in outside:
        if section.cap is None:
            yield found("no-cap", places.of("section", section.id), section.id, node=section.id)
