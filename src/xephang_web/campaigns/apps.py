"""The application `campaigns`."""

from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Where Django finds the application."""

    name = "xephang_web.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Register the permissions, and the words of the record, however it was started."""
        import_module("xephang_web.campaigns.permissions")
        from xephang_web.audit.words import TELLERS, say
        from xephang_web.campaigns.models import Campaign, CampaignDocument, Member
        from xephang_web.campaigns.told import name_campaigns

        TELLERS.append(name_campaigns)
        say("state", Campaign.State.choices)
        say("body", Member.Body.choices)
        say("seat", Member.Seat.choices)
        say("kind", CampaignDocument.Kind.choices)
