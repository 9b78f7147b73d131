"""Ids of somebody else's things inside one's own addresses, and what stands around every page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.web.cast import holds, log_in, person
from tests.web.permissions.asking import HIDDEN, LOG_IN, address_of, verdict
from tests.web.permissions.pages_table import LIBRARY_PAGES, PAGES
from tests.web.permissions.payloads import Case
from tests.web.permissions.people import A, E, Scene, make_scene
from tests.web.shared.test_policy import patterns
from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.assessments.models import EvidenceItem, Receipt
from xephang_web.audit.models import Record
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.models import Campaign, CampaignDocument, Participant, Question
from xephang_web.campaigns.roster import add_participants
from xephang_web.organisations.models import Unit
from xephang_web.shared.errors import NotAllowed


@pytest.fixture
def scene(db: None) -> Scene:
    """Everybody, with both forms as drafts."""
    return make_scene("draft")


def item_of(scene: Scene, form: str) -> EvidenceItem:
    """The file among the evidence of a form."""
    listed = EvidenceItem.objects.filter(assessment__participant=scene.form(form))
    return listed.exclude(file=None).get()


def campaign_elsewhere(scene: Scene) -> Campaign:
    """A campaign of another province, with one unit, a question, a paper and a receipt."""
    by = scene.users["the standing office of another province"]
    head = scene.users["a head in another province"]
    assert by is not None
    assert head is not None
    unit = Unit.objects.get(code="K.A")
    made = campaigns.create_campaign(
        by=by,
        slug="dot-khac",
        title="Đợt khác",
        regulation=scene.cast.campaign.regulation,
        standing_office=Unit.objects.get(code="K.TT"),
    )
    (place,) = add_participants(by=by, campaign=made, units=[unit], group="so")
    campaigns.open_campaign(by=by, campaign=made)
    campaigns.ask_question(by=head, campaign=made, unit=unit, text="Câu hỏi của tỉnh khác")
    paper = item_of(scene, E).file
    CampaignDocument.objects.create(campaign=made, kind="letter", title="Giấy khác", file=paper)
    Receipt.objects.create(
        participant=place, channel="paper", stamped_on="2016-11-01",
        recorded_by=by, recorded_at=made.created_at,
    )  # fmt: skip
    return made


Send = tuple[str, str, dict[str, Any] | None]
"""Who asks, which address, and what is posted (None: only looked at)."""


def foreign_ids(scene: Scene) -> dict[str, Send]:
    """Requests to one's own objects that name a thing of somebody else's."""
    campaign_elsewhere(scene)
    form, slug = scene.form(A).pk, scene.cast.campaign.slug
    theirs = item_of(scene, E)
    elsewhere = Participant.objects.get(campaign__slug="dot-khac")
    question = Question.objects.get(text="Câu hỏi của tỉnh khác")
    paper = CampaignDocument.objects.get(title="Giấy khác")
    receipt = Receipt.objects.get(participant=elsewhere)
    held = Appointment.objects.get(user=scene.cast.giang)
    office, unit = "the standing office", "a focal person of A"
    return {
        "another unit's file": (unit, f"/phieu/{form}/tep/{theirs.file_id}/", None),
        "another unit's evidence": (unit, f"/phieu/{form}/bo-minh-chung/{theirs.pk}/", {}),
        "another campaign's paper": (office, f"/dot/{slug}/van-ban/{paper.pk}/tep/", None),
        "another campaign's question": (
            office, f"/dot/{slug}/vuong-mac/", {"question": str(question.pk), "answer": "x"},
        ),
        "another form's receipt": (
            office, f"/phieu/{form}/tiep-nhan/",
            {"receipt": str(receipt.pk), "complete": "no", "note": "x"},
        ),
        "another campaign's unit to exempt": (
            office, f"/dot/{slug}/thanh-phan/",
            {"act": "exempt", "participant": str(elsewhere.pk), "reason": "x", "document": "x"},
        ),
        "another campaign's unit to extend": (
            office, f"/dot/{slug}/lich/",
            {
                "milestone": "nop-so-lieu", "before": "30/11/2016", "document": "x",
                "reason": "x", "participant": str(elsewhere.pk),
            },
        ),
        "another campaign's unit to remind": (
            office, f"/dot/{slug}/nhac/", {"unit": str(elsewhere.pk)},
        ),
        "another unit's role": (
            "the head of A", f"/nhan-su/{scene.cast.unit_a.pk}/",
            {"act": "end", "appointment": str(held.pk)},
        ),
        "another province's office": (
            office, "/tao-dot/",
            {"title": "x", "office": "K.TT", "regulation": "thanh-hoa/2016-4289@2016"},
        ),
    }  # fmt: skip


@pytest.fixture
def foreign(scene: Scene) -> dict[str, Send]:
    """The requests of `foreign_ids`."""
    return foreign_ids(scene)


def writes(scene: Scene, sent: Send) -> list[str]:
    """What a request did to anything: the acts recorded; or that it was answered at all."""
    who, address, data = sent
    user = scene.users[who]
    assert user is not None
    before = Record.objects.count()
    client = log_in(user)
    answer = client.get(address) if data is None else client.post(address, data)
    for close in getattr(answer, "_resource_closers", []):
        close()
    acts = list(Record.objects.order_by("position").values_list("act", flat=True)[before:])
    return acts or (["shown"] if data is None and answer.status_code == 200 else [])


def test_a_foreign_id_in_ones_own_address_reaches_nothing(
    scene: Scene, foreign: dict[str, Send]
) -> None:
    assert {name: done for name, each in foreign.items() if (done := writes(scene, each))} == {}


def test_the_same_ids_in_their_own_addresses_reach_what_they_name(
    scene: Scene, foreign: dict[str, Send]
) -> None:
    """What the test above does not reach is there, and reached by those whose it is."""
    form, item = scene.form(E).pk, item_of(scene, E)
    own = {
        "another unit's file": ("a focal person of E", f"/phieu/{form}/tep/{item.file_id}/", None),
        "another campaign's question": (
            "the standing office of another province",
            "/dot/dot-khac/vuong-mac/",
            foreign["another campaign's question"][2],
        ),
    }
    assert all(writes(scene, each) for each in own.values())


def test_a_request_without_the_pages_token_is_refused_everywhere(scene: Scene) -> None:
    """A link on another site acts for nobody."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    office = scene.cast.hoa
    client.force_login(office, backend="allauth.account.auth_backends.AuthenticationBackend")
    case = Case(scene.cast, scene.form(A), office)
    acting = {each.name: address_of(each, case) for each in PAGES if each.act}
    answers = {name: client.post(address).status_code for name, address in acting.items()}
    assert {name: status for name, status in answers.items() if status != 403} == {}


def test_who_needs_a_second_factor_and_has_none_comes_to_no_page(scene: Scene) -> None:
    user = holds(person("Chưa Mã", is_demo=False), Role.HEAD, scene.cast.unit_a)
    client = log_in(user)
    case = Case(scene.cast, scene.form(A), user)
    for page in [each for each in PAGES if each.name != "set_language"]:
        address = address_of(page, case)
        answer = client.post(address) if page.see is None else client.get(address)
        if not page.gate & {"everybody", "person"}:
            assert answer.status_code == 404, page.name
            continue
        assert answer.status_code == 302, page.name
        assert answer["Location"] == reverse("mfa_index"), page.name


def library_address(route: str) -> str:
    """A library's address with arguments that fit its route."""
    made = route.replace("^", "").replace("$", "").replace("<int:pk>", "1")
    for group in (r"(?P<key>[-:\w]+)", r"(?P<uidb36>[0-9A-Za-z]+)", r"(?P<key>.+)"):
        made = made.replace(group, "x")
    return "/" + made.replace(r"(?P<provider_id>[^/]+)", "khong-co")


def library_verdicts(user: User | None) -> dict[str, str]:
    """Each address of the libraries → how somebody is answered there."""
    found = {}
    for route, each in patterns(get_resolver()):
        if route.startswith("tai-khoan/"):
            client = log_in(user) if user else Client(raise_request_exception=False)
            answer = client.get(library_address(route))
            found[each.name or route] = verdict(answer)  # type: ignore[arg-type]
    return found


OF_OTHERS_OR_NOT_SET_UP = {
    "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    "openid_connect_login", "openid_connect_callback",
}  # fmt: skip
"""Answered as not there: a key that is not one's own, codes not made yet, no such provider."""


def test_pages_of_libraries_are_open_to_whom_the_table_says(scene: Scene) -> None:
    visitor, user = library_verdicts(None), library_verdicts(scene.cast.an)
    assert set(visitor) == set(LIBRARY_PAGES)
    for name, who in LIBRARY_PAGES.items():
        if who == "nobody":
            assert (visitor[name], user[name]) == (HIDDEN, HIDDEN), name
        elif who == "person":
            assert visitor[name] == LOG_IN, name
            assert user[name] != LOG_IN, name
            assert user[name] != HIDDEN or name in OF_OTHERS_OR_NOT_SET_UP, name
        else:
            assert visitor[name] != HIDDEN or name in OF_OTHERS_OR_NOT_SET_UP, name
    failed = [each for each in (*visitor.values(), *user.values()) if each.startswith("status 5")]
    assert failed == []


QUESTION = "Câu hỏi chỉ của đơn vị và cơ quan thường trực"


@pytest.mark.parametrize(
    ("who", "is_shown"),
    [
        ("the head of E", True),
        ("the standing office", True),
        ("the auditor", True),
        ("a focal person of D, above E", False),
        ("an appraiser", False),
    ],
)
def test_a_question_is_read_by_its_unit_and_the_office_in_the_record_too(
    scene: Scene, who: str, is_shown: bool
) -> None:
    cast = scene.cast
    campaigns.ask_question(by=cast.en, campaign=cast.campaign, unit=cast.unit_e, text=QUESTION)
    user = scene.users[who]
    assert user is not None
    client = log_in(user)
    for address in (f"/phieu/{scene.form(E).pk}/nhat-ky/", "/dot/thanh-hoa-2016/vuong-mac/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert (QUESTION in answer.content.decode()) is is_shown, address


def test_an_office_founds_campaigns_for_itself_alone(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        campaigns.create_campaign(
            by=scene.cast.hoa,
            slug="cua-nguoi-khac",
            title="x",
            regulation=scene.cast.campaign.regulation,
            standing_office=Unit.objects.get(code="K.TT"),
        )
