"""The application `shared`, with the system checks of the settings."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Registers the checks of this project's settings."""

    name = "xephang_web.shared"
    label = "shared"

    def ready(self) -> None:
        """Load the checks."""
        from xephang_web.shared import checks  # noqa: F401
