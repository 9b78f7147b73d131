"""Without kinds of units nothing can be imported: a new installation has the usual ones."""

from typing import Any

from django.db import migrations

from xephang_web.organisations.kinds import KINDS


def add_kinds(apps: Any, _schema_editor: Any) -> None:
    """Add those that are not there; one that an office has changed stays as it is."""
    kinds = apps.get_model("organisations", "UnitKind")
    for position, (code, name, name_en, level) in enumerate(KINDS):
        kinds.objects.get_or_create(
            code=code,
            defaults={"name": name, "name_en": name_en, "level": level, "position": position},
        )


class Migration(migrations.Migration):
    """Going back leaves the kinds: units may be of them."""

    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
