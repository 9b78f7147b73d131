"""Thẩm định độc lập: forms drawn by a seed for a second appraiser who does not see the first."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from xephang.points import NumberFormatError, parse_number
from xephang_web.accounts.models import User
from xephang_web.appraisal.models import Finding, SampleDraw, SecondLook
from xephang_web.appraisal.people import checkers
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.sampling import drawn
from xephang_web.appraisal.services.assignments import check_leads, check_leads_for
from xephang_web.appraisal.services.findings import check_judgeable
from xephang_web.assessments.models import Assessment
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import about_campaign, about_participant
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.errors import Mistake, TooLate


@transaction.atomic
def draw_second_look(
    *, by: User, participant: Participant, appraiser: User, draw: SampleDraw | None = None
) -> SecondLook:
    """Appoint a second, blind appraiser of a form: another person, without a conflict."""
    if draw is None:  # chosen by somebody, not by the seed
        check_leads_for(by, participant)
    check_leads(by, participant.campaign)
    check_judgeable(participant)
    why = why_not_second(appraiser, participant)
    if why:
        raise Mistake(why)
    if SecondLook.objects.filter(participant=participant).exists():
        raise Mistake(_("Phiếu này đã được rút để thẩm định độc lập."))
    made = SecondLook.objects.create(
        participant=participant,
        appraiser=appraiser,
        draw=draw,
        drawn_by=by,
        drawn_at=campaign_now(participant.campaign),
    )
    record_act(
        "second_look.drawn",
        about_participant(participant),
        by=by,
        after={"appraiser": appraiser.full_name, "draw": str(draw.number) if draw else ""},
    )
    return made


def why_not_second(user: User, participant: Participant) -> str:
    """Why the person cannot be the second appraiser of a form; empty if nothing stands against."""
    why = conflict(user, participant)
    if why:
        return _("Xung đột lợi ích: {why}").format(why=why)
    if participant.findings.filter(by=user).exists():
        return _("{name} đã thẩm định phiếu đó.").format(name=user.full_name)
    if participant.visits.filter(team=user).exists():
        return _("{name} đã được cử khảo sát đơn vị đó.").format(name=user.full_name)
    return ""


def forms_to_draw_from(campaign: Campaign, group: str = "") -> list[Participant]:
    """The sent forms that have no second look yet, of one group or of all."""
    found = campaign.participants.filter(
        assessment__state=Assessment.State.SUBMITTED,
        superseded_by__isnull=True,
        second_look__isnull=True,
    ).select_related(
        "unit__parent__parent__parent", "campaign__standing_office", "campaign__regulation"
    )
    return list(found.filter(group=group) if group else found)


def how_many(wanted: str, population: int) -> int:
    """The number of forms that `5` or `10 %` means; a share is rounded up. Raises `Mistake`."""
    text = wanted.strip()
    try:
        number = parse_number(text.rstrip("% "), locale="vi")
    except NumberFormatError:
        raise Mistake(
            _("Cỡ mẫu: hãy viết số phiếu, hoặc tỷ lệ như 10 %."), field="wanted"
        ) from None
    if text.endswith("%"):
        if not 0 < number <= 100:
            raise Mistake(_("Tỷ lệ phải lớn hơn 0 và không quá 100 %."), field="wanted")
        share = Fraction(population) * number / 100
        return -(-share.numerator // share.denominator)
    if number.denominator != 1 or not 0 < number <= population:
        raise Mistake(
            _("Cỡ mẫu phải từ 1 đến {count} phiếu.").format(count=population), field="wanted"
        )
    return int(number)


@transaction.atomic
def draw_sample(
    *, by: User, campaign: Campaign, wanted: str, seed: str = "", group: str = ""
) -> SampleDraw:
    """Draw forms by a seed, and appoint to each somebody free of conflict, work shared evenly.

    Without a seed given, one is made. Forms for which there is nobody stay drawn and are
    named, for the office to appoint somebody.
    """
    check_leads(by, campaign)
    if group and group not in regulation_of(campaign).criteria_sets:
        raise Mistake(_("Không có nhóm này."))
    forms = {
        each.unit.code: each for each in forms_to_draw_from(campaign, group) if _is_judgeable(each)
    }
    if not forms:
        raise Mistake(_("Không còn phiếu nào để rút."))
    count = how_many(wanted, len(forms))
    seed = seed.strip() or secrets.token_hex(8)
    if len(seed) > 80:
        raise Mistake(_("Hạt giống dài quá 80 ký tự."), field="seed")
    codes = drawn(seed, forms, count)
    made = SampleDraw.objects.create(
        campaign=campaign,
        number=campaign.sample_draws.count() + 1,
        seed=seed,
        group=group,
        wanted=wanted.strip(),
        population=canonical_text(sorted(forms)),
        drawn=canonical_text(codes),
        drawn_by=by,
        drawn_at=campaign_now(campaign),
    )
    record_act(
        "second_look.sample_drawn",
        about_campaign(campaign),
        by=by,
        after={
            "number": str(made.number),
            "seed": seed,
            "group": group,
            "wanted": made.wanted,
            "population": made.population,
            "drawn": made.drawn,
        },
    )
    without = _appoint(by, made, [forms[code] for code in codes])
    if without:
        made.without = canonical_text(without)
        made.save(update_fields=["without"])
    return made


def _is_judgeable(participant: Participant) -> bool:
    """False while the unit may still take its form back. Raises `TooLate` once all is over."""
    try:
        check_judgeable(participant)
    except TooLate:
        raise
    except Mistake:
        return False
    return True


def _appoint(by: User, draw: SampleDraw, forms: Sequence[Participant]) -> list[str]:
    """Appoint to each form the free person with the fewest; codes of forms that got nobody."""
    people = checkers(draw.campaign)
    pks = [each.pk for each in forms]
    found_by: dict[int, set[int]] = {}
    for form, user in Finding.objects.filter(participant__in=pks).values_list("participant", "by"):
        found_by.setdefault(form, set()).add(user)
    load: Counter[int] = Counter(
        SecondLook.objects.filter(participant__campaign=draw.campaign).values_list(
            "appraiser", flat=True
        )
    )
    without = []
    for each in forms:
        free = [
            one
            for one in people
            if one.pk not in found_by.get(each.pk, set()) and not why_not_second(one, each)
        ]
        if not free:
            without.append(each.unit.code)
            continue
        chosen = min(free, key=lambda one: (load[one.pk], one.full_name, one.pk))
        load[chosen.pk] += 1
        draw_second_look(by=by, participant=each, appraiser=chosen, draw=draw)
    return without


def codes_of(text: str) -> list[str]:
    """The unit codes that a draw has kept."""
    return list(json.loads(text))
