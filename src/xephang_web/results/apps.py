"""The application `results`."""

from importlib import import_module

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.results"
    label = "results"

    def ready(self) -> None:
        """Register the permissions, and what is held against the record, however it starts."""
        import_module("xephang_web.results.permissions")
        from xephang_web.audit.queries import WITNESSES
        from xephang_web.audit.words import say
        from xephang_web.results.models import RemedyMeasure
        from xephang_web.results.witness import results_against_record

        WITNESSES.append(results_against_record)
        say("progress", RemedyMeasure.Progress.choices)
