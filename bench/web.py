"""Field saves: the page's own view beside a bare Django view that writes two rows.

Both are called through Django's test client in one process, one after the other, in turns,
so that the machine's noise falls on both. `python -m bench.web` prints the table; with
XEPHANG_TEST_DATABASE it is PostgreSQL's.
"""

from __future__ import annotations

import os
import statistics
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
from xephang_web.shared import clock
from xephang_web.shared.policy import SIGNED_IN, page

ROUNDS = 300


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


def main() -> None:
    """Print medians, saves per second and the ratio."""
    settings.ROOT_URLCONF = "bench.web"
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    ours, theirs = acts(make_cast())
    for warm in range(20):
        timed(ours, warm)
        timed(theirs, warm)
    own, bare_ = [], []
    for number in range(100, 100 + ROUNDS):
        own.append(timed(ours, number))
        bare_.append(timed(theirs, number))
    print(f"field saves on {connection.vendor}, {ROUNDS} of each, in turns, one process")
    for name, found in (("xephang", own), ("bare view", bare_)):
        median = statistics.median(found) * 1000
        print(f"  {name:10} median {median:6.1f} ms   {len(found) / sum(found):6.1f} a second")
    print(f"  ratio of saves a second: {sum(bare_) / sum(own):.2f}")


if __name__ == "__main__":
    main()
