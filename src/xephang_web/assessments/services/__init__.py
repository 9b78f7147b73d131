"""Every write to a form, by noun: its fields, its evidence, sending it, what the office records."""

from xephang_web.assessments.services.endorsing import endorse_form
from xephang_web.assessments.services.evidence import (
    add_evidence,
    remove_evidence,
    restore_evidence,
)
from xephang_web.assessments.services.forms import (
    NOTE_FIELDS,
    about_answer,
    about_form,
    add_comment,
    assign_criterion,
    check_editable,
    enters_for_paper,
    known_criterion,
    why_locked,
)
from xephang_web.assessments.services.receiving import (
    channel_conflicts,
    decide_lateness,
    declare_completeness,
    keep_data_of_paper,
    permitted_channels,
    record_receipt,
    set_data_aside,
)
from xephang_web.assessments.services.saving import Saved, save_answers, save_criterion, save_note
from xephang_web.assessments.services.sending import (
    declared_incomplete,
    return_to_draft,
    send_to_head,
    submission_content,
    submit_assessment,
    why_not_withdrawable,
    withdraw_submission,
)
from xephang_web.assessments.services.settling import keep_settled_forms

__all__ = [
    "NOTE_FIELDS",
    "Saved",
    "about_answer",
    "about_form",
    "add_comment",
    "add_evidence",
    "assign_criterion",
    "channel_conflicts",
    "check_editable",
    "decide_lateness",
    "declare_completeness",
    "declared_incomplete",
    "endorse_form",
    "enters_for_paper",
    "keep_data_of_paper",
    "keep_settled_forms",
    "known_criterion",
    "permitted_channels",
    "record_receipt",
    "remove_evidence",
    "restore_evidence",
    "return_to_draft",
    "save_answers",
    "save_criterion",
    "save_note",
    "send_to_head",
    "set_data_aside",
    "submission_content",
    "submit_assessment",
    "why_locked",
    "why_not_withdrawable",
    "withdraw_submission",
]
