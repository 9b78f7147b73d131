"""Two writers at the same moment: one goes through, the other hears of it; nothing is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.at_once import at_once
from tests.web.cast import Cast, holds, log_in, person
from xephang.canonical import digest
from xephang_web.accounts.models import Role, User
from xephang_web.assessments import services
from xephang_web.assessments.models import Answer, Assessment, Receipt, Submission
from xephang_web.assessments.queries import read_form
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_chain

ROUNDS = 4


def colleague(cast: Cast) -> User:
    """A second focal person of unit A."""
    return holds(person("Oanh"), Role.FOCAL_PERSON, cast.unit_a)


def saves(client: Client, cast: Cast, value: int, version: int) -> tuple[int, str]:
    """Status and page after somebody saves a numerator, having seen a version of it."""
    answer = client.post(
        f"/phieu/{cast.a.pk}/luu/1.2/",
        {"numerator": str(value), "v.numerator": str(version)},
        headers={"HX-Request": "true"},
    )
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("has_begun", [True, False])
def test_of_two_writers_one_wins_and_the_other_sees_both_values(
    transactional_cast: Cast, *, has_begun: bool
) -> None:
    cast = transactional_cast
    one, other = log_in(cast.an), log_in(colleague(cast))
    version = 0
    if has_begun:
        assert saves(one, cast, 111, 0)[0] == 200
        version = 1
    for each in range(ROUNDS):
        mine, theirs = 2000 + each, 3000 + each
        results = at_once(
            lambda mine=mine, seen=version: saves(one, cast, mine, seen),  # type: ignore[misc]
            lambda theirs=theirs, seen=version: saves(other, cast, theirs, seen),  # type: ignore[misc]
        )
        assert sorted(status for status, _page in results) == [200, 409], results
        kept = Answer.objects.get(criterion="1.2", field="numerator")
        assert kept.version == version + 1
        won = [
            value for value, result in zip((mine, theirs), results, strict=True) if result[0] == 200
        ]
        assert [kept.value] == [str(value) for value in won]
        refused = next(page for status, page in results if status == 409)
        for value in (mine, theirs):
            assert f"{value}" in refused.replace(".", "")
        version = kept.version
    assert Record.objects.filter(act="answer.saved").count() == ROUNDS + has_begun
    assert list(verify_chain()) == []


def test_writers_of_different_fields_both_win(transactional_cast: Cast) -> None:
    cast = transactional_cast
    clients = [log_in(cast.an), log_in(colleague(cast))]

    def save(client: Client, criterion: str) -> int:
        values = {"numerator": "5", "v.numerator": "0"} if criterion == "1.2" else {"answer": "yes"}
        return client.post(
            f"/phieu/{cast.a.pk}/luu/{criterion}/", values, headers={"HX-Request": "true"}
        ).status_code

    assert at_once(lambda: save(clients[0], "1.2"), lambda: save(clients[1], "1.3")) == [200, 200]
    assert Assessment.objects.count() == 1
    assert Answer.objects.count() == 2


def test_of_two_submissions_at_once_there_is_one_receipt(transactional_cast: Cast) -> None:
    cast = transactional_cast
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "yes"}
    )
    seen = digest(services.submission_content(read_form(cast.a)))
    clients = [log_in(cast.binh), log_in(cast.kim), log_in(cast.binh)]

    def submit(client: Client) -> str:
        answer = client.post(f"/phieu/{cast.a.pk}/gui/", {"digest": seen})
        return answer.headers.get("Location", str(answer.status_code))

    results = at_once(*[lambda client=each: submit(client) for each in clients])
    assert sorted(results) == sorted(["409", "409", f"/phieu/{cast.a.pk}/bien-nhan/"])
    assert Submission.objects.count() == Receipt.objects.count() == 1
    assert Record.objects.filter(act="form.submitted").count() == 1
    assert list(verify_chain()) == []


def test_a_value_saved_while_the_head_sends_is_in_the_submission_or_refused(
    transactional_cast: Cast,
) -> None:
    cast = transactional_cast
    head, client = log_in(cast.binh), log_in(cast.an)
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.2", values={"numerator": "111"}
    )
    seen = digest(services.submission_content(read_form(cast.a)))
    sent, saved = at_once(
        lambda: head.post(f"/phieu/{cast.a.pk}/gui/", {"digest": seen}).status_code,
        lambda: saves(client, cast, 222, 1)[0],
    )
    # Whoever comes second is told: the head that the form changed, or the writer that it is sent.
    assert sorted([sent, saved]) in ([302, 409], [200, 409])
    assert Submission.objects.count() == (sent == 302)
    assert Answer.objects.get(field="numerator").value == ("222" if saved == 200 else "111")
