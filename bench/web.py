"""Field saves of a form of 70 criteria, beside a bare Django view that writes two rows.

Both are called through Django's test client in one process, one after the other, in turns,
so that the machine's noise falls on both. Neither database waits for its disk: it would
hide the difference. `python -m bench.web` prints the table, and ends with 1 where a save
takes longer, or fewer go through, than is wanted; with XEPHANG_TEST_DATABASE it is
PostgreSQL's.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from tests.web.cast import Cast, log_in, make_cast
from xephang_web.assessments.models import Answer, Assessment, Comment
from xephang_web.campaigns.library import library_regulation
from xephang_web.campaigns.pinning import pin_content
from xephang_web.campaigns.queries import regulation_of
from xephang_web.shared import clock
from xephang_web.shared.policy import SIGNED_IN, page

ROUNDS = 300
CRITERIA = 70
SLOWEST = 100.0
"""Milliseconds that a save may take in the median."""
LEAST = 0.40
"""How many saves there are at least for one of the bare view."""


@page(SIGNED_IN)
def bare(request: HttpRequest) -> HttpResponse:
    """What a developer writes in an afternoon: one row changed, one row of history."""
    with transaction.atomic():
        row = Answer.objects.get(pk=int(request.POST["pk"]))
        row.value = request.POST["value"]
        row.save()
        Comment.objects.create(
            assessment_id=row.assessment_id,
            criterion=row.criterion,
            text=row.value,
            by_id=request.user.pk,  # type: ignore[misc]
            at=clock.now(),
        )
    return HttpResponse("saved")


urlpatterns = [path("bare/", bare), path("", include("xephang_web.urls"))]
handler404 = "xephang_web.shared.views.not_found"


def timed(act: Callable[[int], int], number: int) -> float:
    """Seconds of one call. Raises `RuntimeError` where it was not answered with 200."""
    started = time.perf_counter()
    status = act(number)
    if status != 200:
        raise RuntimeError(f"answered with {status}")
    return time.perf_counter() - started


def widen(cast: Cast) -> None:
    """Give unit A's form more criteria, copies of one of its own, until it has 70."""
    folder = library_regulation(cast.campaign.regulation.regulation_id)
    form = next(document.data for document, each in folder.forms if each.year == "2016")
    section = form["sections"][0]
    has = len(list(regulation_of(cast.campaign).criteria_sets[cast.a.group].criteria()))
    like = next(each for each in section["criteria"] if each["id"] == "1.2")
    more = [{**like, "id": f"1.9{number}"} for number in range(CRITERIA - has)]
    widened = {**section, "criteria": [*section["criteria"], *more]}
    content = {**form, "sections": [widened, *form["sections"][1:]]}
    pinned = pin_content({"regulation": folder.document.data, "forms": [content]}, 2016)
    cast.campaign.regulation = pinned
    cast.campaign.save()
    made = list(regulation_of(cast.campaign).criteria_sets[cast.a.group].criteria())
    if len(made) != CRITERIA:
        raise RuntimeError(f"a form of {len(made)} criteria")


def acts(cast: Cast) -> tuple[Callable[[int], int], Callable[[int], int]]:
    """The two things that are compared: each writes the number it is given."""
    client: Client = log_in(cast.an)
    assessment = Assessment.objects.create(participant=cast.a)
    row = Answer.objects.create(
        assessment=assessment,
        criterion="2.1",
        field="bare",
        value="0",
        answered_under=cast.campaign.regulation.digest,
        changed_by=cast.an,
        changed_at=clock.now(),
    )
    address = f"/phieu/{cast.a.pk}/luu/1.2/"

    def ours(number: int) -> int:
        values = {"numerator": str(number), "denominator": "5000"}
        return client.post(address, values, headers={"HX-Request": "true"}).status_code

    def theirs(number: int) -> int:
        return client.post("/bare/", {"pk": row.pk, "value": str(number)}).status_code

    return ours, theirs


def main() -> int:
    """Print medians, saves per second and the ratio; 1 where they are not what is wanted."""
    settings.ROOT_URLCONF = "bench.web"
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    cast = make_cast()
    widen(cast)
    ours, theirs = acts(cast)
    for warm in range(20):
        timed(ours, warm)
        timed(theirs, warm)
    own, bare_ = [], []
    for number in range(100, 100 + ROUNDS):
        own.append(timed(ours, number))
        bare_.append(timed(theirs, number))
    print(f"field saves on {connection.vendor}, {CRITERIA} criteria, {ROUNDS} of each, in turns")
    for name, found in (("xephang", own), ("bare view", bare_)):
        median = statistics.median(found) * 1000
        print(f"  {name:10} median {median:6.1f} ms   {len(found) / sum(found):6.1f} a second")
    ratio, slow = sum(bare_) / sum(own), statistics.median(own) * 1000
    print(f"  ratio of saves a second: {ratio:.2f} (wanted: at least {LEAST:.2f})")
    print(f"  median of a save: {slow:.1f} ms (wanted: under {SLOWEST:.0f})")
    return 0 if ratio >= LEAST and slow < SLOWEST else 1


if __name__ == "__main__":
    sys.exit(main())
