"""A new installation: nothing but what `migrate` leaves there."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.cast import holds, log_in, person
from xephang_web.accounts.models import Role
from xephang_web.organisations.models import Unit

FIRST = (
    "code,name,kind,parent\nT,UBND tỉnh,province,\nT.1,Sở Một,department,T\n"
    "T.2,Huyện Hai,district,T\nT.2.1,Xã Ba,commune,T.2\nT.2.2,Phường Bốn,ward,T.2\n"
)


@pytest.mark.django_db
def test_the_administrator_of_a_new_installation_imports_its_units() -> None:
    """No unit can exist without a kind, and no page makes kinds: they are there from the start."""
    # Again, for a database that another test has emptied since it was migrated.
    import_module("xephang_web.organisations.migrations.0002_kinds").add_kinds(apps, None)
    client = log_in(holds(person("Quyên"), Role.ADMINISTRATOR))
    got = client.post("/don-vi/nhap/", {"file": SimpleUploadedFile("u.csv", FIRST.encode())})
    assert got.status_code == 302, got.content.decode()
    assert Unit.objects.get(code="T.2.1").parent == Unit.objects.get(code="T.2")
