"""What is worked out for each stage of a form only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

Kept = TypeVar("Kept")


class ByStage(Mapping[str, Kept]):
    """What is worked out for each stage, once, when it is first asked for."""

    def __init__(self, stages: tuple[str, ...], make: Callable[[str], Kept]) -> None:
        self._stages = stages
        self._make = make
        self._kept: dict[str, Kept] = {}

    def __getitem__(self, stage: str) -> Kept:
        if stage not in self._kept:
            if stage not in self._stages:
                raise KeyError(stage)
            self._kept[stage] = self._make(stage)
        return self._kept[stage]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stages)

    def __len__(self) -> int:
        return len(self._stages)
