"""Nhận bộ tiêu chí: a regulation brought in as files, read, checked and pinned by its digest.

The files themselves are not kept: what they say is, as of every pinned regulation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from xephang.errors import RegulationError
from xephang.linting import Finding, lint
from xephang.loading import RegulationFolder
from xephang.yaml_files import (
    ARCHIVE_LIMITS,
    MOST_FILES,
    GivenFile,
    archive_of,
    folder_from_files,
    folder_of,
    written,
)
from xephang_web.accounts.models import User
from xephang_web.audit.services import About, record_act
from xephang_web.campaigns.acts import about_campaign, check_runs
from xephang_web.campaigns.amendments import check_amends
from xephang_web.campaigns.models import Campaign, PinnedRegulation
from xephang_web.campaigns.pinning import carried_over, pin_content
from xephang_web.shared.errors import Mistake, NotAllowed
from xephang_web.shared.requests import YEARS

FIELD = "files"
"""The field of the pages in which the files come."""


@transaction.atomic
def receive_regulation(
    *, by: User, uploads: Sequence[UploadedFile[bytes]], year: int | None = None
) -> PinnedRegulation:
    """A regulation for a new campaign, of `year` or of the only year that it has forms for.

    Raises `NotAllowed` for who works in no standing office, or `Mistake` with every problem.
    """
    if not by.has_perm("campaigns.create"):
        raise NotAllowed(_("Chỉ cơ quan thường trực tạo được đợt đánh giá."))
    folder, given = _read(uploads)
    if year is None and len(folder.years) > 1:
        raise Mistake(
            _("Có phiếu của nhiều năm ({years}): hãy ghi năm đánh giá.").format(
                years=_listed(folder.years)
            ),
            field="year",
        )
    return _pinned(by, folder, given, year if year is not None else folder.years[0], None)


@transaction.atomic
def receive_amendment(
    *, by: User, campaign: Campaign, uploads: Sequence[UploadedFile[bytes]]
) -> PinnedRegulation:
    """The amended regulation of a campaign: the same, of the same year, saying something else.

    Raises `NotAllowed` or `Mistake`; nothing of it is then kept.
    """
    check_runs(by, campaign)
    folder, given = _read(uploads)
    _check_same(campaign, folder)
    pinned = _pinned(by, folder, given, campaign.year, campaign)
    check_amends(campaign, pinned)
    return pinned


@transaction.atomic
def receive_next_year(
    *, by: User, source: Campaign, uploads: Sequence[UploadedFile[bytes]]
) -> PinnedRegulation:
    """The same regulation with the next year's forms. Raises `NotAllowed` or `Mistake`."""
    check_runs(by, source)
    folder, given = _read(uploads)
    _check_same(source, folder)
    return _pinned(by, folder, given, source.year + 1, source)


def _check_same(campaign: Campaign, folder: RegulationFolder) -> None:
    wanted = campaign.regulation.regulation_id
    if folder.file.id != wanted:
        raise Mistake(
            _("Đây là quy định “{found}”; đợt này theo quy định “{wanted}”.").format(
                found=folder.file.id, wanted=wanted
            ),
            field=FIELD,
        )


def _read(uploads: Sequence[UploadedFile[bytes]]) -> tuple[RegulationFolder, list[GivenFile]]:
    """The regulation in the files that were sent. Raises `Mistake` with all that is wrong."""
    if not uploads:
        raise Mistake(_("Hãy chọn tệp."), field=FIELD)
    if len(uploads) > MOST_FILES:
        raise Mistake(_("Mỗi lần gửi tối đa {count} tệp.").format(count=MOST_FILES), field=FIELD)
    if sum(each.size or 0 for each in uploads) > ARCHIVE_LIMITS.unpacked:
        raise Mistake(
            _("Các tệp quá lớn: nhận tối đa {size} MB.").format(
                size=ARCHIVE_LIMITS.unpacked // 1_000_000
            ),
            field=FIELD,
        )
    given = [GivenFile(each.name or "", each.read()) for each in uploads]
    try:
        folder, _left_out = folder_from_files(given)
    except RegulationError as error:
        raise Mistake(
            _("Chưa đọc được bộ tiêu chí. Hãy sửa các chỗ sau rồi gửi lại:"),
            problems=error.problems,
        ) from None
    return folder, given


def _pinned(
    by: User,
    folder: RegulationFolder,
    given: list[GivenFile],
    year: int,
    campaign: Campaign | None,
) -> PinnedRegulation:
    """Pin the forms of one year, and record who brought them in which files."""
    if year not in YEARS or year not in folder.years:
        raise Mistake(
            _("Không có phiếu của năm {year}; các phiếu gửi lên là của năm {years}.").format(
                year=year, years=_listed(folder.years)
            ),
            field=FIELD,
        )
    if not folder.regulation(year).criteria_sets:
        raise Mistake(_("Không phiếu nào là của một nhóm mà quy định có."), field=FIELD)
    forms = [document.data for document, _form in folder.forms]
    pinned = pin_content({"regulation": folder.document.data, "forms": forms}, year)
    record_act(
        "regulation.received",
        about_campaign(campaign) if campaign else About("regulation", pinned.pk),
        by=by,
        after={
            "regulation": pinned.regulation_id,
            "year": str(year),
            "digest": pinned.digest,
            "files": ", ".join(each.name for each in given),
            "sha256": ", ".join(hashlib.sha256(each.content).hexdigest() for each in given),
        },
    )
    return pinned


def _listed(years: Sequence[int]) -> str:
    return ", ".join(str(each) for each in years)


def findings_of(pinned: PinnedRegulation) -> list[Finding]:
    """What the linter finds in a pinned regulation and nobody has acknowledged in its files.

    That the page of sources is missing is true of all: it is never pinned.
    """
    found = lint(folder_of(json.loads(pinned.content)), pinned.year)
    return [each for each in found if each.is_open and each.code != "no-source"]


def regulation_archive(pinned: PinnedRegulation, year: int) -> bytes:
    """A pinned regulation as a ZIP of YAML files to edit, with forms of the year given."""
    return archive_of(written(carried_over(pinned, year)))
