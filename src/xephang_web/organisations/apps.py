"""The application `organisations`."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Have the record call units by their names."""
        from xephang_web.audit.words import TELLERS, say
        from xephang_web.organisations.kinds import LEVELS
        from xephang_web.organisations.told import name_units

        TELLERS.append(name_units)
        say("level", LEVELS.items())
