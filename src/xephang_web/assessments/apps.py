"""The application `assessments`."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Have the rows that decide about units held against the record."""
        from xephang_web.assessments.witness import rows_against_record
        from xephang_web.audit.queries import WITNESSES

        WITNESSES.append(rows_against_record)
