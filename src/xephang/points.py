"""Exact numbers: reading, rounding and showing them. The only module that rounds.

Points, shares and inputs are `Fraction`s from the text a person wrote to the total
that is published. No float ever takes part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from xephang.texts import Language, Model

NumberLocale = Literal["vi", "en"]
RoundingMode = Literal["half_up", "half_even", "down", "up"]

UNENDING_DIGITS = 4
"""Decimals shown of a number that has no end, before `…`."""

MAX_DIGITS = 30
"""Longest number accepted, in digits: beyond any count of people or money in đồng."""

_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_FRACTION = re.compile(r"([+-]?[0-9]+)/([0-9]+)")
_VIETNAMESE = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


class NumberFormatError(ValueError):
    """The text is not a number in the form that is read here."""


def parse_number(text: str, *, locale: NumberLocale | None = None) -> Fraction:
    """The exact value of a number as written.

    Without a `locale` only the form `2.125` is read: `2,125` may be two and an
    eighth or two thousand, and is refused. With one, digits may be grouped by three
    (`1.234,5` in `vi`, `1,234.5` in `en`). No exponent, no NaN, at most 30 digits.

    Raises `NumberFormatError`.
    """
    stripped = text.strip()
    pattern = {"vi": _VIETNAMESE, "en": _ENGLISH, None: _PLAIN}[locale]
    if sum(character.isdigit() for character in stripped) > MAX_DIGITS:
        raise NumberFormatError(f"more than {MAX_DIGITS} digits")
    if not pattern.fullmatch(stripped):
        if locale is None and "," in stripped and _is_number_somewhere(stripped):
            raise NumberFormatError("ambiguous comma: declare the locale, or write 2.125")
        raise NumberFormatError("not a number")
    if locale == "vi":
        stripped = stripped.replace(".", "").replace(",", ".")
    elif locale == "en":
        stripped = stripped.replace(",", "")
    return Fraction(stripped)


def _is_number_somewhere(text: str) -> bool:
    return bool(_VIETNAMESE.fullmatch(text) or _ENGLISH.fullmatch(text))


def parse_exact(text: str) -> Fraction:
    """A number of a regulation file: `2.125`, or a fraction such as `1/2`.

    Raises `NumberFormatError`.
    """
    match = _FRACTION.fullmatch(text.strip())
    if not match or len(text) > MAX_DIGITS:
        return parse_number(text)
    if int(match[2]) == 0:
        raise NumberFormatError("zero denominator")
    return Fraction(int(match[1]), int(match[2]))


def _read_exact(given: Any) -> Fraction:
    if isinstance(given, Fraction):
        return given
    if isinstance(given, bool) or not isinstance(given, (str, int)):
        raise ValueError("a number is wanted, written as 2.125 or 1/2")
    return parse_exact(str(given))


def exact_text(value: Fraction) -> str:
    """The shortest text that `parse_exact` reads back as the same value."""
    twos_and_fives = value.denominator
    places = 0
    for prime in (2, 5):
        count = 0
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
            count += 1
        places = max(places, count)
    if twos_and_fives != 1:
        return f"{value.numerator}/{value.denominator}"
    return fixed_text(value, places)


def fixed_text(value: Fraction, digits: int) -> str:
    """`value` with exactly `digits` decimals, half up, in the plain form `2.125`."""
    scaled = _round_scaled(value, digits, "half_up")
    sign = "-" if scaled < 0 else ""
    whole = str(abs(scaled)).rjust(digits + 1, "0")
    if digits == 0:
        return sign + whole
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}"


Exact = Annotated[
    Fraction,
    BeforeValidator(_read_exact),
    PlainSerializer(exact_text, return_type=str),
    WithJsonSchema({"type": ["string", "number"], "description": "An exact number: 2.125 or 1/2."}),
]
"""A number of a regulation file, read exactly."""


class Rounding(Model):
    """Làm tròn: to how many decimals, and which way a tie goes.

    `half_up` sends a half away from zero, as Vietnamese offices and Excel do.
    """

    digits: Annotated[int, Field(ge=0, le=12)]
    mode: RoundingMode = "half_up"
    cite: str | None = None
    assumed: bool = False


def round_to(value: Fraction, rounding: Rounding | None) -> Fraction:
    """`value` rounded as the regulation says; unchanged where it says nothing."""
    if rounding is None:
        return value
    return Fraction(_round_scaled(value, rounding.digits, rounding.mode), 10**rounding.digits)


def _round_scaled(value: Fraction, digits: int, mode: RoundingMode) -> int:
    """`value` × 10^digits as a whole number, rounded by magnitude, sign kept."""
    numerator = abs(value.numerator) * 10**digits
    whole, rest = divmod(numerator, value.denominator)
    if mode == "half_up":
        whole += 2 * rest >= value.denominator
    elif mode == "half_even":
        twice = 2 * rest
        whole += twice > value.denominator or (twice == value.denominator and whole % 2 == 1)
    elif mode == "up":
        whole += rest > 0
    return int(-whole if value < 0 else whole)


@dataclass(frozen=True, slots=True)
class Number:
    """A number to be shown to a person in their language's form.

    `digits` fixes the decimals; without it the exact value is shown, and of a value
    with no finite decimal form the first four decimals and `…`.
    """

    value: Fraction
    digits: int | None = None

    def plain(self) -> str:
        """The number in the form that programs read: `1234.5`."""
        if self.digits is None:
            return exact_text(self.value)
        return fixed_text(self.value, self.digits)

    def fits_a_workbook(self) -> bool:
        """True if a workbook's own number holds it without losing a digit."""
        plain = self.plain()
        return "/" not in plain and len(plain.strip("-0.").replace(".", "")) <= 15

    def show(self, language: Language) -> str:
        """`1.234,5` in Vietnamese, `1,234.5` in English."""
        plain = self.plain()
        if "/" not in plain:
            return localise(plain, language)
        cut = Fraction(_round_scaled(self.value, UNENDING_DIGITS, "down"), 10**UNENDING_DIGITS)
        return localise(fixed_text(cut, UNENDING_DIGITS), language) + "…"


def localise(plain: str, language: Language) -> str:
    """A plain decimal text with the digit grouping and decimal mark of `language`."""
    whole, _, decimals = plain.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = f"{int(digits):,}"
    if language == "vi":
        return sign + groups.replace(",", ".") + (f",{decimals}" if decimals else "")
    return sign + groups + (f".{decimals}" if decimals else "")
