"""The application `accounts`."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the permissions, and the words of the record, however it was started."""
        import_module("xephang_web.accounts.permissions")
        from xephang_web.accounts.models import Role
        from xephang_web.audit.words import say

        say("role", Role.choices)
