"""Words in two languages: names as the law gives them, and sentences of our own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One of our own sentences, in both languages.

    `vi` and `en` are templates of `str.format`; `values` fills them. A value that is
    itself a Text or has a `show(language)` method (a number, a date) is shown in the
    language asked for, so that 84.5 reads 84,5 in Vietnamese.
    """

    vi: str
    en: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)

    def show(self, language: Language) -> str:
        """The sentence in `language`, with its values filled in."""
        template = self.vi if language == "vi" else self.en
        if not self.values:
            return template
        shown = {name: _show(value, language) for name, value in self.values.items()}
        return template.format(**shown)


def _show(value: Any, language: Language) -> str:
    show = getattr(value, "show", None)
    return show(language) if callable(show) else str(value)


class Model(BaseModel):
    """The base of everything that is read from a file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Name(Model):
    """A name the law gives, kept in Vietnamese, with an optional English gloss."""

    vi: str
    en: str | None = None

    def show(self, language: Language) -> str:
        """The Vietnamese name, which is the law's; in English with its gloss behind it."""
        return f"{self.vi} ({self.en})" if language == "en" and self.en else self.vi


class Remark(Name):
    """A sentence that somebody wrote about the law or a unit, perhaps in both languages."""

    def show(self, language: Language) -> str:
        """The sentence; the Vietnamese one where no English is given."""
        return self.en if language == "en" and self.en else self.vi


def _as_name(given: Any) -> Any:
    if isinstance(given, Name):
        return given.model_dump()
    return {"vi": given} if isinstance(given, str) else given


NameField = Annotated[Name, BeforeValidator(_as_name, json_schema_input_type=str | Name)]
"""A `Name` written as plain Vietnamese text, or as `{vi: …, en: …}`."""

RemarkField = Annotated[Remark, BeforeValidator(_as_name, json_schema_input_type=str | Remark)]
"""A `Remark` written as plain Vietnamese text, or as `{vi: …, en: …}`."""
