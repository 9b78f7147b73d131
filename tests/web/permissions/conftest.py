"""What the tests of permissions run with: what costs time and is not the question, left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import client

from xephang_web.campaigns.models import Campaign, PinnedRegulation
from xephang_web.campaigns.pinning import pin_content
from xephang_web.campaigns.views import choosing
from xephang_web.evidence import pictures
from xephang_web.shared import middleware, views


@pytest.fixture
def quick_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """No library is read and no file drawn for every request: who may is the question.

    Nor does the test's browser keep a copy of every context a page was made of.
    """

    def pin(choice: str) -> PinnedRegulation:
        pinned: PinnedRegulation = Campaign.objects.get(slug="thanh-hoa-2016").regulation
        content = json.loads(pinned.content)
        if choice.endswith("@2017"):
            content["forms"][0]["year"] = "2017"
            return pin_content(content, 2017)
        if not choice.startswith("sua-doi"):
            return pinned
        content["forms"][0]["sections"][0]["criteria"][0]["name"] = "Tiêu chí đã đổi"
        return pin_content(content, 2016)

    monkeypatch.setattr(choosing, "pin_choice", pin)
    monkeypatch.setattr(choosing, "offers_of", lambda _id: [])
    monkeypatch.setattr(pictures, "picture_of", lambda _stored, _page: b"")
    monkeypatch.setattr(client, "store_rendered_templates", lambda *_given, **_named: None)


@pytest.fixture
def bare_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused is answered without the page that says so, where only the answer counts.

    The pages themselves are opened as everybody by test_canaries.py.
    """

    def bare(_request: HttpRequest, template: str, *_given: Any, status: int) -> HttpResponse:
        return HttpResponse(template, status=status)

    monkeypatch.setattr(views, "render", bare)
    monkeypatch.setattr(middleware, "render", bare)
    monkeypatch.setattr(middleware, "give_back", lambda *_given: None)
