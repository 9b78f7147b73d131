"""The deadline hour: saves and submissions arrive at a fixed rate, whatever the server does.

An open model: an arrival does not wait for the answer before it, and its time runs from the
moment it was due, so that a server that falls behind shows it. A server of its own is
started on this machine with a database of its own (SQLite, or PostgreSQL under
`tests.postgresql`). `python -m bench.deadline [ARRIVALS A SECOND] [SECONDS]` prints the times
and whether everything that was acknowledged is in the database afterwards.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

DATA = Path(tempfile.mkdtemp(prefix="xephang-deadline-"))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "xephang_web.settings",
    "XEPHANG_DATA": str(DATA),
    "XEPHANG_DEMONSTRATION": "yes",
}
if os.environ.get("XEPHANG_TEST_DATABASE"):
    os.environ["XEPHANG_DATABASE"] = os.environ.pop("XEPHANG_TEST_DATABASE")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from bench.acknowledged import Place, lost
from tests.postgresql import free_port
from tests.web.cast import Cast, holds, log_in, make_cast, person
from xephang_web.accounts.models import Role
from xephang_web.assessments.services import save_answers
from xephang_web.campaigns.roster import add_participants
from xephang_web.organisations.services import create_unit

UNITS = 300
SHARE_SENT = 0.2
"""Of all arrivals, so many are heads that review and send."""
AT_ONCE = 64
TOKEN = "t" * 32
_DIGEST = re.compile(rb'name="digest" value="([0-9a-f]{64})"')


@dataclass(frozen=True)
class Arrival:
    """Somebody who comes at a moment: to save a figure, or to send the form."""

    due: float
    place: Place
    value: int | None


@dataclass(frozen=True)
class Answered:
    """How it went: what was asked, how long it took from the moment it was due, the status."""

    kind: str
    seconds: float
    status: int


def people(cast: Cast) -> list[Place]:
    """The units on the roster, a first figure in each form, their people logged in."""
    places = []
    for number in range(UNITS):
        unit = create_unit(
            by=None, code=f"T.L{number}", name=f"Sở {number}", kind=cast.unit_a.kind,
            parent=cast.province,
        )  # fmt: skip
        focal = holds(person(f"Focal{number}"), Role.FOCAL_PERSON, unit)
        head = holds(person(f"Head{number}"), Role.HEAD, unit)
        add_participants(by=cast.hoa, campaign=cast.campaign, units=[unit], group="so")
        keys = [log_in(each).cookies["sessionid"].value for each in (focal, head)]
        first = {"numerator": "0", "denominator": "5000"}
        place = cast.participant(unit)
        save_answers(by=focal, participant=place, criterion_id="1.2", values=first)
        places.append(Place(place.pk, keys[0], keys[1], {"0"}))
    return places


def arrivals(places: list[Place], rate: float, seconds: float) -> list[Arrival]:
    """A drawn crowd (always the same): exponential gaps; a unit saves, and then sends once."""
    rng = random.Random("deadline")
    came: list[Arrival] = []
    at = 0.0
    waiting = rng.sample(places, len(places))
    while True:
        at += rng.expovariate(rate)
        if at > seconds:
            return came
        if len(waiting) > 1 and rng.random() < SHARE_SENT:
            came.append(Arrival(at, waiting.pop(), None))
        else:
            came.append(Arrival(at, rng.choice(waiting), len(came)))


def ask(port: int, method: str, path: str, session: str, **fields: str) -> tuple[int, bytes]:
    """One request of its own, as a browser with a session sends it."""
    link = http.client.HTTPConnection("localhost", port, timeout=60)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "HX-Request": "true" if "denominator" in fields else "",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        link.request(method, path, urlencode(fields), {k: v for k, v in headers.items() if v})
        answer = link.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        link.close()


def meet(port: int, started: float, arrival: Arrival) -> list[Answered]:
    """Do what somebody came for; what was acknowledged is noted on the place."""
    place = arrival.place
    if arrival.value is not None:
        value = str(arrival.value + 1)
        status, _body = ask(
            port, "POST", f"/phieu/{place.pk}/luu/1.2/", place.focal,
            numerator=value, denominator="5000",
        )  # fmt: skip
        if status == 200:
            place.saved.add(value)
        return [Answered("save", time.perf_counter() - started - arrival.due, status)]
    status, body = ask(port, "GET", f"/phieu/{place.pk}/soat/", place.head)
    read = Answered("review", time.perf_counter() - started - arrival.due, status)
    found = _DIGEST.search(body)
    before = time.perf_counter()
    status, _body = ask(
        port, "POST", f"/phieu/{place.pk}/gui/", place.head,
        digest=found[1].decode() if found else "",
    )  # fmt: skip
    place.is_sent = status == 302
    return [read, Answered("send", time.perf_counter() - before, status)]


@contextmanager
def server() -> Iterator[int]:
    """The application as a small office runs it, on a port of its own."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("gunicorn")), "xephang_web.wsgi", "--bind",
        f"localhost:{port}", "--workers", "2", "--threads", "4", "--log-level", "error",
    ]  # fmt: skip
    run = subprocess.Popen(command)
    try:
        for _attempt in range(200):
            if ask(port, "GET", "/tro-nang/", "")[0]:
                break
            time.sleep(0.1)
        yield port
    finally:
        run.terminate()
        run.wait()


def report(answers: list[Answered], rate: float, seconds: float) -> None:
    """Print percentiles by what was asked for, and what was not acknowledged."""
    print(
        f"the deadline hour on {connection.vendor}: {rate:g} arrivals a second for {seconds:g} s,"
        f" {UNITS} units, 2 workers x 4 threads; from the moment due"
    )
    for kind in ("save", "review", "send"):
        times = [each.seconds * 1000 for each in answers if each.kind == kind]
        if len(times) < 2:
            continue
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        refused: dict[int, int] = {}
        for each in answers:
            if each.kind == kind and each.status not in (200, 302):
                refused[each.status] = refused.get(each.status, 0) + 1
        print(
            f"  {kind:7} {len(times):5}   median {cuts[49]:7.0f} ms   95 % {cuts[94]:7.0f} ms"
            f"   99 % {cuts[98]:7.0f} ms   worst {max(times):7.0f} ms   not acknowledged {refused}"
        )


def main(rate: float = 10, seconds: float = 30) -> int:
    """Run the hour in short; 1 where something that was acknowledged is lost."""
    try:
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        call_command("collectstatic", interactive=False, verbosity=0)
        places = people(make_cast())
        crowd = arrivals(places, rate, seconds)
        with server() as port, ThreadPoolExecutor(AT_ONCE) as pool:
            ask(port, "GET", f"/phieu/{places[0].pk}/soat/", places[0].head)
            started = time.perf_counter()
            running = []
            for each in crowd:
                time.sleep(max(0.0, started + each.due - time.perf_counter()))
                running.append(pool.submit(meet, port, started, each))
            answers = [one for each in running for one in each.result()]
        report(answers, rate, seconds)
        missing = lost(places)
        acknowledged = sum(len(each.saved) - 1 + each.is_sent for each in places)
        print(f"  acknowledged: {acknowledged}; lost: {len(missing)}")
        print(*missing, sep="\n")
        return 1 if missing else 0
    finally:
        connection.close()
        shutil.rmtree(DATA, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(*(float(each) for each in sys.argv[1:3])))
