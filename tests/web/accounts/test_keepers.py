"""Who keeps the system: the first administrator, and roles that belong to no unit."""

from __future__ import annotations

import datetime as dt
import io
import re
from http import HTTPStatus

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from tests.web.cast import Cast, holds, log_in, make_cast, person
from xephang_web.accounts.models import Appointment, Invitation, Role, User
from xephang_web.accounts.queries import today
from xephang_web.audit.models import Record

ADDRESS = "/nhan-su/he-thong/"
PASSWORD = "mot mat khau rat dai 2026"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def found(monkeypatch: pytest.MonkeyPatch, password: str, *words: str) -> str:
    """What the command says, with a password on its standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    out = io.StringIO()
    call_command("create_administrator", *words, "--password-stdin", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_new_installation_gets_its_first_administrator_who_then_sets_up_a_second_factor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not User.objects.exists()
    said = found(monkeypatch, PASSWORD, "Quyen@T.example", "Quyên Quản trị")
    assert "quyen@t.example administers the system" in said
    record = Record.objects.get(act="appointment.given")
    assert "administrator" in record.data
    browser = Client()
    answer = browser.post(
        "/tai-khoan/login/", {"login": "quyen@t.example", "password": PASSWORD}, follow=True
    )
    assert answer.status_code == HTTPStatus.OK
    assert browser.session["_auth_user_id"] == str(User.objects.get().pk)
    assert answer.request["PATH_INFO"] == "/tai-khoan/2fa/", (
        "the second factor comes before anything else"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "words", "why"),
    [
        (PASSWORD, ("no address", "Quyên"), "địa chỉ"),
        (PASSWORD, ("q@t.example", "  "), "họ tên"),
        ("123", ("q@t.example", "Quyên"), "."),
        ("", ("q@t.example", "Quyên"), "."),
    ],
)
def test_a_first_administrator_who_cannot_be_is_not_made(
    monkeypatch: pytest.MonkeyPatch, password: str, words: tuple[str, ...], why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        found(monkeypatch, password, *words)
    assert not User.objects.exists()
    assert not Record.objects.exists()


def test_a_second_administrator_is_made_on_the_server_only_if_asked_for(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="Đã có quản trị viên"):
        found(monkeypatch, PASSWORD, "moi@t.example", "Mới")
    with pytest.raises(CommandError, match="Đã có tài khoản"):
        found(monkeypatch, PASSWORD, cast.an.email, "Mới", "--another")
    assert "moi@t.example" in found(monkeypatch, PASSWORD, "moi@t.example", "Mới", "--another")


@pytest.mark.django_db
def test_there_are_no_superusers() -> None:
    with pytest.raises(CommandError, match="create_administrator"):
        call_command("createsuperuser")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_an_administrator_invites_who_audits_and_who_administers(
    cast: Cast, role: Role, django_capture_on_commit_callbacks: object
) -> None:
    keeper = log_in(cast.quyen)
    said = {"act": "invite", "role": role.value, "email": "moi@t.example", "full_name": "Mới"}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert keeper.post(ADDRESS, {**said, "document": "7/QĐ"}).status_code == HTTPStatus.FOUND
    link = re.search(r"/loi-moi/[^/]+/", str(mail.outbox[0].body))
    assert link is not None
    Client().post(link[0], {"password": PASSWORD})
    held = Appointment.objects.get(user__email="moi@t.example")
    assert (held.role, held.unit, held.document) == (role.value, None, "7/QĐ")
    page = keeper.get(ADDRESS).content.decode()
    assert "moi@t.example" in page
    assert "7/QĐ" in page
    assert keeper.post(ADDRESS, {"act": "end", "appointment": held.pk}).status_code == 302
    held.refresh_from_db()
    assert held.ends == today()


def test_the_last_administrator_stays_and_nobody_else_gives_such_roles(cast: Cast) -> None:
    last = Appointment.objects.get(user=cast.quyen)
    answer = log_in(cast.quyen).post(ADDRESS, {"act": "end", "appointment": last.pk})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "quản trị viên cuối cùng" in answer.content.decode()
    said = {"act": "invite", "role": "auditor", "email": "moi@t.example", "full_name": "Mới"}
    for who in (cast.hoa, cast.binh, cast.minh, cast.khanh):
        assert log_in(who).get(ADDRESS).status_code == HTTPStatus.NOT_FOUND
        assert log_in(who).post(ADDRESS, said).status_code == HTTPStatus.NOT_FOUND
    wrong = log_in(cast.quyen).post(ADDRESS, {**said, "role": "head"})
    assert wrong.status_code == HTTPStatus.BAD_REQUEST
    assert not Invitation.objects.exists()


def test_a_role_is_given_from_a_day_on_by_a_document(cast: Cast) -> None:
    """3.3: for a time. Before that day it is shown and not held."""
    address = f"/nhan-su/{cast.unit_a.pk}/"
    said = {"act": "invite", "role": "focal_person", "email": "moi@t.example", "full_name": "Mới"}
    begins = today() + dt.timedelta(days=30)
    day = {"starts": begins.strftime("%d/%m/%Y"), "document": "8/QĐ"}
    ends = {"ends": (begins - dt.timedelta(days=1)).strftime("%d/%m/%Y")}
    wrong = log_in(cast.binh).post(address, {**said, **day, **ends})
    assert wrong.status_code == HTTPStatus.BAD_REQUEST
    past = {"starts": (today() - dt.timedelta(days=1)).strftime("%d/%m/%Y")}
    assert log_in(cast.binh).post(address, {**said, **past}).status_code == HTTPStatus.BAD_REQUEST
    assert not Invitation.objects.exists()
    assert log_in(cast.binh).post(address, {**said, **day}).status_code == HTTPStatus.FOUND
    made = Invitation.objects.get()
    assert (made.starts, made.document) == (begins, "8/QĐ")


def test_ones_own_roles_lead_nowhere_that_one_may_not_go(cast: Cast) -> None:
    """An appraiser's unit is named, without a link to a page that is not theirs."""
    page = log_in(cast.chi).get("/nhan-su/").content.decode()
    assert cast.office.name in page
    assert f"/nhan-su/{cast.office.pk}/" not in page
    assert f"/nhan-su/{cast.unit_a.pk}/" in log_in(cast.an).get("/nhan-su/").content.decode()
    assert ADDRESS in log_in(cast.quyen).get("/nhan-su/").content.decode()
    assert ADDRESS not in page


def test_the_last_administrator_who_can_log_in_stays(cast: Cast) -> None:
    """A closed account keeps nothing."""
    other = holds(person("Sơn"), Role.ADMINISTRATOR)
    User.objects.filter(pk=other.pk).update(is_active=False)
    last = Appointment.objects.get(user=cast.quyen)
    answer = log_in(cast.quyen).post(ADDRESS, {"act": "end", "appointment": last.pk})
    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_a_role_that_was_ended_before_its_first_day_is_over_once_for_all(cast: Cast) -> None:
    begins = today() + dt.timedelta(days=30)
    coming = Appointment.objects.create(user=cast.an, role=Role.AUDITOR, starts=begins)
    keeper = log_in(cast.quyen)
    assert begins.strftime("%d/%m/%Y") in log_in(cast.an).get("/nhan-su/").content.decode()
    end = {"act": "end", "appointment": coming.pk}
    assert keeper.post(ADDRESS, end).status_code == HTTPStatus.FOUND
    assert keeper.post(ADDRESS, end).status_code == HTTPStatus.BAD_REQUEST
    assert Record.objects.filter(act="appointment.ended").count() == 1
    assert begins.strftime("%d/%m/%Y") not in log_in(cast.an).get("/nhan-su/").content.decode()
