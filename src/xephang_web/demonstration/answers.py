"""Câu trả lời: one unit's answers to a whole form, drawn so that they score about as wished.

Every criterion is given a share of its points to reach, and its rule says what numbers,
options or rows reach that share. Which share: how good the unit is, give or take a
leaning of its own for that criterion, which it keeps from year to year.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xephang.campaign import FieldValue
from xephang.points import exact_text
from xephang.regulation import CriteriaSet, Criterion, Input, criteria_below
from xephang.rules.bands import BandsRule
from xephang.rules.base import Rule
from xephang.rules.choice import ChoiceRule, worth
from xephang.rules.deduction import DeductionRule
from xephang.rules.given import GivenRule
from xephang.rules.linear import LinearRule
from xephang.rules.normalised import NormalisedRule
from xephang.rules.parts import BestOfRule, BranchesRule, Part, SumRule
from xephang.rules.per_item import PerItemRule
from xephang.rules.quantities import (
    Constant,
    Count,
    Difference,
    Mean,
    Quantity,
    Quotient,
    Total,
    Weighted,
)
from xephang.rules.ratio import RatioRule, of_year
from xephang.rules.table import TableRule
from xephang_web.demonstration import names
from xephang_web.demonstration.facts import Facts, key_of
from xephang_web.demonstration.shapes import Answers

Share = Callable[[str], float]
"""The share of its points that a criterion is to reach, from 0 to 1."""


def leaning(rng: random.Random) -> float:
    """A draw around 0, mostly between -1 and 1: three even draws added, the same anywhere."""
    return rng.random() + rng.random() + rng.random() - 1.5


def within(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """`value`, or the bound that it passes."""
    return max(low, min(high, value))


@dataclass(slots=True)
class Filler:
    """Fills one form for one unit and year."""

    form: CriteriaSet
    facts: Facts
    rng: random.Random
    share: Share
    year: int
    signs: str
    """What stands behind the number of the unit's documents, such as `UBND`."""
    is_commune: bool = False
    before: Mapping[str, int] = field(default_factory=dict)
    """What was known of the unit the year before, by label."""
    answers: Answers = field(default_factory=dict)
    _criterion: Criterion = field(init=False)
    _fields: dict[str, FieldValue] = field(init=False)

    def fill(self) -> Answers:
        """Answers to every criterion that asks anything, in the order of the form."""
        roles = dict(_roles(self.form))
        for criterion in self.form.criteria():
            if not criterion.inputs:
                continue
            self._criterion, self._fields = criterion, {}
            self.answers[criterion.id] = self._fields
            share = within(self.share(criterion.id))
            if roles.get(criterion.id) == "penalty":
                share = within(0.52 - share + 0.5 * leaning(self.rng))
            elif roles.get(criterion.id) == "bonus":
                share = within(share - 0.3 + 0.5 * leaning(self.rng))
            self._by_rule(criterion.rule, share, self.form.max_of(criterion))
            self._rest(share)
            in_order = {name: self._fields[name] for name in criterion.inputs}
            self.answers[criterion.id] = in_order
        return self.answers

    def _by_rule(self, rule: Rule, share: float, most: Fraction) -> None:
        """Answer what a rule reads so that it gives about `share` of `most`."""
        if isinstance(rule, ChoiceRule):
            self._choose(rule, share, most)
        elif isinstance(rule, RatioRule):
            goal = 1.0 if rule.target is None else float(of_year(rule.target, self.year))
            reached = within(1 - 0.45 * (1 - share) if rule.complement else 1.03 * share * goal)
            self._portion(rule.numerator, rule.denominator, reached, complement=rule.complement)
        elif isinstance(rule, BranchesRule):
            options = [each.id for each in self._criterion.inputs[rule.input].options]
            self._set(rule.input, _stepped(options, share))
        elif isinstance(rule, TableRule):
            self._count(rule.of, self._table_count(rule, share, most))
        elif isinstance(rule, PerItemRule):
            extra = self.rng.randint(0, 2) if share > 0.85 else 0
            self._count(rule.of, round(share * float(most / rule.each)) + extra)
        elif isinstance(rule, DeductionRule):
            lost = 0.9 * (1 - share) * float(most / rule.each)
            self._count(rule.of, round(lost))
        elif isinstance(rule, LinearRule):
            low, high = float(rule.none_at), float(rule.full_at)
            self._measure(rule.of, low + 1.04 * share * (high - low))
        elif isinstance(rule, BandsRule):
            bounds = [float(each) for band in rule.bands if (each := band.at_least) is not None]
            low, high = min(bounds), max(bounds)
            self._measure(rule.of, low + (1.3 * share - 0.3) * (high - low) * 1.1)
        elif isinstance(rule, GivenRule):
            self._measure(rule.of, float(rule.out_of or most) * (0.28 + 0.71 * share))
        elif isinstance(rule, NormalisedRule):
            self._measure(rule.of, 0.35 + 0.65 * share)
        for part in _parts(rule):
            given = within(share + 0.12 * leaning(self.rng))
            self._by_rule(part.rule, given, part.max_of(most))

    def _choose(self, rule: ChoiceRule, share: float, most: Fraction) -> None:
        """The option whose worth lies nearest to the share."""
        if rule.input in self._fields or most == 0:
            return
        values = {option: float(worth(given, most) / most) for option, given in rule.points.items()}
        self._set(rule.input, min(values, key=lambda option: abs(values[option] - share)))

    def _table_count(self, rule: TableRule, share: float, most: Fraction) -> int:
        """A count in the row whose worth lies nearest to the share."""
        rows = sorted(rule.rows, key=lambda row: row.count)
        values = [0.0, *(float(worth(row.points, most) / most) for row in rows)]
        nearest = min(range(len(values)), key=lambda position: abs(values[position] - share))
        low = 0 if nearest == 0 else int(rows[nearest - 1].count)
        high = low + 3 if nearest == len(rows) else int(rows[nearest].count) - 1
        return self.rng.randint(low, max(low, high))

    def _count(self, of: Quantity, wanted: int) -> None:
        """Answer a counted quantity: a plain count, or rows that are counted."""
        if isinstance(of, Count):
            self._set(of.count, list(self._rows(of.count, wanted, of.where)))
        elif isinstance(of, str):
            known = self.facts.part(self._label(of))
            self._number(of, wanted if known is None else known)

    def _measure(self, of: Quantity, wanted: float) -> None:
        """Answer a measured quantity so that it comes near `wanted`."""
        if isinstance(of, Quotient):
            dividend, divisor = of.quotient
            if isinstance(dividend, Difference):
                self._growth(dividend, wanted)
            elif divisor == "general/staff":
                self._per_person(dividend, wanted)
            else:
                self._portion(dividend, divisor, within(wanted))
        elif isinstance(of, Mean):
            self._set(of.mean, list(self._scores(of, wanted)))
        elif isinstance(of, str):
            self._plain(of, wanted)

    def _portion(
        self, part: Quantity, whole: Quantity, reached: float, *, complement: bool = False
    ) -> None:
        """Numerator and denominator; a complement counts what went wrong."""
        known = self.facts.part(self._label(part)) if isinstance(part, str) else None
        if (
            known
            and isinstance(whole, str)
            and whole in self._criterion.inputs
            and ("triệu" in self._label(whole))
        ):
            self._number(whole, max(known, round(known / max(reached, 0.2))))
        total = self._whole(whole)
        share = 1 - reached if complement else reached
        wanted = min(total, round(total * share))
        if isinstance(part, Total):
            self._set(part.total, list(self._seats(part, wanted)))
        elif isinstance(part, str):
            self._number(part, wanted if known is None else min(known, total))

    def _whole(self, whole: Quantity) -> int:
        """The denominator: a constant, another criterion's answer, or one of its own."""
        if isinstance(whole, Constant):
            return int(whole.constant)
        if not isinstance(whole, str):
            return 1
        criterion, _, name = whole.rpartition("/")
        if not criterion and name not in self._fields:
            self._number(name, self.facts.whole(self._label(name)))
        fields = self.answers[criterion] if criterion else self._fields
        given = fields[name]
        return int(given) if isinstance(given, str) else 1

    def _growth(self, change: Difference, wanted: float) -> None:
        """This year's figure as asked before, and last year's as it was then."""
        now, before = (each for each in change.difference if isinstance(each, str))
        current = self.facts.whole(self._label(now))
        earlier = self.before.get(key_of(self._label(now)), round(current / (1 + wanted)))
        self._number(now, current)
        self._number(before, earlier)

    def _per_person(self, amount: Quantity, share: float) -> None:
        """Bandwidth in contracts of 5 Mbit/s, money in millions with half ones."""
        staff = self.facts.staff
        if isinstance(amount, Weighted):
            for name in amount.weighted:
                each = 4.2 * staff * share if name == "fibre" else 0
                self._set(name, str(5 * round(each / 5)))
        elif isinstance(amount, str):
            halves = round(2 * staff * 6.3 * share)
            self._set(amount, exact_text(Fraction(halves, 2)))
            self.facts.note(self._label(amount), halves // 2)

    def _plain(self, name: str, wanted: float) -> None:
        """A number by itself, to one decimal; visits to a site are many."""
        asked = self._criterion.inputs[name]
        most = asked.most
        if most is None:
            self._set(name, str(round(800 + 11000 * wanted * self.rng.random())))
            return
        tenths = round(10 * within(wanted, 0, float(most)))
        self._set(name, exact_text(Fraction(tenths, 10)))

    def _rest(self, share: float) -> None:
        """What no rule has asked for: information, and branches that were not chosen."""
        for name, asked in self._criterion.inputs.items():
            if name not in self._fields:
                self._set(name, self._unasked(asked, share))

    def _unasked(self, asked: Input, share: float) -> FieldValue:
        if asked.type == "yes_no":
            return "yes" if share + 0.2 * leaning(self.rng) > 0.5 else "no"
        if asked.type == "choice":
            return _stepped([each.id for each in asked.options], share)
        if asked.type == "date":
            return self._day()
        if asked.type == "text":
            posts = names.COMMUNE_POSTS if self.is_commune else names.POSTS
            return self.rng.choice(posts)
        if asked.type == "list":
            return []
        if asked.least is not None:
            return str(self.facts.staff)
        return str(self.facts.whole(asked.label.vi))

    def _rows(self, name: str, wanted: int, where: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """Rows of which `wanted` count, and now and then one that does not."""
        columns = self._criterion.inputs[name].columns
        spare = self.rng.randint(0, 2)
        pool = list(names.DATABASES if name == "databases" else names.SOFTWARE)
        self.rng.shuffle(pool)
        for position in range(min(wanted, 9) + spare):
            counts = position < wanted
            row = {}
            for column, asked in columns.items():
                if column in where:
                    row[column] = where[column] if counts else "no"
                elif asked.type == "date":
                    row[column] = self._day()
                elif column == "number":
                    row[column] = self._sign()
                elif column == "subject":
                    row[column] = self.rng.choice(names.DOCUMENT_SUBJECTS)
                else:
                    row[column] = pool[position % len(pool)]
            yield row

    def _seats(self, of: Total, wanted: int) -> Iterator[dict[str, str]]:
        """Licences whose paid seats add up, and a trial that does not count."""
        first = wanted if wanted < 12 else wanted - wanted // 7
        for product, seats, paid in zip(
            names.LICENCES, (first, wanted - first, 3), ("yes", "yes", "no"), strict=True
        ):
            if seats and (paid == "yes" or self.rng.random() < 0.3):
                yield {"product": product, of.field: str(seats), "paid": paid}

    def _scores(self, of: Mean, wanted: float) -> Iterator[dict[str, str]]:
        """What three or five members gave, in tenths of a point around the wanted mean."""
        for member in names.COUNCIL[: self.rng.choice((3, 5))]:
            tenths = round(10 * within(wanted + 0.6 * leaning(self.rng), 0, 10))
            yield {"member": member, of.field: exact_text(Fraction(tenths, 10))}

    def _sign(self) -> str:
        kind = self.rng.choice(names.DOCUMENT_KINDS)
        return f"{self.rng.randint(7, 893)}/{kind}-{self.signs}"

    def _day(self) -> str:
        """A working-week-like day of the data window: January to August."""
        return f"{self.year}-{self.rng.randint(1, 8):02d}-{self.rng.randint(1, 28):02d}"

    def _number(self, name: str, value: int) -> None:
        """A count, no more than allowed, remembered for whoever asks the same."""
        if name in self._fields or name not in self._criterion.inputs:
            return
        most = self._criterion.inputs[name].most
        value = value if most is None else min(value, int(most))
        self._set(name, str(value))
        self.facts.note(self._label(name), value)

    def _set(self, name: str, value: FieldValue) -> None:
        self._fields.setdefault(name, value)

    def _label(self, name: str) -> str:
        asked = self._criterion.inputs.get(name)
        return asked.label.vi if asked is not None else name


def _stepped(options: list[str], share: float) -> str:
    """Options stand best first: the upper two thirds of the shares take one each."""
    steps = len(options)
    return options[min(steps - 1, int((1 - share) * steps * 0.98))]


def _parts(rule: Rule) -> list[Part]:
    if isinstance(rule, BranchesRule):
        return list(rule.branches.values())
    return rule.parts if isinstance(rule, (SumRule, BestOfRule)) else []


def _roles(form: CriteriaSet) -> Iterator[tuple[str, str]]:
    for section in form.sections:
        for criterion in criteria_below(section):
            yield criterion.id, section.role
