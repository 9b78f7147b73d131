"""What must never be public: typed words, people, files, and figures of restricted units."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.cast import Cast
from tests.web.results.published import PARTS, SLUG, correct, publish, to_approval
from tests.web.second_half import NOT_SURVEYED, campaign_of
from xephang.campaign import Campaign as CoreCampaign
from xephang.package import verify
from xephang.results import assess
from xephang_web.accounts.models import User
from xephang_web.assessments import services as forms
from xephang_web.campaigns.queries import regulation_of
from xephang_web.evidence.services import receive_file
from xephang_web.results.models import ScoringRun
from xephang_web.results.redaction import HELD, LEFT_OUT, redact, typed_words
from xephang_web.results.runs import figures

CANARY = "KHONG-DUOC-LO"
FIGURE = "73119"


def everything_public(client: Client) -> dict[str, str]:
    """Every public address of the campaign, in both languages, with what it says."""
    found = {}
    addresses = ["/cong-bo/", "/cong-bo/kiem-tra/"]
    for version in (1, 2):
        base = f"/cong-bo/{SLUG}/{version}/"
        more = ("T.B/", "T.D/", "thay-doi/", "?bang=bang-2", "?muc=1", "quy-dinh/?nhom=huyen")
        addresses += [base + part for part in (*PARTS, *more)]
    for language in ("vi", "en"):
        client.cookies["django_language"] = language
        for address in addresses:
            answer = client.get(address)
            if answer.status_code == HTTPStatus.OK:
                found[f"{language} {address}"] = answer.content.decode()
    return found


def test_no_typed_word_person_file_or_restricted_figure_is_in_anything_public(
    cast: Cast, client: Client
) -> None:
    """PHT-1: police and military are ranked, and their figures are not public."""
    cast.unit_b.is_restricted = True
    cast.unit_b.save()
    for participant, by in ((cast.a, cast.an), (cast.b, cast.giang)):
        forms.save_answers(
            by=by,
            participant=participant,
            criterion_id="contact",
            values={"post": f"{CANARY} {participant.unit.code}"},
        )
    # B's line is the broadest by far: what A has is measured by it.
    staff = {"staff": "50"}
    forms.save_answers(by=cast.an, participant=cast.a, criterion_id="general", values=staff)
    forms.save_answers(by=cast.giang, participant=cast.b, criterion_id="general", values=staff)
    lines = ((cast.a, cast.an, "41000"), (cast.b, cast.giang, FIGURE))
    for participant, by, fibre in lines:
        forms.save_answers(
            by=by,
            participant=participant,
            criterion_id="1.4",
            values={"fibre": fibre, "copper": "0"},
        )
    pdf = SimpleUploadedFile(f"{CANARY}.txt", b"bang chung")
    receive_file(by=cast.an, unit=cast.unit_a, upload=pdf)
    to_approval(cast)
    published = publish(cast)
    assert published.left_out == "T.B"
    assert verify(published.open_content.encode(), printed_digest=published.open_digest) is None
    correct(cast)
    pages = everything_public(client)
    assert any(address.endswith("thay-doi/") for address in pages)
    people = [each for user in User.objects.all() for each in (user.email,)]
    for address, content in pages.items():
        assert CANARY not in content, address
        assert FIGURE not in content, address
        assert not [each for each in people if each in content], address
    package = json.loads(published.open_content)
    assert package["campaign"]["answers"]["T.A"]["contact"] == {"post": LEFT_OUT}
    given = package["campaign"]["answers"]["T.B"]
    assert not [fields for fields in given.values() if fields], "no field of a restricted unit"


def test_a_restricted_unit_that_is_the_best_of_its_block_does_not_bar_publication(
    cast: Cast,
) -> None:
    cast.unit_b.is_restricted = True
    cast.unit_b.save()
    for participant, by, fibre in ((cast.a, cast.an, "10"), (cast.b, cast.giang, FIGURE)):
        forms.save_answers(
            by=by, participant=participant, criterion_id="general", values={"staff": "50"}
        )
        forms.save_answers(
            by=by,
            participant=participant,
            criterion_id="1.4",
            values={"fibre": fibre, "copper": "0"},
        )
    to_approval(cast)
    run = ScoringRun.objects.first()
    assert run is not None
    core = CoreCampaign.model_validate(json.loads(run.content)["campaign"])
    regulation = regulation_of(campaign_of(cast))
    full = assess(regulation, core)
    open_campaign, restricted = redact(regulation, core)
    assert restricted == ["T.B"]
    assert figures(assess(regulation, open_campaign)) == figures(full)
    held = [each for each in open_campaign.overrides if each.reason == HELD]
    assert [(each.unit, each.criterion) for each in held] == [("T.A", "1.4")]
    before = full.units["T.A"].score
    assert before is not None
    outcome = before.form.find("1.4")
    assert outcome is not None
    assert held[0].points == outcome.points


def test_who_confirms_the_redaction_can_read_every_official_sentence_that_stays(
    cast: Cast,
) -> None:
    to_approval(cast)
    run = ScoringRun.objects.first()
    assert run is not None
    core = CoreCampaign.model_validate(json.loads(run.content)["campaign"])
    open_campaign, _restricted = redact(regulation_of(campaign_of(cast)), core)
    told = [each for each in typed_words(open_campaign) if each[2] != NOT_SURVEYED]
    assert told == [("T.A", "1.3", "chỉ nối được một phần")]


@pytest.mark.parametrize("given", [{}, {"1.2": {"numerator": "30", "denominator": "0"}}])
def test_a_restricted_unit_that_waits_for_a_person_does_not_bar_publication(
    cast: Cast, given: dict[str, dict[str, str]]
) -> None:
    cast.unit_b.is_restricted = True
    cast.unit_b.save()
    to_approval(cast)
    run = ScoringRun.objects.first()
    assert run is not None
    sealed = CoreCampaign.model_validate(json.loads(run.content)["campaign"])
    core = sealed.model_copy(update={"answers": {**sealed.answers, "T.B": given}, "overrides": ()})
    regulation = regulation_of(campaign_of(cast))
    full = assess(regulation, core)
    open_campaign, _restricted = redact(regulation, core)
    opened = assess(regulation, open_campaign)
    assert opened.units["T.B"].verdict == full.units["T.B"].verdict == "pending"
    assert "T.B" not in open_campaign.answers
    others = [{u: f for u, f in figures(each).items() if u != "T.B"} for each in (opened, full)]
    assert others[0] == others[1]
