"""What is never changed after it was written is refused by the database itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import post_migrate, pre_migrate

from tests.web.cast import Cast
from tests.web.permissions.people import E, Scene, make_scene
from xephang_web.accounts.models import User
from xephang_web.appraisal.models import Clarification, CouncilSession, SiteVisit
from xephang_web.assessments.models import Submission
from xephang_web.audit import triggers
from xephang_web.audit.append_only import KEPT
from xephang_web.campaigns.models import Amendment, Extension, Reminder
from xephang_web.organisations.models import Reorganisation, UnitPeriod
from xephang_web.organisations.services import rename_unit
from xephang_web.results.models import Appeal, Publication, RemedyMeasure
from xephang_web.shared import clock

WRITTEN_LATER: dict[str, set[str]] = {
    "accounts.Appointment": {"ends"},
    "appraisal.Clarification": {"notified_at"},
    "appraisal.CouncilSession": set(),
    "appraisal.Finding": set(),
    "appraisal.InspectionResult": {"withdrawn_at", "withdrawn_for"},
    "appraisal.ReferenceLook": set(),
    "appraisal.ReferenceTable": {"withdrawn_at", "withdrawn_for"},
    "appraisal.ReferenceValue": set(),
    "appraisal.SampleDraw": {"without"},
    "appraisal.SiteVisit": set(),
    "appraisal.Verification": set(),
    "assessments.Comment": set(),
    "assessments.Endorsement": set(),
    "assessments.EvidenceItem": {"removed_at"},
    "assessments.LatenessDecision": set(),
    "assessments.Receipt": {
        "is_complete",
        "completeness_note",
        "declared_by",
        "declared_at",
        "told_at",
    },
    "assessments.Submission": {"withdrawn_at", "withdrawn_by", "keeps_receipt"},
    "audit.Record": set(),
    "campaigns.Amendment": set(),
    "campaigns.CampaignDocument": set(),
    "campaigns.Extension": set(),
    "campaigns.PinnedRegulation": set(),
    "campaigns.Question": {"answer", "answered_by", "answered_at", "is_faq"},
    "campaigns.Reminder": {"sent_at"},
    "evidence.StoredFile": set(),
    "organisations.Reorganisation": set(),
    "organisations.UnitPeriod": {"ends"},
    "results.Appeal": set(),
    "results.Publication": set(),
    "results.ResultNotice": {"sent_at"},
    "results.RemedyMeasure": {"progress", "report", "reported_at"},
    "results.ScoringRun": set(),
    "results.TableDecision": set(),
}
"""What is kept → the fields that are still written when a row stands as in `kept_rows`: sent,
answered, held, closed, published; not withdrawn."""

CHANGES = {
    "accounts.User": "a person's name and password",
    "accounts.Invitation": "accepted, or sent again",
    "organisations.UnitKind": "words for the kinds of units",
    "organisations.Unit": "the unit as it is now; its periods are kept",
    "audit.ChainHead": "the end of the chain moves with every record",
    "campaigns.Campaign": "moves through its states",
    "campaigns.Participant": "exempted, readmitted, continued; taken off before the launch",
    "campaigns.Member": "a seat is given up",
    "campaigns.Contact": "whom to call",
    "assessments.Assessment": "moves through its states",
    "assessments.Answer": "a draft; what counts is the submission",
    "assessments.CriterionNote": "a draft; what counts is the submission",
    "assessments.SettledForm": "a correcting decision replaces it; the run it comes from is kept",
    "appraisal.CriterionTask": "work is given and taken back",
    "appraisal.SecondLook": "work is given",
    "appraisal.FormAppraisal": "a signature falls with a later finding",
    "appraisal.Proceedings": "moves through its states",
}
"""Tables whose rows change or go, and why."""


def labels() -> set[str]:
    """Every table of the application."""
    return {
        each._meta.label for each in apps.get_models() if each.__module__.startswith("xephang_web.")
    }


def test_every_table_is_kept_or_excused_with_a_reason() -> None:
    assert labels() == set(WRITTEN_LATER) | set(CHANGES)
    assert {each._meta.label for each in KEPT} == set(WRITTEN_LATER)


@pytest.fixture
def kept_rows(db: None) -> Scene:
    """A published year, with a row in every table that is kept."""
    scene = make_scene("published")
    cast, now = scene.cast, clock.now()
    by: dict[str, Any] = {"decided_by": cast.hoa, "decided_at": now}
    pinned = cast.campaign.regulation
    Amendment.objects.create(
        campaign=cast.campaign, replaced=pinned, pinned=pinned, document="9/QĐ", **by
    )
    Extension.objects.create(
        campaign=cast.campaign, milestone="nop-so-lieu", before=now.date(), document="7/CV",
        reason="Mưa lũ", **by,
    )  # fmt: skip
    Reminder.objects.create(participant=cast.a, asked_at=now, before=now, days_ahead=3)
    rename_unit(
        by=cast.quyen, unit=cast.unit_b, name="Mới", date=dt.date(2016, 10, 1), document="1/NQ"
    )
    RemedyMeasure.objects.create(
        participant=cast.a, criterion="1.2", measure="Mua", due=now.date(), by=cast.an, at=now
    )
    _others(scene)
    return scene


def _others(scene: Scene) -> None:
    """Rows of tables that no stage of the scene has one in, by what the models ask for."""
    wanted = {"appraisal.ReferenceLook", "appraisal.SampleDraw", "appraisal.Verification"}
    wanted |= {"assessments.Comment", "assessments.LatenessDecision", "results.TableDecision"}
    wanted |= {"assessments.Endorsement", "results.ResultNotice"}
    for label in wanted:
        model = apps.get_model(label)
        if not model._base_manager.exists():
            model._base_manager.create(
                **{
                    each.attname: _something(each)
                    for each in model._meta.concrete_fields
                    if not each.primary_key and not each.null and not each.has_default()
                }
            )
    assert {each for each in WRITTEN_LATER if not _rows(each)} == set()


def _something(field: Any) -> Any:
    if field.remote_field:
        return field.related_model._base_manager.earliest("pk").pk
    if isinstance(field, models.DateTimeField):
        return clock.now()
    return 1 if isinstance(field, models.IntegerField) else other_value(field, None)


def other_value(field: Any, now: Any) -> Any:
    """A value of the field's kind, other than the one that is there."""
    if isinstance(field, models.BooleanField):
        return not now
    if isinstance(field, models.DateTimeField):
        return dt.datetime(1999, 9, 9, tzinfo=dt.UTC)
    if isinstance(field, models.DateField):
        return dt.date(1999, 9, 9)
    if field.remote_field or isinstance(field, models.IntegerField):
        return (now or 0) + 9999
    return "khác" if now != "khác" else "nữa"


def _rows(label: str) -> list[Any]:
    """A row of a table; of the visits the one that was held."""
    is_over = {"held_on__isnull": False} if label == "appraisal.SiteVisit" else {}
    return list(apps.get_model(label)._base_manager.filter(**is_over)[:1])


def refused(change: Callable[[], object]) -> bool:
    """True if the database says that a table is append-only; whatever was done is undone."""
    try:
        with transaction.atomic():
            change()
            transaction.set_rollback(True)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def write(row: Any, field: Any) -> Callable[[], object]:
    """One column of one row changed."""
    value = other_value(field, getattr(row, field.attname))
    return lambda: type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: value})


def open_columns(row: Any) -> set[str]:
    """The fields of this row that the database lets be written."""
    return {each.name for each in row._meta.concrete_fields if not refused(write(row, each))}


@pytest.mark.usefixtures("kept_rows")
def test_no_column_of_what_is_kept_changes_but_those_that_are_written_later() -> None:
    found = {each: open_columns(*_rows(each)) for each in WRITTEN_LATER}
    assert found == WRITTEN_LATER


@pytest.mark.usefixtures("kept_rows")
def test_no_row_of_what_is_kept_is_deleted_and_no_table_emptied() -> None:
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come is not truncated anyway
    lost = []
    for label in WRITTEN_LATER:
        (row,) = _rows(label)
        if not refused(delete(row)):
            lost.append(label)
        every = f"TRUNCATE {row._meta.db_table} CASCADE"
        if connection.vendor == "postgresql" and not refused(partial(run, every)):
            lost.append(f"all of {label}")
    assert lost == []


def delete(row: Any) -> Callable[[], object]:
    """One row deleted, and nothing of what hangs on it."""
    return partial(type(row)._base_manager.filter(pk=row.pk)._raw_delete, "default")


def run(statement: str) -> None:
    """A statement past everything that Django knows."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def keys_of(model: Any) -> Iterator[tuple[tuple[str, ...], models.Q]]:
    """The fields of every key of a table, and of which rows it is one."""
    for each in model._meta.concrete_fields:
        if each.unique:
            yield (each.name,), models.Q(**{f"{each.name}__isnull": False})
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint):
            yield tuple(one.fields), one.condition or models.Q()


def replacement(model: Any, key: tuple[str, ...], row: Any) -> str:
    """INSERT OR REPLACE of a row by one that is the same in this key and in no other."""
    others = {name for each, _rows_of in keys_of(model) for name in each} - set(key)
    said = {
        each.column: f'"{each.column}"' + (" || 9" if each.name in others else "")
        for each in model._meta.concrete_fields
    }
    names = ", ".join(f'"{each}"' for each in said)
    return (
        f'INSERT OR REPLACE INTO "{model._meta.db_table}" ({names}) '
        f'SELECT {", ".join(said.values())} FROM "{model._meta.db_table}" WHERE id = {row.pk}'
    )


def replaced(label: str) -> Iterator[str]:
    """The keys of a table by which a row can be replaced."""
    model = apps.get_model(label)
    for key, rows_of in keys_of(model):
        row = model._base_manager.filter(rows_of).first()
        if row and not refused(partial(run, replacement(model, key, row))):
            yield f"{label} {key}"


@pytest.mark.usefixtures("kept_rows")
def test_no_row_is_replaced_by_an_insert() -> None:
    """SQLite's INSERT OR REPLACE removes what is in the way without the trigger on DELETE."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE, and ON CONFLICT DO UPDATE is an update")
    assert [key for label in WRITTEN_LATER for key in replaced(label)] == []


def test_an_open_session_is_not_replaced_by_another(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("as above")
    make_scene("settling")
    assert list(replaced("appraisal.CouncilSession")) == []


@pytest.mark.usefixtures("kept_rows")
def test_what_was_put_on_a_list_stays_on_it() -> None:
    lists = {
        SiteVisit.team.through, SiteVisit.photographs.through, Clarification.files.through,
        CouncilSession.present.through, Reorganisation.predecessors.through,
        Reorganisation.successors.through,
    }  # fmt: skip
    for each in lists:
        row = each._base_manager.earliest("pk")
        assert refused(delete(row))
        for column in each._meta.concrete_fields:
            assert refused(write(row, column)), column


def test_before_it_is_published_only_what_publishing_sets_is_written(db: None) -> None:
    make_scene("approved")
    assert open_columns(Publication.objects.get()) == {
        "open_content", "open_digest", "left_out", "published_by", "published_at",
    }  # fmt: skip


def test_an_appeal_and_a_question_that_wait_are_only_answered_or_taken_back(db: None) -> None:
    scene = make_scene("preliminary")
    assert open_columns(Appeal.objects.filter(participant=scene.form(E)).get()) == {
        "is_upheld", "answer", "finding", "ripple", "answered_by", "answered_at",
        "withdrawn_by", "withdrawn_at",
    }  # fmt: skip


def test_a_visit_a_question_and_a_session_are_open_until_they_are_over(db: None) -> None:
    make_scene("settling")
    asked = Clarification.objects.filter(answered_at__isnull=False).first()
    visit = SiteVisit.objects.filter(held_on=None).earliest("pk")
    assert open_columns(asked) == {"notified_at"}
    assert open_columns(visit) == {
        "planned_on", "held_on", "minutes", "cancelled_at", "cancelled_for",
    }  # fmt: skip
    assert open_columns(CouncilSession.objects.get()) == {"minutes", "closed_at"}
    Clarification.objects.create(
        participant=visit.participant, criterion="1.1", question="?",
        due=dt.date(2016, 12, 1), asked_by=User.objects.earliest("pk"), asked_at=clock.now(),
    )  # fmt: skip
    assert open_columns(Clarification.objects.latest("pk")) == {
        "due", "answer", "answered_by", "answered_at", "notified_at",
    }  # fmt: skip


def test_what_was_withdrawn_or_has_ended_is_closed_for_good(kept_rows: Scene) -> None:
    sent = Submission.objects.earliest("pk")
    Submission.objects.filter(pk=sent.pk).update(
        withdrawn_at=clock.now(), withdrawn_by=kept_rows.cast.binh
    )
    assert open_columns(Submission.objects.get(pk=sent.pk)) == set()
    assert open_columns(UnitPeriod.objects.filter(ends__isnull=False).first()) == set()


def test_a_row_saved_as_it_is_changes_nothing_and_is_let_through(kept_rows: Scene) -> None:
    """Django writes every column, also those that stay: a receipt is declared so."""
    receipt = kept_rows.cast.a.receipts.get()
    receipt.completeness_note = "đủ"
    receipt.save()


def test_a_migration_takes_them_off_and_puts_them_back(cast: Cast) -> None:
    """SQLite drops no column that a trigger names, and loses triggers when it rebuilds a table."""
    audit = apps.get_app_config("audit")
    signals: dict[str, Any] = {"sender": audit, "app_config": audit, "using": "default"}
    pre_migrate.send(**signals)
    assert len(triggers.missing()) >= len(WRITTEN_LATER)
    run("ALTER TABLE results_publication DROP COLUMN left_out")
    run("ALTER TABLE results_publication ADD COLUMN left_out text DEFAULT '' NOT NULL")
    post_migrate.send(**signals)
    assert triggers.missing() == []


@pytest.mark.parametrize("table", ["audit_record", "results_publication", "appraisal_finding"])
def test_triggers_that_were_switched_off_are_missed(cast: Cast, table: str) -> None:
    """They are still listed by PostgreSQL, and do nothing."""
    off = (
        f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_update"
        if connection.vendor == "postgresql"
        else f"DROP TRIGGER {table}_no_replace"
    )
    call_command("verify_log")
    run(off)
    assert triggers.missing() == [table]
    with pytest.raises(CommandError):
        call_command("verify_log")
