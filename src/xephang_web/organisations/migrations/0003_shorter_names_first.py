"""Units anew in the order of the alphabet: a name that begins another stands before it."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from xephang_web.shared.words import collation_key


def sort_anew(apps: Any, _schema: Any) -> None:
    """Compute the keys by which units are sorted."""
    unit = apps.get_model("organisations", "Unit")
    changed = []
    for each in unit.objects.only("name", "sort_key").iterator(chunk_size=1000):
        each.sort_key = collation_key(each.name)
        changed.append(each)
    unit.objects.bulk_update(changed, ["sort_key"], batch_size=500)


class Migration(migrations.Migration):
    """Only keys change, so nothing has to be done on the way back."""

    dependencies = [("organisations", "0002_kinds")]
    operations = [migrations.RunPython(sort_anew, migrations.RunPython.noop)]
