"""What the server acknowledged in the deadline hour, and whether it is there afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from xephang_web.assessments.models import Answer, Receipt, Submission


@dataclass
class Place:
    """One unit at the deadline: its form, and who works on it."""

    pk: int
    focal: str
    head: str
    saved: set[str]
    """The figures whose saves were acknowledged, each another."""
    is_sent: bool = False


def lost(places: list[Place]) -> list[str]:
    """What was acknowledged and is not there: a figure, a form, a receipt.

    What was written without being acknowledged is no loss: there are more versions then,
    and the last may hold a figure that nobody was told of.
    """
    found = []
    for place in places:
        sent = Submission.objects.filter(assessment__participant=place.pk, withdrawn_at=None)
        if place.is_sent and not (
            sent.exists() and Receipt.objects.filter(participant=place.pk).exists()
        ):
            found.append(f"the form of {place.pk}")
        kept = Answer.objects.filter(assessment__participant=place.pk, field="numerator").first()
        versions = kept.version if kept is not None else 0
        if versions < len(place.saved):
            found.append(f"{len(place.saved)} saves of {place.pk} made {versions} versions")
        elif kept is not None and versions == len(place.saved) and kept.value not in place.saved:
            found.append(f"the figure of {place.pk}")
    return found
