"""The application `assessments`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AssessmentsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Have the rows that decide about units held against the record, and name its codes."""
        from xephang_web.assessments.handover import not_assessed
        from xephang_web.assessments.models import LatenessDecision
        from xephang_web.assessments.pages import CHANNEL_WORDS, SIGNED_AS_WORDS
        from xephang_web.assessments.witness import rows_against_record
        from xephang_web.audit.queries import WITNESSES
        from xephang_web.audit.words import say
        from xephang_web.campaigns.acts import NOT_ASSESSED

        NOT_ASSESSED.append(not_assessed)
        WITNESSES.append(rows_against_record)
        say("channel", CHANNEL_WORDS.items())
        say("signed_as", SIGNED_AS_WORDS.items())
        say("verdict", [*LatenessDecision.Verdict.choices, ("doubtful", gettext_lazy("Nghi vấn"))])
