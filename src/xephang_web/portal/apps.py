"""The application `portal`."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.portal"
    label = "portal"
