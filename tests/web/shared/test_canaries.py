"""What a unit wrote is seen by nobody whom it does not concern: canaries in its every text."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.web.cast import Cast, log_in
from tests.web.shared.test_policy import addresses
from xephang_web.assessments import services as forms
from xephang_web.assessments.models import EvidenceItem
from xephang_web.assessments.views import filling, sending
from xephang_web.campaigns import queries, services
from xephang_web.campaigns.models import Participant
from xephang_web.evidence.services import receive_file

CANARY = "chimhoangyen"


def plant(cast: Cast) -> None:
    """Put the canary into everything that unit A's people can write."""
    common: dict[str, Any] = {"by": cast.an, "participant": cast.a, "criterion_id": "1.3"}
    forms.save_answers(**common, values={"answer": "yes"})
    forms.save_answers(
        by=cast.an, participant=cast.a, criterion_id="contact", values={"post": f"{CANARY} 1"}
    )
    forms.save_note(**common, texts={"narrative": f"{CANARY} 2", "explanation": f"{CANARY} 3"})
    forms.add_comment(**common, text=f"{CANARY} 4")
    upload = SimpleUploadedFile(f"{CANARY}.txt", f"{CANARY} 5".encode())
    stored = receive_file(by=cast.an, unit=cast.unit_a, upload=upload)
    forms.add_evidence(by=cast.an, participant=cast.a, criteria=["1.3"], file=stored)
    forms.add_evidence(
        by=cast.an, participant=cast.a, criteria=["1.3"], url=f"https://{CANARY}.example/"
    )
    services.ask_question(by=cast.an, campaign=cast.campaign, unit=cast.unit_a, text=f"{CANARY} 6")
    forms.submit_assessment(by=cast.binh, participant=cast.a)


def said(answer: HttpResponse) -> str:
    """Everything an answer says, its heads included."""
    streaming = getattr(answer, "streaming_content", None)
    body = b"".join(streaming) if streaming is not None else answer.content
    for close in getattr(answer, "_resource_closers", []):
        close()
    return str(answer.headers) + body.decode(errors="replace")


def leaks(cast: Cast, who: str) -> list[str]:
    """Addresses at which somebody sees the canary."""
    client = log_in(getattr(cast, who))
    item = EvidenceItem.objects.exclude(file=None).get()
    places = Participant.objects.values_list("pk", flat=True)
    own = [f"/phieu/{each}/tep/{item.file_id}/" for each in places]
    found = [*addresses(cast), *own, "/don-vi/?tim=a", "/dot/thanh-hoa-2016/tien-do/"]
    return [address for address in found if CANARY in said(client.get(address))]  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["giang", "dao", "en", "khanh", "quyen"])
def test_nobody_whom_it_does_not_concern_sees_what_a_unit_wrote(cast: Cast, who: str) -> None:
    plant(cast)
    assert leaks(cast, who) == []


def test_the_units_own_people_see_it(cast: Cast) -> None:
    plant(cast)
    assert len(leaks(cast, "an")) >= 5


@pytest.mark.parametrize("who", ["hoa", "chi", "minh"])
def test_what_colleagues_say_among_themselves_stays_among_them(cast: Cast, who: str) -> None:
    plant(cast)
    client = log_in(getattr(cast, who))
    for page in ("trao-doi/1.3", "nhat-ky", "muc/1", "soat"):
        answer = client.get(f"/phieu/{cast.a.pk}/{page}/")
        assert f"{CANARY} 4" not in said(answer)  # type: ignore[arg-type]
    assert f"{CANARY} 4" in said(
        log_in(cast.an).get(f"/phieu/{cast.a.pk}/trao-doi/1.3/")  # type: ignore[arg-type]
    )


def test_a_form_that_is_reached_without_asking_is_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(cast)
    every = lambda _user, pk: Participant.objects.get(pk=pk)  # noqa: E731
    for module in (queries, filling, sending):
        monkeypatch.setattr(module, "reach_participant", every)
    assert leaks(cast, "giang")
