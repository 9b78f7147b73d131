"""The application `demonstration`."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.demonstration"
    label = "demonstration"
