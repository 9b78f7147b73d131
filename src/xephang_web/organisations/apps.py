"""The application `organisations`."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.organisations"
    label = "organisations"
