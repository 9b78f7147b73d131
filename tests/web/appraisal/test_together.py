"""Accepting together: only after a look at the list, each recorded, nothing that is odd."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.appraisal.test_effects import reference
from tests.web.cast import Cast, holds, log_in, person
from tests.web.second_half import send_all
from xephang_web.accounts.models import Role
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Finding
from xephang_web.assessments.models import CriterionNote
from xephang_web.assessments.pages import is_elsewhere
from xephang_web.audit.models import Record


@pytest.fixture
def sent(cast: Cast) -> Cast:
    """The cast with every form sent, and a reason beside what has no evidence."""
    send_all(cast)
    for participant in (cast.a, cast.b):
        for criterion in ("1.2", "1.3"):
            CriterionNote.objects.get_or_create(
                assessment=participant.assessment,
                criterion=criterion,
                defaults={"narrative": "Có sổ theo dõi."},
            )
    return cast


def address(cast: Cast) -> str:
    """The list of A's form."""
    return f"/tham-dinh/{cast.a.pk}/gop/"


def opened(browser: Client, cast: Cast) -> tuple[str, list[str]]:
    """The receipt of the list, and the criteria on it."""
    text = browser.get(address(cast)).content.decode()
    receipt = re.search(r'name="opened" value="([^"]+)"', text)
    assert receipt is not None
    return receipt[1], re.findall(r'name="criterion" value="([^"]+)"', text)


def test_the_list_shows_claim_reference_and_last_year_before_anything_is_accepted(
    sent: Cast,
) -> None:
    reference(sent, "T.A,40")
    text = log_in(sent.chi).get(address(sent)).content.decode()
    for words in ("Tự chấm", "Đối chiếu", "Năm trước", "40", "80,00 %"):
        assert words in text
    assert not Finding.objects.exists()


def test_each_accepted_criterion_is_a_finding_and_a_record_of_its_own(sent: Cast) -> None:
    browser = log_in(sent.chi)
    receipt, listed = opened(browser, sent)
    assert "1.2" in listed
    records = Record.objects.filter(act="finding.appraisal").count()
    answer = browser.post(address(sent), {"opened": receipt, "criterion": ["1.2", "1.3"]})
    assert answer.status_code == 302
    made = Finding.objects.filter(participant=sent.a)
    assert {each.criterion for each in made} == {"1.2", "1.3"}
    assert all(each.is_bulk and each.verdict == Finding.Verdict.ACCEPT for each in made)
    assert Record.objects.filter(act="finding.appraisal").count() == records + 2


def test_nobody_accepts_a_list_that_they_have_not_opened(sent: Cast) -> None:
    browser = log_in(sent.chi)
    other = log_in(holds(person("Tú"), Role.APPRAISER, sent.office))
    receipt, _listed = opened(other, sent)
    for given in ("", "bia", receipt, receipt[:-2]):
        answer = browser.post(address(sent), {"opened": given, "criterion": "1.2"})
        assert answer.status_code == 409
        assert "Hãy mở danh sách" in answer.content.decode()
    assert not Finding.objects.exists()


def test_a_list_that_has_changed_since_is_looked_at_again(sent: Cast) -> None:
    browser = log_in(sent.chi)
    receipt, _listed = opened(browser, sent)
    reference(sent, "T.A,10")
    answer = browser.post(address(sent), {"opened": receipt, "criterion": "1.3"})
    assert answer.status_code == 409
    assert "Danh sách đã đổi" in answer.content.decode()
    assert not Finding.objects.exists()


def test_what_differs_or_lacks_evidence_is_never_taken_along(sent: Cast) -> None:
    reference(sent, "T.A,10")
    browser = log_in(sent.chi)
    receipt, listed = opened(browser, sent)
    assert "1.2" not in listed
    answer = browser.post(address(sent), {"opened": receipt, "criterion": ["1.3", "1.2"]})
    assert answer.status_code == 400
    assert not Finding.objects.exists(), "nothing of the list is half accepted"
    CriterionNote.objects.filter(assessment=sent.a.assessment).update(narrative="")
    _receipt, listed = opened(browser, sent)
    assert "1.3" not in listed, "evidence is asked for, and there is neither that nor a reason"


def test_only_who_appraises_the_form_sees_the_list(sent: Cast, client: Client) -> None:
    assert client.get(address(sent)).status_code == 302
    for stranger in (sent.an, sent.giang, sent.dao):
        assert log_in(stranger).get(address(sent)).status_code == 404
        assert log_in(stranger).post(address(sent)).status_code == 404


def test_what_the_unit_does_not_claim_is_given_points_and_not_accepted(sent: Cast) -> None:
    """Two keys must not give a unit nought: somebody writes the points, and why."""
    ledger = read_ledger(sent.a)
    criterion = next(each for each in ledger.to_judge if is_elsewhere(each))
    desk = f"/tham-dinh/{sent.a.pk}/{criterion.id}/"
    browser = log_in(sent.chi)
    answer = browser.post(desk, {"verdict": "accept", "seen": "0"})
    assert answer.status_code == 400
    assert "Đơn vị không tự chấm tiêu chí này" in answer.content.decode()
    assert not Finding.objects.exists()
    given = {"verdict": "adjust", "points": "1", "basis": ["site_visit"], "reason": "Đã khảo sát"}
    assert browser.post(desk, {**given, "seen": "0"}).status_code == 302
    assert Finding.objects.get().criterion == criterion.id
