"""Regulations as files, as an office sends them from its browser."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.web.cast import Cast, log_in, make_cast
from xephang.library import find_folder
from xephang.loading import load_regulation
from xephang.yaml_files import GivenFile
from xephang_web.campaigns.models import Campaign

FOUNDING = [
    ("thanh-hoa/2016-4289", 2016),
    ("phu-tho/2018-1609", 2018),
    ("binh-thuan/2019-1867", 2019),
    ("phan-thiet/2020-4487", 2020),
    ("da-nang/2022-448", 2022),
]
"""The five regulations of the foundation, with the year of their first form."""


def cast_of(regulation: str, year: int) -> Cast:
    """The cast with a campaign of one of the five, its units in the groups that the text has."""
    groups = list(load_regulation(find_folder(regulation), year).criteria_sets)
    upper = "so" if "so" in groups else groups[0]
    return make_cast(regulation, year, lower=groups[-1], upper=upper)


def library_files(regulation: str) -> list[GivenFile]:
    """The files of a regulation as they stand in the library."""
    folder = find_folder(regulation)
    paths = [folder / "regulation.yaml", *sorted(folder.glob("forms/*.yaml"))]
    return [GivenFile(path.name, path.read_bytes()) for path in paths]


def changed(files: Iterable[GivenFile], old: str, new: str) -> list[GivenFile]:
    """The files with a text changed where it stands for the first time; it must stand somewhere."""
    found, is_done = [], False
    for each in files:
        text = each.content.decode()
        if old in text and not is_done:
            text, is_done = text.replace(old, new, 1), True
        found.append(GivenFile(each.name, text.encode()))
    assert is_done, old
    return found


def unzipped(answer: Any) -> list[GivenFile]:
    """The files of an archive that a page sent."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return [GivenFile(each, archive.read(each)) for each in archive.namelist()]


def zipped(files: Iterable[GivenFile]) -> GivenFile:
    """The files in one archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            archive.writestr(each.name, each.content)
    return GivenFile("quy-dinh.zip", made.getvalue())


def send(cast: Cast, address: str, files: Iterable[GivenFile], **fields: str) -> HttpResponse:
    """Hoa sends files from a page; the answer, which leads on where they were read."""
    uploads = [SimpleUploadedFile(each.name, each.content) for each in files]
    data = {"act": "upload", "files": uploads, **fields}
    answer: HttpResponse = log_in(cast.hoa).post(address, data)  # type: ignore[assignment]
    return answer


def campaign_of(cast: Cast) -> Campaign:
    """The campaign of the cast, read anew."""
    found: Campaign = Campaign.objects.select_related("regulation").get(pk=cast.campaign.pk)
    return found
