"""The application `assessments`."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.assessments"
    label = "assessments"
