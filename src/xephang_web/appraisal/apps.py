"""The application `appraisal`."""

from importlib import import_module

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.appraisal"
    label = "appraisal"

    def ready(self) -> None:
        """Register the permissions, and what closes the facts, however the application starts."""
        import_module("xephang_web.appraisal.permissions")
        from xephang_web.appraisal.bases import BASIS_WORDS
        from xephang_web.appraisal.models import (
            Finding,
            InspectionResult,
            Proceedings,
            Verification,
        )
        from xephang_web.appraisal.queries import why_facts_stand
        from xephang_web.appraisal.witness import findings_against_record
        from xephang_web.audit.queries import WITNESSES
        from xephang_web.audit.words import say
        from xephang_web.campaigns.acts import FACTS_STAND

        FACTS_STAND.append(why_facts_stand)
        WITNESSES.append(findings_against_record)
        say("verdict", Finding.Verdict.choices)
        say("outcome", Verification.Outcome.choices)
        say("state", Proceedings.State.choices)
        say("kind", InspectionResult.Kind.choices)
        say("bases", BASIS_WORDS.items())
        say("basis", BASIS_WORDS.items())
