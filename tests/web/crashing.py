"""What is done while the process dies: the acts of test_crashes.py, each with what to look at.

An act is prepared once; then a child does it and is killed at each of its writes in turn.
`look` says `nothing`, `all`, or what stands half-written.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web import second_half as later
from tests.web.cast import Cast
from xephang.calendar import HANOI
from xephang.package import verify
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import Finding, FormAppraisal, Proceedings
from xephang_web.assessments import services
from xephang_web.assessments.models import Answer, Assessment, Receipt, SettledForm, Submission
from xephang_web.audit.models import Record
from xephang_web.campaigns.amendments import amend_campaign
from xephang_web.campaigns.models import Amendment, Campaign, PinnedRegulation
from xephang_web.campaigns.pinning import pin_content
from xephang_web.campaigns.services import set_clock
from xephang_web.evidence.models import StoredFile
from xephang_web.evidence.services import receive_file
from xephang_web.organisations.models import Unit, UnitPeriod
from xephang_web.organisations.services import import_units
from xephang_web.organisations.tables import UnitRow
from xephang_web.results import services as results
from xephang_web.results.models import Appeal, Publication, ScoringRun
from xephang_web.results.runs import last_run


def recorded(act: str) -> int:
    """How many records of an act there are."""
    return Record.objects.filter(act=act).count()


def either(found: tuple[object, ...], nothing: tuple[object, ...], all_: tuple[object, ...]) -> str:
    """`nothing`, `all`, or the facts as they are."""
    if found == nothing:
        return "nothing"
    return "all" if found == all_ else f"half: {found}"


def entered(cast: Cast) -> None:
    """One value of A's form."""
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "yes"}
    )


def submit(cast: Cast) -> None:
    """The head sends the form."""
    services.submit_assessment(by=cast.binh, participant=cast.a)


def look_at_submission() -> str:
    """Submission, receipt, state and record are there together, and the answers always."""
    found = (
        Submission.objects.count(),
        Receipt.objects.count(),
        Assessment.objects.get().state,
        recorded("form.submitted"),
        Answer.objects.count(),
    )
    return either(found, (0, 0, "draft", 0, 1), (1, 1, "submitted", 1, 1))


def attach(cast: Cast) -> None:
    """A file arrives and is attached: two acts, each whole or not at all."""
    upload = SimpleUploadedFile("a.txt", b"minh ch\xe1\xbb\xa9ng")
    stored = receive_file(by=cast.an, unit=cast.unit_a, upload=upload)
    services.add_evidence(by=cast.an, participant=cast.a, criteria=["1.2", "1.3"], file=stored)


def look_at_file() -> str:
    """Files with their rows, and evidence with its records."""
    for stored in StoredFile.objects.all():
        if not default_storage.exists(stored.path):
            return "half: a row without its file"
    files, items = StoredFile.objects.count(), Assessment.objects.get().evidence.count()
    if recorded("file.received") != files or recorded("evidence.added") != items:
        return f"half: {files} files, {items} items"
    return "all" if items == 2 else "nothing" if items == 0 else f"half: {items} items"


ROWS = [
    UnitRow(line, code, name, "", "district", parent, None, False)
    for line, code, name, parent in (
        (2, "N1", "Huyện Một", "T"),
        (3, "N2", "Huyện Hai", "T"),
        (4, "N3", "Huyện Ba", "N1"),
    )
]


def load_units(cast: Cast) -> None:
    """Three units of a file."""
    import_units(by=cast.quyen, rows=ROWS)


def look_at_units() -> str:
    """Every unit with its first period and its record, or none."""
    units = Unit.objects.filter(code__startswith="N")
    found = (
        units.count(),
        UnitPeriod.objects.filter(unit__in=units).count(),
        sum('"code":"N' in each.data for each in Record.objects.filter(act="unit.created")),
    )
    return either(found, (0, 0, 0), (3, 3, 3))


def pinned_anew(cast: Cast) -> None:
    """Another regulation is at hand, and A has filled in its form."""
    entered(cast)
    content = json.loads(cast.campaign.regulation.content)
    content["forms"][0]["sections"][0]["criteria"][0]["name"] = "Tên khác"
    pin_content(content, 2016)


def amend(cast: Cast) -> None:
    """The campaign is pinned anew."""
    other = PinnedRegulation.objects.exclude(pk=cast.campaign.regulation_id).get()
    amend_campaign(
        by=cast.hoa,
        campaign=later.campaign_of(cast),
        regulation=other,
        document="2/QĐ",
        reason="Tên khác",
    )


def look_at_amendment() -> str:
    """The pin of the campaign, the amendment and its record."""
    pins = list(PinnedRegulation.objects.order_by("pk").values_list("pk", flat=True))
    place = pins.index(Campaign.objects.get().regulation_id)
    found = (place, Amendment.objects.count(), recorded("campaign.amended"))
    return either(found, (0, 0, 0), (1, 1, 1))


def signed(cast: Cast) -> None:
    """A's form is judged and signed for."""
    later.send_all(cast)
    later.judge_rest(cast.chi, cast.a)


def find(cast: Cast) -> None:
    """A finding is corrected: the signature falls with it."""
    appraisal.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.REJECT,
        bases=["data"],
        reason="không có hồ sơ",
    )


def look_at_finding() -> str:
    """The second version, the signature gone, and both records."""
    of_it = Finding.objects.filter(criterion="1.2")
    told = [
        each for each in Record.objects.filter(act="finding.appraisal") if "/1.2" in each.object_id
    ]
    found = (
        of_it.count(),
        FormAppraisal.objects.count(),
        len(told),
        recorded("form.appraisal_reopened"),
    )
    return either(found, (1, 1, 1, 0), (2, 0, 2, 1))


SAID = {"verdict": "adjust", "points": "0,5", "bases": ["data"], "reason": "có hồ sơ"}


def settled(cast: Cast) -> later.Council:
    """Every form is judged, and the council sits."""
    later.send_all(cast)
    later.judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=later.campaign_of(cast))
    return later.seat_council(cast)


def appealed(cast: Cast) -> None:
    """A's head disputes a criterion, and the council has met."""
    council = settled(cast)
    later.announce(cast)
    results.file_appeal(
        by=cast.binh, participant=cast.a, criterion_id="1.2", text="Có đủ máy", file=None
    )
    later.open_session(cast, council)


def uphold(cast: Cast) -> None:
    """The appeal is upheld."""
    appeal = Appeal.objects.get()
    moved = results.ripple_text(results.appeal_ripple(appeal, **SAID))  # type: ignore[arg-type]
    by = later.campaign_of(cast).members.get(body="council", seat="chair").user
    results.uphold_appeal(by=by, appeal=appeal, seen_ripple=moved, **SAID)  # type: ignore[arg-type]


def look_at_appeal() -> str:
    """The answer, the finding that it names, and both records."""
    appeal = Appeal.objects.get()
    found = (
        appeal.is_upheld,
        appeal.finding_id is not None,
        Finding.objects.filter(body="council").count(),
        recorded("finding.council"),
        recorded("appeal.answered"),
    )
    return either(found, (None, False, 0, 0, 0), (True, True, 1, 1, 1))


def proposed(cast: Cast) -> None:
    """The results wait for the authority."""
    settled(cast)
    later.announce(cast)
    campaign = later.campaign_of(cast)
    set_clock(by=cast.hoa, campaign=campaign, to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    results.propose_results(by=cast.hoa, campaign=later.campaign_of(cast))


def approve(cast: Cast) -> None:
    """The authority approves."""
    campaign = later.campaign_of(cast)
    run = last_run(campaign)
    assert run is not None
    results.approve_results(
        by=cast.khanh,
        campaign=campaign,
        number="100/QĐ",
        date=dt.date(2016, 12, 2),
        digest=run.digest,
    )


def look_at_approval() -> str:
    """The decision, the state and the record."""
    found = (
        Publication.objects.count(),
        Proceedings.objects.get().state,
        recorded("results.approved"),
        ScoringRun.objects.count(),
    )
    return either(found, (0, "proposed", 0, 2), (1, "approved", 1, 2))


def approved(cast: Cast) -> None:
    """The results wait for publication."""
    proposed(cast)
    approve(cast)


def publish(cast: Cast) -> None:
    """The office publishes."""
    results.publish_results(by=cast.hoa, campaign=later.campaign_of(cast), confirms_redaction=True)


def look_at_publication() -> str:
    """A whole package that verifies, what next year is compared with, state and record."""
    each = Publication.objects.get()
    holds = bool(each.open_content) and (
        verify(each.open_content.encode(), printed_digest=each.open_digest) is None
    )
    found = (
        each.published_at is not None,
        holds,
        Proceedings.objects.get().state,
        recorded("results.published"),
        SettledForm.objects.exists(),
    )
    return either(found, (False, False, "approved", 0, False), (True, True, "published", 1, True))


@dataclass(frozen=True)
class Act:
    """How an act is prepared and done, and what is to be seen afterwards."""

    prepare: Callable[[Cast], object]
    do: Callable[[Cast], None]
    look: Callable[[], str]


ACTS = {
    "submit": Act(entered, submit, look_at_submission),
    "attach": Act(entered, attach, look_at_file),
    "import": Act(lambda _cast: None, load_units, look_at_units),
    "amend": Act(pinned_anew, amend, look_at_amendment),
    "find": Act(signed, find, look_at_finding),
    "uphold": Act(appealed, uphold, look_at_appeal),
    "approve": Act(proposed, approve, look_at_approval),
    "publish": Act(approved, publish, look_at_publication),
}
