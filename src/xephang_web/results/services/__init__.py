"""Every act on results, by noun."""

from xephang_web.results.services.appeals import (
    appeal_ripple,
    file_appeal,
    ripple_text,
    standing_ripple,
    turn_down_appeal,
    uphold_appeal,
    uphold_standing,
    was_left_out,
    withdraw_appeal,
)
from xephang_web.results.services.readiness import (
    newly_left_out,
    undecided_claims,
    undecided_lateness,
    undecided_scores,
    unentered_forms,
    unfinished_forms,
)
from xephang_web.results.services.remedies import (
    plan_remedy,
    report_remedy,
)
from xephang_web.results.services.steps import (
    announce_preliminary,
    approve_results,
    decide_table,
    lay_before_council,
    propose_results,
    publish_results,
    reopen_results,
    return_results,
    tables_now,
    tables_of_parents,
    undecided_tables,
)

__all__ = [
    "announce_preliminary",
    "appeal_ripple",
    "approve_results",
    "decide_table",
    "file_appeal",
    "lay_before_council",
    "newly_left_out",
    "plan_remedy",
    "propose_results",
    "publish_results",
    "reopen_results",
    "report_remedy",
    "return_results",
    "ripple_text",
    "standing_ripple",
    "tables_now",
    "tables_of_parents",
    "turn_down_appeal",
    "undecided_claims",
    "undecided_lateness",
    "undecided_scores",
    "undecided_tables",
    "unentered_forms",
    "unfinished_forms",
    "uphold_appeal",
    "uphold_standing",
    "was_left_out",
    "withdraw_appeal",
]
