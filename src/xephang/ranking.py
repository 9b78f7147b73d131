"""Xếp hạng: ranks from exact values, and how many decimals must be shown for them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from xephang.points import Rounding, fixed_text, round_to

TieRule = Literal["competition", "dense", "ordinal"]
SameClass = Callable[[Fraction, Fraction], bool]
LEAST_DIGITS = 2
"""Decimals shown where nothing asks for more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit to be ranked: its exact value, its class (0 is the highest), tie-breakers."""

    unit: str
    value: Fraction
    class_position: int = 0
    tie_break: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """One unit's rank, whether it shares it, and its value as it must be shown."""

    unit: str
    rank: int
    is_tied: bool
    value: Fraction
    shown: str


def at_precision(value: Fraction, precision: int | None) -> Fraction:
    """The value as ties see it: rounded half up to `precision` decimals, or exact."""
    if precision is None:
        return value
    return round_to(value, Rounding(digits=precision))


Merit = tuple[int, Fraction, tuple[Fraction, ...]]
"""What a place is given for: the greater stands before the less."""


def merit(entry: Entry, *, precision: int | None, class_first: bool) -> Merit:
    """What an entry is ranked by: its class where that comes first, its value, its tie-breakers."""
    return (
        -entry.class_position if class_first else 0,
        at_precision(entry.value, precision),
        entry.tie_break,
    )


class Standings:
    """Where one unit would stand among entries that all stay as they are.

    Gives the rank that `rank` would give it, without ranking the others anew: for asking
    thousands of times what one other figure would do.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        *,
        ties: TieRule = "competition",
        precision: int | None = None,
        class_first: bool = False,
    ) -> None:
        self._ties, self._precision, self._class_first = ties, precision, class_first
        self._merits = {each.unit: self._merit(each) for each in entries}
        self._sorted = sorted(self._merits.values())
        self._sharing = Counter(self._sorted)
        self._distinct = sorted(self._sharing)

    def _merit(self, entry: Entry) -> Merit:
        return merit(entry, precision=self._precision, class_first=self._class_first)

    def place(self, entry: Entry) -> int:
        """The rank of the entry, in place of what its unit has here."""
        own, now = self._merit(entry), self._merits.get(entry.unit)
        if self._ties == "dense":
            above = len(self._distinct) - bisect_right(self._distinct, own)
            leaves = now is not None and now > own and self._sharing[now] == 1
            return 1 + above - leaves
        above = len(self._sorted) - bisect_right(self._sorted, own)
        place = 1 + above - (now is not None and now > own)
        if self._ties == "ordinal":
            place += sum(
                1 for unit, each in self._merits.items() if each == own and unit < entry.unit
            )
        return place


def rank(
    entries: Sequence[Entry],
    *,
    ties: TieRule = "competition",
    precision: int | None = None,
    class_first: bool = False,
    digits: int = LEAST_DIGITS,
    same_class: SameClass | None = None,
) -> list[Ranked]:
    """Rank entries from the highest down; the order they come in does not matter.

    - `precision`: decimals at which values count as equal; None compares exactly;
    - `ties`: equal entries share a rank, 1-2-2-4 (`competition`) or 1-2-2-3 (`dense`),
      or are told apart by unit id (`ordinal`);
    - `class_first`: a higher class stands before a higher value (PHT-8);
    - `digits`, `same_class`: see `shown_values`.
    """
    merits = {
        entry.unit: merit(entry, precision=precision, class_first=class_first) for entry in entries
    }
    by_unit = sorted(entries, key=lambda entry: entry.unit)
    ordered = sorted(by_unit, key=lambda entry: merits[entry.unit], reverse=True)
    shown = shown_values([entry.value for entry in entries], digits, precision, same_class)
    sharing = Counter(merits.values())
    ranked: list[Ranked] = []
    distinct = 0
    for position, entry in enumerate(ordered, start=1):
        worth = merits[entry.unit]
        shares = bool(ranked) and ties != "ordinal" and worth == merits[ranked[-1].unit]
        if shares:
            place = ranked[-1].rank
        else:
            distinct += 1
            place = distinct if ties == "dense" else position
        is_tied = ties != "ordinal" and sharing[worth] > 1
        ranked.append(Ranked(entry.unit, place, is_tied, entry.value, shown[entry.value]))
    return ranked


def shown_values(
    values: Sequence[Fraction],
    digits: int = LEAST_DIGITS,
    precision: int | None = None,
    same_class: SameClass | None = None,
) -> dict[Fraction, str]:
    """For each value the plain text to show: `digits` decimals, more where they would mislead.

    More are shown until the text lies in the class of the value
    (`same_class(value, shown)`: 84,996 is never 85,00 in class Khá) and differs from
    that of the nearest values that rank differently. Values that are equal at
    `precision` rank alike and may look alike.
    """
    distinct = sorted(set(values))
    standing = [at_precision(value, precision) for value in distinct]
    texts: dict[Fraction, str] = {}
    for value, merit in zip(distinct, standing, strict=True):
        first, after = bisect_left(standing, merit), bisect_right(standing, merit)
        rivals = distinct[max(0, first - 1) : first] + distinct[after : after + 1]
        wanted = digits
        while not _tells_apart(value, wanted, rivals, same_class):
            wanted += 1
        texts[value] = fixed_text(value, wanted)
    return texts


def _tells_apart(
    value: Fraction, digits: int, rivals: Sequence[Fraction], same_class: SameClass | None
) -> bool:
    rounding = Rounding.model_construct(digits=digits, mode="half_up")
    shown = round_to(value, rounding)
    if shown == value:
        return True
    if same_class is not None and not same_class(value, shown):
        return False
    return all(round_to(other, rounding) != shown for other in rivals)
