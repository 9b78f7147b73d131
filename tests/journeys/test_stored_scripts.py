"""What somebody wrote is never more than text: payloads in every column, every page opened."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Browser

from tests.journeys.browser import Visitor
from tests.journeys.planted import ELEMENTS, payload, plant, undecided
from tests.web.cast import Cast, log_in, make_cast
from tests.web.crowd import Listed, appraisers_pages, ask, first_half, judged, publish
from xephang_web.accounts.models import User
from xephang_web.appraisal.models import Clarification, SiteVisit
from xephang_web.assessments import services as forms
from xephang_web.assessments.models import LatenessDecision
from xephang_web.audit import triggers
from xephang_web.campaigns.models import CampaignDocument, Extension
from xephang_web.evidence.services import receive_file
from xephang_web.organisations.services import rename_unit
from xephang_web.results import services as results
from xephang_web.results.models import Appeal
from xephang_web.shared import clock


def whole_year(cast: Cast) -> list[Listed]:
    """A year with a row in every table that pages read, and the pages."""
    texts = dict.fromkeys(forms.NOTE_FIELDS, "lời")
    forms.save_note(by=cast.an, participant=cast.a, criterion_id="1.2", texts=texts)
    upload = SimpleUploadedFile("a.txt", b"minh chung")
    file = receive_file(by=cast.an, unit=cast.unit_a, upload=upload)
    forms.add_evidence(by=cast.an, participant=cast.a, criteria=["1.3"], file=file)
    rename_unit(
        by=cast.quyen, unit=cast.unit_a, name="Sở Mới", date=dt.date(2016, 10, 1), document="QĐ"
    )
    pages = first_half(cast, 1)
    triggers.remove()
    CampaignDocument.objects.update(file=file)
    # The intake closes on 21/11: nobody is waited for longer.
    Extension.objects.update(before=dt.date(2016, 11, 21))
    LatenessDecision.objects.create(
        participant=cast.b, verdict="accepted", reason="x", document="x", decided_by=cast.hoa,
        decided_at=clock.now(),
    )  # fmt: skip
    judged(cast, 1, first=1)
    ask(cast)
    Clarification.objects.update(answer="Sổ", answered_by=cast.an, answered_at=clock.now())
    visit = SiteVisit.objects.create(
        participant=cast.a, planned_on=dt.date(2016, 11, 22), purpose="x", planned_by=cast.chi
    )
    visit.team.add(cast.chi)
    pages += appraisers_pages(cast)
    pages += publish(cast)
    Appeal.objects.create(
        participant=cast.a, criterion="1.2", text="x", by=cast.binh, at=clock.now()
    )
    results.plan_remedy(
        by=cast.an, participant=cast.a, criterion_id="1.2", measure="x", due=dt.date(2017, 5, 1)
    )
    form, sent = f"/phieu/{cast.a.pk}", f"/phieu/{cast.b.pk}"
    appeal = Appeal.objects.get().pk
    return [
        *pages,
        *(Listed(cast.binh, f"{form}/{each}") for each in ("soat/", "bien-nhan/", "khac-phuc/")),
        *(Listed(cast.hoa, f"{sent}/{each}") for each in ("tiep-nhan/", "nghi-van/", "nhat-ky/")),
        Listed(cast.quyen, f"/don-vi/{cast.unit_a.pk}/"),
        Listed(cast.quyen, f"/don-vi/{cast.unit_a.pk}/sap-xep/"),
        Listed(cast.quyen, "/don-vi/nhap/"),
        Listed(cast.quyen, "/don-vi/loai/"),
        Listed(cast.an, "/nhan-su/"),
        Listed(cast.hoa, "/tao-dot/"),
        *(Listed(cast.hoa, f"/dot/thanh-hoa-2016/{each}/") for each in ("chep", "sua-doi")),
        Listed(cast.hoa, "/dot/thanh-hoa-2016/chep/?regulation=thanh-hoa/2016-4289@2017"),
        Listed(cast.hoa, "/dot/thanh-hoa-2016/tieu-chi/"),
        Listed(cast.hoa, f"/dot/thanh-hoa-2016/kien-nghi/{appeal}/"),
    ]


def test_every_text_column_has_its_decision() -> None:
    missing, gone = undecided()
    assert (missing, gone) == (set(), set()), "decide in tests/journeys/planted.py"


def logged_in(browser: Browser, served: str, who: User, found: list[str]) -> Visitor:
    """Somebody's own browser; a dialog in it is a finding."""
    visitor = Visitor(browser, served)
    session = log_in(who).cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    visitor.page.on("dialog", lambda dialog: found.append(f"said {dialog.message}"))
    return visitor


def test_a_script_in_an_imported_cell_is_named_and_not_run(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    found: list[str] = []
    visitor = logged_in(browser, served, make_cast().quyen, found)
    table = tmp_path / "don-vi.csv"
    cell = payload("cell", None).replace('"', '""')
    table.write_text("code,name,kind,parent\n" + f'"{cell}","{cell}","{cell}","{cell}"\n', "utf-8")
    page = visitor.open("/don-vi/nhap/")
    page.locator("main input[type=file]").set_input_files(table)
    with page.expect_navigation():
        page.locator("main form button").last.click()
    assert payload("cell", None) in page.locator("main").inner_text()
    assert page.locator(ELEMENTS).count() == 0
    assert (found, visitor.complaints) == ([], [])


def test_a_script_that_was_written_somewhere_runs_nowhere(browser: Browser, served: str) -> None:
    pages = whole_year(make_cast())
    marks = plant()
    found: list[str] = []
    seen: set[str] = set()
    visitors: dict[int, Visitor] = {}
    for each in pages:
        if each.path.endswith((".csv", ".json")):
            continue
        if each.who.pk not in visitors:
            visitors[each.who.pk] = logged_in(browser, served, each.who, found)
        visitor = visitors[each.who.pk]
        answer = visitor.page.goto(served + each.path)
        assert answer is not None
        found += [f"{each.path}: {answer.status}"] * (answer.status != 200)
        taken = visitor.page.locator(ELEMENTS).count()
        found += [f"{each.path}: {taken} payloads are elements"] * bool(taken)
        found += [f"{each.path}: {said}" for said in visitor.complaints]
        visitor.complaints.clear()
        source = answer.text()
        seen |= {mark for mark in marks if mark in source}
    assert not found, "\n".join(found)
    unseen = [column for mark, column in marks.items() if mark not in seen]
    assert not unseen, f"on no page that was opened: {', '.join(unseen)}"
