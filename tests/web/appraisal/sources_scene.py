"""What the tests of sources share: forms sent, an agency with people, tables, pictures."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.cast import Cast, holds, person
from tests.web.second_half import campaign_of, send_all
from xephang_web.accounts.models import Role, User
from xephang_web.appraisal import services
from xephang_web.appraisal.effects import kind_of
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import CriterionTask, ReferenceTable
from xephang_web.appraisal.queue import known_about
from xephang_web.campaigns.models import Member, Participant
from xephang_web.campaigns.services import seat_member
from xephang_web.organisations.models import Unit
from xephang_web.organisations.services import create_unit

SLUG = "thanh-hoa-2016"
AT = f"/dot/{SLUG}/"
XSS = "<script>alert('x')</script>"


def agency(cast: Cast, code: str = "T.TC", name: str = "Sở Tài Chính") -> tuple[Unit, User]:
    """A specialist agency beside the office, that takes no part, with a supplier of data."""
    unit = create_unit(by=None, code=code, name=name, kind=cast.office.kind, parent=cast.province)
    return unit, holds(person(f"nguoi-{code}"), Role.DATA_SUPPLIER, unit)


def seated(cast: Cast, *users: User) -> None:
    """Seats on the panel."""
    for each in users:
        seat_member(by=cast.hoa, campaign=cast.campaign, user=each, body=Member.Body.PANEL)


def task_of(cast: Cast, unit: Unit, criterion: str = "1.2") -> CriterionTask:
    """A criterion of the departments' form given to an agency."""
    return services.give_tasks(
        by=cast.hoa, campaign=campaign_of(cast), group="so", criteria=[criterion], unit=unit
    )[0]


def table_of(cast: Cast, rows: str, **changed: str) -> ReferenceTable:
    """A reference table about the numerator of 1.2, kept by the office."""
    said = {"title": "Sổ tài sản", "criterion": "1.2", "field": "numerator", **changed}
    return services.upload_reference(
        by=cast.hoa,
        campaign=campaign_of(cast),
        name="bang.csv",
        content=rows.encode(),
        **said,  # type: ignore[arg-type]
    )


def why_open(participant: Participant, criterion: str) -> str:
    """Why the queue has a criterion of a form looked at; what agrees is `unseen`, or `evidence`."""
    ledger = read_ledger(participant)
    known = known_about(participant.campaign, [ledger])[participant.pk]
    found = ledger.criteria.criterion(criterion)
    assert found is not None
    kind = kind_of(ledger, found, known)
    return kind.value if kind else ""


def png(name: str = "anh.png") -> SimpleUploadedFile:
    """A picture of one white point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    content = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\x00\xff"))
        + chunk(b"IEND", b"")
    )
    return SimpleUploadedFile(name, content)


def shut(answer: Any) -> int:
    """The status of an answer that sends a file, the file closed again."""
    for close in getattr(answer, "_resource_closers", []):
        close()
    return int(answer.status_code)


def count_queries(client: Client, address: str) -> int:
    """How many questions a page asks of the database."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


__all__ = [
    "AT",
    "SLUG",
    "XSS",
    "agency",
    "campaign_of",
    "count_queries",
    "png",
    "seated",
    "send_all",
    "shut",
    "table_of",
    "task_of",
    "why_open",
]
