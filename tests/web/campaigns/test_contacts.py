"""3.4: whom units call, as it stands now."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from tests.web.cast import Cast, log_in, make_cast
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Contact


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_contact_that_is_wrong_is_taken_off_and_stays_in_the_record(cast: Cast) -> None:
    address = f"/dot/{cast.campaign.slug}/thanh-phan/"
    office = log_in(cast.hoa)
    office.post(address, {"act": "contact", "name": "Lan", "phone": "0900", "email": ""})
    made = Contact.objects.get()
    drop = {"act": "drop_contact", "contact": made.pk}
    assert log_in(cast.an).post(address, drop).status_code == HTTPStatus.NOT_FOUND
    assert office.post(address, {**drop, "contact": made.pk + 1}).status_code == 404
    assert Contact.objects.exists()
    assert office.post(address, drop).status_code == HTTPStatus.FOUND
    assert not Contact.objects.exists()
    assert "Lan" in Record.objects.get(act="contact.removed").data
