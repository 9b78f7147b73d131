"""Every address of the application: who may see it, who may act there, when. One row an address.

Written by hand, never from the code. A new address needs one `Page` here (an address of a
library, one line in `LIBRARY_PAGES`): without it the tests fail and say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.web.permissions import payloads as send

Relations = frozenset[str]


def those(*names: str) -> Relations:
    """A set of relations."""
    return frozenset(names)


# --- how somebody stands to what a page is about --------------------------------------------
RELATIONS = {
    "everybody": "everybody, without an account too",
    "person": "everybody with an account",
    "unit": "the unit's own people: focal persons, head, deputies",
    "signer": "the unit's head and the deputies who sign for the head (KT.)",
    "head": "the unit's head",
    "parent": "the people of the unit directly above",
    "checker": "appraisers and panel leaders of the body that checks the form",
    "judge": "who is called to appraise the form: of the body that checks it, or of the panel",
    "second": "the second appraiser of the form, who does not see what the first found",
    "settler": "who has a seat on the council, and no conflict of interest",
    "barred": "who is called to judge the form, and stands in a conflict of interest",
    "participant": "the people of units that take part, stand directly above one or check one",
    "taker": "the people of units that take part",
    "officer": "approver, supplier of reference data, emulation office of the standing office or "
    "of the body that it serves",
    "seat": "who has a seat on the panel or the council of the campaign",
    "judging": "who appraises forms of the campaign at all",
    "leader": "who leads the panel",
    "council": "who has a seat on the council",
    "supplier": "suppliers of reference data",
    "verifier": "the people of an agency to which criteria were given to verify",
    "approver": "who approves for the authority that the standing office serves",
    "awards": "the emulation office of that authority",
    "table": "the head of a unit that decides the table of the units below it, where the "
    "regulation says so",
    "office": "the standing office of the campaign",
    "some office": "whoever works in a standing office",
    "governor": "the standing office in whose branch of the tree the unit stands",
    "auditor": "the auditor",
    "administrator": "the administrator",
}
AFTER_LAUNCH = those("unit", "signer", "parent", "checker", "participant", "taker")
"""Relations that count only once the campaign is launched."""
ONCE_SENT = those("judge", "second", "settler", "barred")
"""Relations that count only once the form is sent: who judges it reads no drafts."""
OF_OWN_TABLES = those("table")
"""Relations that count only where the regulation has units above decide tables (DN-7)."""

EVERYBODY, PERSON = those("everybody"), those("person")
READERS = those(
    "unit", "signer", "parent", "checker", "judge", "second", "settler", "office", "auditor"
)
UNIT, SIGNER, OFFICE = those("unit"), those("signer"), those("office")
KNOW = those("participant", "officer", "seat", "office", "auditor")
SEE_ALL = those("office", "auditor")
GOVERN = those("governor", "administrator")
BARRED = those("barred")
JUDGE, SETTLER = those("judge"), those("settler")
FINDINGS = those("judge", "settler", "office", "auditor")
LEDGER = FINDINGS | those("second")
WORK = those("judging", "council", "office", "auditor")
LEAD, SUPPLY = those("leader", "office"), those("supplier", "office")
COUNCIL = those("council", "leader", "office", "auditor")
RESULTS = COUNCIL | those("approver", "table")
EFFECTS = those("office", "auditor", "approver", "awards")
# PHT-14: the unit above answers for its own, so it reads why they got what they got.
OWN_RESULT = those("unit", "signer", "parent", "office", "auditor")

# --- states in which an act goes through ----------------------------------------------------
STAGES = {
    "not begun": "the form has not been begun",
    "draft": "the form is a draft",
    "before the head": "the form lies before the head",
    "submitted": "the form was sent",
    "doubtful": "an incomplete form came on paper: whether it counts is doubtful",
    "exempted": "the unit is exempted this year",
    "superseded": "another form goes on for the unit",
    "over": "the form is a draft, and the time for sending is over",
    "preparing": "the campaign is in preparation",
    "closed": "the campaign is closed",
    "appraising": "the campaign is closed, the forms are appraised",
    "judged": "every criterion has a finding, and nobody has signed for the forms",
    "appraised": "every form is signed for",
    "settling": "the council sits",
    "settled": "the council's session is over",
    "preliminary": "the preliminary results are announced, units appeal",
    "own table": "the same, where a district decides the table of its own communes",
    "decided": "every appeal is answered, and the time for them over",
    "proposed": "the results lie before the authority",
    "approved": "the authority has approved the results",
    "published": "the results are public",
    "correcting": "the council looks again at published results",
    "corrected": "a correcting decision is public beside the first",
}
OPEN_FORM = ("not begun", "draft", "before the head", "doubtful")
ALWAYS = tuple(STAGES)
LAUNCHED = tuple(each for each in STAGES if each != "preparing")
SECOND_HALF = ALWAYS[ALWAYS.index("appraising") :]
NOT_CLOSED = tuple(each for each in STAGES if each not in ("closed", *SECOND_HALF))
SENT = ("submitted", *SECOND_HALF)
FROM_PRELIMINARY = SECOND_HALF[SECOND_HALF.index("preliminary") :]
FACTS_OPEN = tuple(
    each for each in ALWAYS if each not in ("proposed", "approved", "published", "corrected")
)
"""While no decided results rest on roster, dates and receipts."""
PUBLIC = ("published", "correcting", "corrected")
DECIDED = ("approved", *PUBLIC)
FROM_SETTLED = SECOND_HALF[SECOND_HALF.index("settled") :]


@dataclass(frozen=True)
class Page:
    """One address, or one act among several of an address.

    `see` and `act` are the relations that may GET and POST; None: the address has no such
    way. `refused` may see the page, and are told that the act is not theirs; everybody
    else is told nothing (404), or asked to log in.
    """

    name: str
    about: str
    """`form`, `campaign`, `unit` or `site`."""
    shows: str
    see: Relations | None
    act: Relations | None = None
    does: str = ""
    when: tuple[str, ...] = ALWAYS
    """The stages in which the act goes through for those who may; the first tries it."""
    refused: Relations | None = None
    """None: whoever sees the page, or the form where the page is for acting only."""
    barred: Relations = frozenset()
    """Who is told that the page is not for them: by a conflict of interest."""
    there: tuple[str, ...] = ALWAYS
    """The stages in which there is such a page at all."""
    gate: Relations = PERSON
    """Whom the page as a whole lets in, before anything is looked up."""
    arguments: Callable[[Any], dict[str, Any]] = send.nothing
    sends: Callable[[Any], dict[str, Any]] = send.nothing
    keeps_session: bool = True
    """False where the act itself logs somebody in or out."""

    def told_no(self) -> Relations:
        """Who is told that the act is not theirs, instead of that there is no such page."""
        if self.refused is not None:
            return self.refused | self.barred
        return (self.see if self.see is not None else READERS) | self.barred


FORM_PAGES = (
    Page("assessments:start", "form", "the first section that is not done", READERS),
    Page("assessments:section", "form", "one section of the form", READERS,
         arguments=send.section),
    Page("assessments:points", "form", "the points of a section", READERS,
         arguments=send.section),
    Page("assessments:save", "form", "", None, UNIT, "save a criterion", OPEN_FORM,
         arguments=send.criterion, sends=send.answer),
    Page("assessments:attach", "form", "", None, UNIT, "attach evidence", OPEN_FORM,
         arguments=send.criterion, sends=send.link),
    Page("assessments:detach", "form", "", None, UNIT, "take evidence off, put it back",
         ("draft", "before the head", "doubtful"), arguments=send.evidence_item),
    Page("assessments:download", "form", "a file of the evidence", READERS,
         arguments=send.evidence_file),
    Page("assessments:picture", "form", "a file of the evidence, drawn as a picture", READERS,
         arguments=send.evidence_file),
    Page("assessments:discuss", "form",
         "a criterion's history; what colleagues said, to the unit's own people alone",
         READERS, UNIT, "say something to colleagues, ask one to fill in", OPEN_FORM,
         arguments=send.criterion, sends=send.comment),
    Page("assessments:review", "form", "the whole form with doubts and the class it gives",
         READERS),
    Page("assessments:hand_to_head", "form", "", None, UNIT, "lay the form before the head",
         ("draft", "not begun", "doubtful")),
    Page("assessments:give_back", "form", "", None, SIGNER, "return the form for changes",
         ("before the head",), sends=send.remark),
    Page("assessments:submit", "form", "", None, SIGNER, "send the form",
         ("draft", "before the head", "doubtful"), sends=send.reviewed),
    Page("assessments:withdraw", "form", "what taking the form back does", READERS, SIGNER,
         "take the form back, before the deadline", ("submitted",), sends=send.reason),
    Page("assessments:receipt", "form", "the receipts, and how the law sees them", READERS),
    Page("assessments:endorse", "form", "", None, those("parent"),
         "answer for the data of a unit below, as it was sent",
         tuple(each for each in SENT if each in FACTS_OPEN), sends=send.as_sent),
    Page("assessments:history", "form", "everything that was done with the form", READERS),
    Page("assessments:receive", "form", "the forms received on other channels", OFFICE, OFFICE,
         "record a form that came on paper or by e-mail; declare it complete or not",
         FACTS_OPEN, sends=send.paper),
    Page("assessments:decide", "form", "a doubtful case with both readings", OFFICE, OFFICE,
         "decide a doubtful case", ("doubtful",), sends=send.verdict),
)  # fmt: skip

CAMPAIGN_PAGES = (
    Page("assessments:dashboard", "campaign", "progress, of the units one may see", KNOW),
    Page("assessments:units", "campaign", "the units one may see, with their state", KNOW),
    Page("assessments:remind", "campaign", "", None, OFFICE, "remind units by e-mail",
         refused=KNOW),
    Page("assessments:export", "campaign", "all that was handed in, as a file", SEE_ALL),
    Page("campaigns:copy", "campaign", "next year's campaign from this one", OFFICE, OFFICE,
         "found next year's campaign", sends=send.next_year),
    Page("campaigns:state", "campaign", "what launching or closing does", OFFICE, OFFICE,
         "launch the campaign", ("preparing",), sends=send.state("open")),
    Page("campaigns:state", "campaign", "what launching or closing does", OFFICE, OFFICE,
         "close the campaign, once no unit may send any more", ("over",),
         sends=send.state("closed")),
    Page("campaigns:clock", "campaign", "", None, OFFICE, "move the clock of a training campaign",
         refused=those(), sends=send.clock),
    Page("campaigns:roster", "campaign", "who takes part, panel, council, contacts", SEE_ALL,
         OFFICE, "change the roster, seats, appraisers, exemptions, contacts",
         sends=send.contact),
    Page("campaigns:dates", "campaign", "the dates, and the acts that moved them", KNOW, OFFICE,
         "extend a deadline by a document", FACTS_OPEN, sends=send.extension),
    Page("campaigns:criteria", "campaign", "the criteria, and what changed since last year", KNOW),
    Page("campaigns:amend", "campaign", "what an amendment does to the answers", OFFICE, OFFICE,
         "pin amended criteria", NOT_CLOSED, sends=send.amendment),
    Page("campaigns:regulation_files", "campaign", "the pinned criteria as files to edit", OFFICE),
    Page("campaigns:documents", "campaign", "the papers; inner ones to the office and the auditor",
         KNOW, OFFICE, "keep a paper", sends=send.paper_of_campaign),
    Page("campaigns:document_file", "campaign", "the file of a paper for units", KNOW,
         arguments=send.open_paper),
    Page("campaigns:document_file", "campaign", "the file of a paper of the office", SEE_ALL,
         arguments=send.inner_paper),
    Page("campaigns:questions", "campaign", "one's own questions, and answers of use to all",
         KNOW, those("taker"), "ask the office", sends=send.question),
    Page("campaigns:questions", "campaign", "the questions of all", KNOW, OFFICE,
         "answer a question", sends=send.reply),
    Page("results:remedy_overview", "campaign", "how far every unit is with what it lost",
         SEE_ALL),
)  # fmt: skip

UNIT_PAGES = (
    Page("organisations:unit", "unit", "a unit, its history, what stands below it", PERSON),
    Page("organisations:correct", "unit", "what can be put right of a unit", GOVERN, GOVERN,
         "put right its English name, and whether it is restricted",
         gate=those("some office", "administrator"), sends=send.put_right),
    Page("organisations:reorganise", "unit", "reorganising a unit", GOVERN, GOVERN,
         "rename, move, merge, split, end a unit",
         gate=those("some office", "administrator"), sends=send.new_name),
    Page("accounts:people", "unit", "who works in a unit, in which role",
         GOVERN | those("unit", "auditor"), GOVERN | those("head"),
         "invite a focal person or a deputy, end or hand over such a role",
         sends=send.invitation("focal_person")),
    Page("accounts:people", "unit", "who works in a unit, in which role",
         GOVERN | those("unit", "auditor"), GOVERN,
         "invite a head, an appraiser or another role of a unit",
         sends=send.invitation("head")),
)  # fmt: skip

SITE_PAGES = (
    Page("portal:home", "site", "the campaigns one knows of", EVERYBODY, gate=EVERYBODY),
    Page("portal:demo_login", "site", "", None, EVERYBODY,
         "log in as a demonstration account (on a demonstration only)", gate=EVERYBODY,
         arguments=send.demo_account, keeps_session=False),
    Page("portal:accessibility", "site", "how the pages can be used by everybody", EVERYBODY,
         gate=EVERYBODY),
    Page("set_language", "site", "", None, EVERYBODY, "choose the language", gate=EVERYBODY,
         sends=send.language),
    Page("accounts:accept", "site", "an invitation, to whoever has its secret link", EVERYBODY,
         EVERYBODY, "accept the invitation", gate=EVERYBODY,
         arguments=send.secret, sends=send.password, keeps_session=False),
    Page("accounts:me", "site", "one's own roles", PERSON),
    Page("accounts:keepers", "site", "auditors and administrators", those("administrator"),
         those("administrator"), "invite an auditor or an administrator, end such a role",
         sends=send.invitation("auditor")),
    Page("organisations:units", "site", "all units", PERSON),
    Page("organisations:export", "site", "all units as a table", PERSON, arguments=send.csv),
    Page("organisations:import", "site", "importing units",
         those("some office", "administrator"), those("some office", "administrator"),
         "import units below those one manages", gate=those("some office", "administrator"),
         sends=send.table_of_units),
    Page("organisations:kinds", "site", "the kinds of units",
         those("some office", "administrator"), those("some office", "administrator"),
         "add a kind of units", gate=those("some office", "administrator"),
         sends=send.kind_of_units),
    Page("campaigns:create", "site", "founding a campaign", those("some office"),
         those("some office"), "found a campaign in one's own standing office",
         gate=those("some office"), sends=send.new_campaign),
    Page("results:published", "site", "everything that was published", EVERYBODY,
         gate=EVERYBODY),
    Page("results:verify", "site", "verifying a package in one's own browser", EVERYBODY,
         gate=EVERYBODY),
    Page("results:columns", "site", "what the columns of the open data mean", EVERYBODY,
         gate=EVERYBODY),
    Page("audit:log", "site", "the whole record", those("auditor"), gate=those("auditor")),
)  # fmt: skip

APPRAISAL_PAGES = (
    Page("appraisal:queue", "campaign", "the forms one appraises", WORK),
    Page("appraisal:tasks", "campaign", "who checks which criterion, and one's own", WORK,
         LEAD, "give criteria to people and agencies", sends=send.assignment),
    Page("appraisal:verify", "campaign", "the criteria that one's agency verifies",
         those("verifier"), there=LAUNCHED),
    Page("appraisal:verify_task", "campaign", "the claims on one of them, and nothing else of "
         "the forms", those("verifier"), those("verifier"), "confirm a claim, or say it differs",
         ("appraising", "judged", "appraised"), there=LAUNCHED, arguments=send.task_given,
         sends=send.verification),
    Page("appraisal:second_looks", "campaign", "the samples drawn, and the agreement",
         LEAD | those("auditor"), LEAD, "draw a sample, appoint second appraisers",
         ("appraising", "judged", "appraised"), sends=send.sample),
    Page("appraisal:reference", "campaign", "reference data, and claims that differ from them",
         WORK | those("supplier"), those("verifier", "office"), "withdraw a table",
         sends=send.withdrawal),
    Page("appraisal:reference_upload", "campaign", "handing in a table", SUPPLY, SUPPLY,
         "keep a table after its preview", refused=WORK | SUPPLY, sends=send.reference_rows),
    Page("appraisal:reference_template", "campaign", "the table to fill in", SUPPLY,
         arguments=send.csv),
    Page("appraisal:reference_table", "campaign", "one table, to its agency and those who weigh it",
         WORK | those("verifier"), arguments=send.table_kept),
    Page("appraisal:inspections", "campaign", "what inspections found during the year", WORK,
         LEAD, "record what an inspection found", sends=send.inspection),
    Page("appraisal:inspection_file", "form", "the document of an inspection", READERS,
         arguments=send.inspection_kept),
    Page("appraisal:asked", "campaign", "what was asked of the forms one judges", WORK),
    Page("appraisal:extend", "form", "", None, JUDGE | those("second"), "give longer to answer",
         ("appraising",), refused=LEDGER, barred=BARRED, there=SENT,
         arguments=send.question_open, sends=send.later),
    Page("appraisal:visits", "campaign", "visits to the units whose findings one sees", WORK),
    Page("appraisal:plan_visit", "form", "who can go to a unit, and why", LEAD, LEAD,
         "plan a visit", (*SECOND_HALF, "submitted"), refused=FINDINGS,
         barred=BARRED, there=SENT,
         arguments=send.of_campaign, sends=send.visit),
    Page("appraisal:checklist", "form", "the checklist of a visit, to print", FINDINGS,
         barred=BARRED, there=SECOND_HALF, arguments=send.visit_planned),
    Page("appraisal:photograph", "form", "a photograph of a visit", FINDINGS,
         barred=BARRED, there=SECOND_HALF, arguments=send.photograph_kept),
    Page("appraisal:visit", "form", "the checklist and the minutes of a visit", FINDINGS,
         LEAD, "keep the minutes of a visit", SECOND_HALF,
         barred=BARRED, there=SECOND_HALF, arguments=send.visit_planned, sends=send.minutes),
    Page("appraisal:council", "campaign", "what is in dispute, and the sessions", COUNCIL,
         those("council", "office"), "open a session",
         ("settled", "preliminary", "own table", "decided", "correcting"), sends=send.session),
    Page("appraisal:council", "campaign", "what is in dispute, and the sessions", COUNCIL,
         those("council", "office"), "close a session", ("settling",), sends=send.session_over),
    Page("appraisal:minutes", "campaign", "the minutes of a session", COUNCIL,
         there=FROM_SETTLED, arguments=send.session_held),
    Page("appraisal:form", "form", "the form as a ledger", LEDGER, barred=BARRED, there=SENT),
    Page("appraisal:accept", "form", "what may be accepted together", LEDGER,
         JUDGE | those("second"), "accept claims together", ("appraising",), barred=BARRED,
         there=SENT, sends=send.claims),
    Page("appraisal:conclude", "form", "", None, JUDGE, "sign for the form", ("judged",),
         refused=LEDGER, barred=BARRED, there=SENT),
    Page("appraisal:ask", "form", "", None, JUDGE | those("second"), "ask the unit",
         ("appraising", "judged", "appraised"), refused=LEDGER, barred=BARRED, there=SENT,
         arguments=send.criterion, sends=send.clarification),
    Page("appraisal:criterion", "form", "one criterion: claim, evidence, findings", LEDGER,
         JUDGE | those("second"), "accept, adjust, reject a claim, grant N/A",
         ("appraising", "judged", "appraised"), barred=BARRED, there=SENT,
         arguments=send.criterion, sends=send.finding),
    Page("appraisal:preview", "form", "", None, JUDGE | those("second"),
         "see what a finding would do, without writing it", ("appraising", "judged", "appraised"),
         refused=LEDGER, barred=BARRED, there=SENT, arguments=send.criterion,
         sends=send.finding),
    Page("appraisal:settle", "form", "one criterion before the council", FINDINGS, SETTLER,
         "settle a criterion", ("settling",), barred=BARRED, there=SENT,
         arguments=send.criterion, sends=send.settled),
    Page("appraisal:clarifications", "form", "what the appraisers asked, and the answers",
         READERS, UNIT, "answer", ("appraising",), sends=send.clarified),
    Page("appraisal:clarification_file", "form", "a file with which the unit answered",
         READERS | those("second"), barred=BARRED, there=SECOND_HALF,
         arguments=send.file_answered),
)  # fmt: skip

RESULT_PAGES = (
    Page("results:results", "campaign", "where the results stand, the latest tables", RESULTS),
    Page("results:step", "campaign", "", None, OFFICE, "lay the results before the council",
         ("appraised", "closed"), refused=RESULTS, sends=send.step("council")),
    Page("results:step", "campaign", "", None, OFFICE, "announce the preliminary results",
         ("settled",), refused=RESULTS, sends=send.step("announce")),
    Page("results:step", "campaign", "", None, OFFICE, "lay the results before the authority",
         ("decided", "correcting"), refused=RESULTS, sends=send.step("propose")),
    Page("results:step", "campaign", "", None, those("approver"), "approve the results",
         ("proposed",), refused=RESULTS, sends=send.step("approve")),
    Page("results:step", "campaign", "", None, those("approver"),
         "give the results back to the council", ("proposed",), refused=RESULTS,
         sends=send.step("return")),
    Page("results:step", "campaign", "", None, OFFICE, "publish the results", ("approved",),
         refused=RESULTS, sends=send.step("publish")),
    Page("results:step", "campaign", "", None, OFFICE, "reopen published results",
         ("published", "corrected"), refused=RESULTS, sends=send.step("reopen")),
    Page("results:decide_table", "campaign", "", None, those("table"),
         "decide the table of the units below", ("own table",),
         refused=RESULTS, sends=send.table_decision),
    Page("results:appeal", "form", "an appeal, and whom a correction moves",
         FINDINGS | those("approver"), SETTLER, "turn an appeal down", ("preliminary", "own table"),
         barred=BARRED, there=FROM_PRELIMINARY, arguments=send.appeal_filed,
         sends=send.turned_down),
    Page("results:appeal_file", "form", "the document that came with an appeal",
         FINDINGS | those("approver"), barred=BARRED, there=FROM_PRELIMINARY,
         arguments=send.appeal_filed),
    Page("results:withdraw_appeal", "form", "", None, SIGNER, "take an appeal back",
         ("preliminary", "own table"), sends=send.appeal_taken_back),
    Page("results:consequences", "campaign", "lists for emulation and awards", EFFECTS),
    Page("results:consequences_csv", "campaign", "the same as a table", EFFECTS, there=DECIDED),
    Page("results:consequences_xlsx", "campaign", "the same as a workbook", EFFECTS, there=DECIDED),
    Page("results:units_csv", "campaign", "results of each unit, for other work", EFFECTS,
         there=DECIDED),
    Page("results:pictures", "campaign", "claimed against settled, classes before and after",
         COUNCIL | those("approver")),
    Page("results:sheet", "form", "why this result: class, rank, every lost point; from the "
         "preliminary results on", OWN_RESULT),
    Page("results:file_appeal", "form", "", None, SIGNER, "appeal against the points of a "
         "criterion", ("preliminary", "own table"), sends=send.appeal),
    Page("results:remedies", "form", "measures for lost points", OWN_RESULT, UNIT,
         "plan a measure", PUBLIC, sends=send.remedy),
)  # fmt: skip

PUBLIC_PAGES = tuple(
    Page(f"results:{name}", "campaign", shows, EVERYBODY, gate=EVERYBODY,
         there=("corrected",) if name == "changes" else PUBLIC, arguments=arguments)
    for name, shows, arguments in (
        ("tables", "the ranking tables of a publication", send.publication),
        ("package", "the sealed package of a publication", send.publication),
        ("csv", "the tables as CSV", send.publication),
        ("json", "the tables as JSON", send.publication),
        ("criteria", "the points of every criterion as CSV", send.publication),
        ("document", "the decision itself", send.publication),
        ("changes", "what a later version changed; the first version has no such page",
         send.correction),
        ("regulation", "the regulation as it was pinned", send.publication),
        ("unit", "the published result of a unit", send.published_unit),
    )
)  # fmt: skip

PAGES = (
    *SITE_PAGES,
    *UNIT_PAGES,
    *CAMPAIGN_PAGES,
    *FORM_PAGES,
    *APPRAISAL_PAGES,
    *RESULT_PAGES,
    *PUBLIC_PAGES,
)

# Addresses of the log-in library by name (or route, where they have none): who is let in.
# What they then show is the library's business; its pages are about oneself alone.
LIBRARY_PAGES = {
    "account_login": "everybody",
    "account_logout": "person",
    "account_inactive": "everybody",
    "account_reauthenticate": "person",
    "account_change_password": "person",
    "account_reset_password": "everybody",
    "account_reset_password_done": "everybody",
    "account_reset_password_from_key": "everybody",
    "account_reset_password_from_key_done": "everybody",
    "mfa_index": "person",
    "mfa_authenticate": "everybody",
    "mfa_reauthenticate": "person",
    "mfa_activate_totp": "person",
    "mfa_deactivate_totp": "person",
    "mfa_view_recovery_codes": "person",
    "mfa_generate_recovery_codes": "person",
    "mfa_download_recovery_codes": "person",
    "mfa_list_webauthn": "person",
    "mfa_add_webauthn": "person",
    "mfa_reauthenticate_webauthn": "person",
    "mfa_remove_webauthn": "person",
    "mfa_edit_webauthn": "person",
    "mfa_login_webauthn": "everybody",
    "socialaccount_login_cancelled": "everybody",
    "socialaccount_login_error": "everybody",
    "openid_connect_login": "everybody",
    "openid_connect_callback": "everybody",
    # Nobody signs up, or changes an address or a linked account, without an invitation.
    "account_signup": "nobody",
    "account_email": "nobody",
    "account_email_verification_sent": "nobody",
    "account_confirm_email": "nobody",
    "account_set_password": "nobody",
    "account_confirm_login_code": "nobody",
    "socialaccount_signup": "nobody",
    "socialaccount_connections": "nobody",
    "tai-khoan/social/login/cancelled/": "nobody",
    "tai-khoan/social/login/error/": "nobody",
    "tai-khoan/social/signup/": "nobody",
    "tai-khoan/social/connections/": "nobody",
}
