"""The application `campaigns`."""

from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Register the permissions, whichever way the application was started."""
        import_module("xephang_web.campaigns.permissions")
