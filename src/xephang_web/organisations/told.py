"""What the record says of units, by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xephang_web.audit.models import Record
from xephang_web.audit.words import Naming
from xephang_web.organisations.models import Unit


def name_units(records: Sequence[Record], namings: Mapping[int, Naming]) -> None:
    """The unit of every record, as it is called now."""
    wanted = {each.unit for each in records if each.unit is not None}
    names = dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "name"))
    for each in records:
        namings[each.position].unit = names.get(each.unit or 0, "")
