"""The application `backup`."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    """Where Django finds the commands."""

    name = "xephang_web.backup"
    label = "backup"
