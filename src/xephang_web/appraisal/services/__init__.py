"""Every write of the appraisal and the council, by noun."""

from xephang_web.appraisal.services.assignments import (
    give_tasks,
    record_verification,
    take_back_task,
)
from xephang_web.appraisal.services.council import (
    check_in_session,
    close_session,
    open_session,
    settle_criterion,
)
from xephang_web.appraisal.services.findings import (
    body_of,
    check_judgeable,
    conclude_form,
    draft_finding,
    known_bases,
    record_finding,
    stage_of,
)
from xephang_web.appraisal.services.requests import (
    answer_clarification,
    ask_clarification,
    extend_clarification,
)
from xephang_web.appraisal.services.second_looks import draw_sample, draw_second_look
from xephang_web.appraisal.services.sources import (
    look_at_difference,
    record_inspection,
    upload_reference,
    withdraw_inspection,
    withdraw_reference,
)
from xephang_web.appraisal.services.together import accept_agreeing, receipt_of_list
from xephang_web.appraisal.services.visits import (
    add_photographs,
    cancel_visit,
    hold_visit,
    move_visit,
    plan_visit,
    record_visit_finding,
)

__all__ = [
    "accept_agreeing",
    "add_photographs",
    "answer_clarification",
    "ask_clarification",
    "body_of",
    "cancel_visit",
    "check_in_session",
    "check_judgeable",
    "close_session",
    "conclude_form",
    "draft_finding",
    "draw_sample",
    "draw_second_look",
    "extend_clarification",
    "give_tasks",
    "hold_visit",
    "known_bases",
    "look_at_difference",
    "move_visit",
    "open_session",
    "plan_visit",
    "receipt_of_list",
    "record_finding",
    "record_inspection",
    "record_verification",
    "record_visit_finding",
    "settle_criterion",
    "stage_of",
    "take_back_task",
    "upload_reference",
    "withdraw_inspection",
    "withdraw_reference",
]
