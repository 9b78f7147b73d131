"""Every error the core raises, and the problems it reports.

    XephangError
    ├── InputError             what a person gave cannot be used; carries all its problems
    │   ├── RegulationError    … in a regulation folder
    │   └── CampaignError      … in a campaign file, an answer table or a workbook
    └── VerificationError      a sealed package is not what it says it is

A wrong input never stops at its first mistake: problems are collected and reported
at once, each with its place and advice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xephang.texts import Language, Text


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file and, where known, its line, cell or data path."""

    file: str = ""
    line: int = 0
    cell: str = ""
    path: str = ""

    def __str__(self) -> str:
        """`file:line`, `file!cell`, and the data path in brackets where there is one."""
        text = self.file
        if self.line:
            text += f":{self.line}"
        if self.cell:
            text += f"!{self.cell}"
        if self.path:
            text += f" [{self.path}]"
        return text.strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable code, what it is, where, and what to do."""

    code: str
    message: Text
    place: Place = Place()
    advice: Text | None = None

    def show(self, language: Language) -> str:
        """One line for a person: `place: code message (advice)`."""
        place = f"{self.place}: " if str(self.place) else ""
        advice = f" ({self.advice.show(language)})" if self.advice else ""
        return f"{place}{self.code} {self.message.show(language)}{advice}"


class XephangError(Exception):
    """Anything the core refuses to go on with."""


class InputError(XephangError):
    """What a person gave cannot be used. `problems` holds every reason found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.show("en") for problem in self.problems))


class RegulationError(InputError):
    """A regulation folder cannot be read as a regulation."""


class CampaignError(InputError):
    """A campaign file, an answer table or a workbook cannot be used."""


class VerificationError(XephangError):
    """A sealed package is not what it says it is."""
