"""Copies of a whole campaign with everything in it: the same year again, of others or of ours."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models

from tests.web.cast import person
from xephang_web.accounts.models import User
from xephang_web.campaigns.models import Campaign
from xephang_web.evidence.models import StoredFile
from xephang_web.organisations.models import Unit

Kept = dict[tuple[type[models.Model], int], int]
"""(model, id) → the id of its copy."""
NAMES = count(1)
BESIDE = (User, StoredFile, Unit)
"""What rows of a campaign refer to without hanging on it."""

BACKWARDS = {"entered_for"}
"""References to what comes later: a submission to the form on paper that it was entered from."""


def models_below(root: type[models.Model]) -> list[type[models.Model]]:
    """The models whose rows hang on the root's, each after those that it refers to."""
    every = [
        each
        for each in apps.get_models(include_auto_created=True)
        if each.__module__.startswith("xephang_web.")
    ]
    found, waiting = [root], [each for each in every if each is not root]
    while True:
        ready = [
            each
            for each in waiting
            if _refers_to(each) & set(found) and not _refers_to(each) & _below(waiting, found)
        ]
        if not ready:
            return found
        found += ready
        waiting = [each for each in waiting if each not in ready]


def _refers_to(model: type[models.Model]) -> set[Any]:
    return {
        each.related_model
        for each in model._meta.concrete_fields
        if each.remote_field and each.related_model is not model and each.name not in BACKWARDS
    }


def _below(waiting: list[type[models.Model]], found: list[type[models.Model]]) -> set[Any]:
    """Of those that wait, the ones that hang, over any others, on what was found."""
    below: set[Any] = set()
    while True:
        more = {
            each
            for each in waiting
            if each not in below and _refers_to(each) & (below | set(found))
        }
        if not more:
            return below
        below |= more


@dataclass
class Twin:
    """A copy of a campaign; `units` and `people` are whose it is instead."""

    slug: str
    units: dict[int, int] = field(default_factory=dict)
    is_of_strangers: bool = False
    changed: Callable[[models.Model], None] = lambda _row: None
    kept: Kept = field(default_factory=dict)

    def of(self, row: models.Model) -> Any:
        """The copy of a row."""
        model = type(row)
        return model._base_manager.get(pk=self.kept[model, row.pk])

    def stranger_for(self, user: User) -> User:
        """Somebody who is in the copy what the person is in the campaign."""
        if (User, user.pk) not in self.kept:
            self.kept[User, user.pk] = person(f"lạ {next(NAMES)}").pk
        return User.objects.get(pk=self.kept[User, user.pk])

    def copy(self, campaign: Campaign) -> Twin:
        """Copy the campaign and every row that hangs on it."""
        for model in models_below(Campaign):
            for row in list(self._rows(model, campaign)):
                self._copy_row(row)
        return self

    def _rows(self, model: Any, campaign: Campaign) -> Iterator[models.Model]:
        if model is Campaign:
            yield model._base_manager.get(pk=campaign.pk)
            return
        for row in model._base_manager.order_by("pk"):
            if any((each, pk) in self.kept for each, pk in _foreign(row)):
                yield row

    def _copy_row(self, row: models.Model) -> None:
        made = copy.copy(row)
        made._state = copy.copy(row._state)
        made.pk, made._state.adding = None, True
        for each in made._meta.concrete_fields:
            if each.remote_field:
                setattr(made, each.attname, self._other(each, getattr(row, each.attname)))
        if isinstance(made, Campaign):
            made.slug = self.slug
        self.changed(made)
        made.save(force_insert=True)
        self.kept[type(row), row.pk] = made.pk

    def _other(self, column: Any, pk: int | None) -> int | None:
        """What the copy refers to in the place of a row: its copy, or itself."""
        if pk is None:
            return None
        if column.related_model is StoredFile and (StoredFile, pk) not in self.kept:
            self.kept[StoredFile, pk] = self._copied_file(pk)
        if column.related_model is User and self.is_of_strangers:
            return int(self.stranger_for(User.objects.get(pk=pk)).pk)
        if column.related_model is Unit:
            return self.units.get(pk, pk)
        return self.kept.get((column.related_model, pk), pk)

    def _copied_file(self, pk: int) -> int:
        stored = StoredFile.objects.get(pk=pk)
        with default_storage.open(stored.path, "rb") as source:
            content = ContentFile(source.read())
        stored.path = default_storage.save(f"{self.slug}/{stored.path}", content)
        stored.unit_id = self.units.get(stored.unit_id, stored.unit_id)
        stored.pk, stored._state.adding = None, True
        stored.save(force_insert=True)
        return int(stored.pk)


def _foreign(row: models.Model) -> Iterator[tuple[Any, int]]:
    for each in row._meta.concrete_fields:
        pk = getattr(row, each.attname)
        if each.remote_field and pk is not None and each.related_model not in BESIDE:
            yield each.related_model, pk
