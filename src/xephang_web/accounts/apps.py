"""The application `accounts`."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the permissions, whichever way the application was started."""
        import_module("xephang_web.accounts.permissions")
