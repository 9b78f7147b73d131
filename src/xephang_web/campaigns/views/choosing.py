"""Choosing a regulation: one of the library, last year's carried over, or one brought in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from xephang.errors import RegulationError
from xephang.library import library_folder, regulation_ids
from xephang.regulation import Decision
from xephang_web.campaigns.library import library_regulation
from xephang_web.campaigns.models import Campaign, PinnedRegulation
from xephang_web.campaigns.pinning import pin_carried_over, pin_from_library
from xephang_web.campaigns.queries import pinned_regulation
from xephang_web.shared.errors import Mistake
from xephang_web.shared.requests import YEARS
from xephang_web.shared.words import language

CARRIED_OVER = "mang-sang"
UPLOAD = "upload"
"""What the button of the form that brings files in says (`act`)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One regulation to choose: how the form names it, its words, its year."""

    token: str
    words: str
    year: int


def pin_choice(token: str) -> PinnedRegulation:
    """The regulation chosen: `id@year` of the library, or the digest of one that is pinned.

    Raises `Mistake`.
    """
    if re.fullmatch(r"[0-9a-f]{64}", token):
        found = PinnedRegulation.objects.filter(digest=token).first()
        if found is None:
            raise Mistake(_("Hãy chọn quy định và năm."), field="regulation")
        return found
    regulation_id, _at, year = token.rpartition("@")
    if not re.fullmatch(r"[0-9]{4}", year) or regulation_id not in regulation_ids(library_folder()):
        raise Mistake(_("Hãy chọn quy định và năm."), field="regulation")
    try:
        return pin_from_library(regulation_id, int(year))
    except RegulationError as error:
        text = "; ".join(each.message.show(language()) for each in error.problems)
        raise Mistake(
            _("Không đọc được quy định: {why}").format(why=text), field="regulation"
        ) from None


def pin_next_year(source: Campaign, token: str) -> PinnedRegulation:
    """As `pin_choice`, for the year after a campaign: or that campaign's own, carried over."""
    if token != CARRIED_OVER:
        return pin_choice(token)
    return pin_carried_over(source.regulation, source.year + 1)


def regulation_choices() -> list[Offer]:
    """Every regulation of the library, a year each."""
    return [each for one in regulation_ids(library_folder()) for each in offers_of(one)]


def offers_of(regulation_id: str) -> list[Offer]:
    """One regulation of the library, a year each; none where it has no such, or cannot be read."""
    if regulation_id not in regulation_ids(library_folder()):
        return []
    try:
        folder = library_regulation(regulation_id)
    except RegulationError:
        return []
    return [
        Offer(f"{regulation_id}@{year}", _words(folder.file.decision, year), year)
        for year in folder.years
    ]


def amendment_offers(campaign: Campaign) -> list[Offer]:
    """What the library has for a campaign that is not what the campaign has pinned."""
    regulation_id = campaign.regulation.regulation_id
    return [
        each
        for each in offers_of(regulation_id)
        if each.year == campaign.year
        and library_regulation(regulation_id).regulation(each.year).digest
        != campaign.regulation.digest
    ]


def next_year_offers(source: Campaign) -> list[Offer]:
    """The library's forms of later years; where the next is not there, this year's carried over."""
    found = [each for each in offers_of(source.regulation.regulation_id) if each.year > source.year]
    year = source.year + 1
    if all(each.year != year for each in found):
        words = _("Phiếu năm {before} giữ nguyên cho năm {year}").format(
            before=source.year, year=year
        )
        found.insert(0, Offer(CARRIED_OVER, words, year))
    return found


def pinned_words(pinned: PinnedRegulation) -> str:
    """What is pinned, in the words of a choice."""
    return _words(pinned_regulation(pinned).file.decision, pinned.year)


def _words(decision: Decision, year: int) -> str:
    return _("{number} của {issuer}, phiếu năm {year}").format(
        number=decision.number, issuer=decision.issuer.vi, year=year
    )


def posted_year(request: HttpRequest) -> int | None:
    """The year in a form; None where it is left empty. Raises `Mistake`."""
    text = request.POST.get("year", "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}", text) or int(text) not in YEARS:
        raise Mistake(_("Hãy viết năm bằng bốn chữ số."), field="year")
    return int(text)
