"""The regulation that a campaign has pinned, read once a process."""

from __future__ import annotations

import json
from functools import lru_cache

from xephang.loading import RegulationFolder, folder_from_data
from xephang.regulation import Regulation
from xephang_web.campaigns.models import Campaign, PinnedRegulation


@lru_cache(maxsize=64)
def _folder(digest: str) -> RegulationFolder:
    content = PinnedRegulation.objects.values_list("content", flat=True).get(digest=digest)
    return folder_from_data(json.loads(content))


@lru_cache(maxsize=64)
def _regulation(digest: str, year: int) -> Regulation:
    return _folder(digest).regulation(year)


def regulation_of(campaign: Campaign) -> Regulation:
    """The regulation a campaign has pinned, ready to score with. Read once a process."""
    pinned = campaign.regulation
    return _regulation(pinned.digest, pinned.year)


def folder_of(campaign: Campaign) -> RegulationFolder:
    """The pinned regulation with its forms, as a package seals it."""
    return _folder(campaign.regulation.digest)


def regulation_pinned(digest: str, year: int) -> Regulation:
    """The regulation that was pinned under a digest."""
    return _regulation(digest, year)


def pinned_regulation(pinned: PinnedRegulation) -> Regulation:
    """The regulation of a pin, whichever campaign uses it."""
    return _regulation(pinned.digest, pinned.year)
