"""The application `evidence`."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.evidence"
    label = "evidence"
