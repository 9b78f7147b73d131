"""A form that cannot be taken is given back: its page, what was typed, and what is wrong.

The page on which the form stands is drawn anew, as for somebody who opens it, and what was
typed is written into the form as it is drawn. So this holds for every form alike, and no
view and no template has to know of it.
"""

from __future__ import annotations

import copy
from html import escape
from urllib.parse import urljoin, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from xephang_web.shared.errors import Conflict, Mistake
from xephang_web.shared.form_markup import KEPT_BY_NOBODY, Form, Forms
from xephang_web.shared.policy import admits, policy_of
from xephang_web.shared.requests import page_before

MESSAGE = "chua-ghi-duoc"
# Hidden fields that say what a page knew when it was drawn. They hold the new state in the
# page given back, and it is that state which the person then sees; every other hidden field
# names the thing that the form is about, and must be the same. What was known of a single field
# (`v.…`) stays as it was, as that field stays: only what is shown as standing is known anew.
_SEEN = ("seen", "seen_ripple", "digest", "opened", "csrfmiddlewaretoken")


def give_back(request: HttpRequest, mistake: Mistake) -> HttpResponse | None:
    """The page of the form again; None where there is no such page, or not that form on it."""
    if request.method != "POST":
        return None
    address = page_before(request, request.path)
    text = page_as_seen(request, address)
    if text is None:
        return None
    page = Forms(text)
    form = _same_form(page, request, address)
    if form is None:
        return None
    form.fill(dict(request.POST.lists()))
    _keep_seen(form, request, mistake)
    _say(form, request, mistake)
    for each in form.folds:
        each.set("open", "")
    if page.title is not None:
        page.title.inside = escape(_("Chưa làm được:")) + " "
    return HttpResponse(page.written(form), status=mistake.status)


def typed_texts(request: HttpRequest) -> list[str]:
    """What a person wrote in sentences, to be copied from where the form is no more."""
    sent = (str(text).strip() for name, text in request.POST.items() if "password" not in name)
    return [text for text in sent if len(text) > 20 and " " in text]


def page_as_seen(request: HttpRequest, address: str) -> str | None:
    """A page of ours as this person sees it when opening it; None where they would not."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    opened = copy.copy(request)
    opened.method, opened.path, opened.path_info = "GET", parts.path, parts.path
    opened.META = request.META | {"QUERY_STRING": parts.query}
    opened.GET, opened.POST = QueryDict(parts.query), QueryDict()
    opened._files = MultiValueDict()  # type: ignore[attr-defined]
    opened.resolver_match = match
    policy = policy_of(match.func, match.url_name)
    if policy is None or not admits(policy, opened):
        return None
    try:
        response = match.func(opened, *match.args, **match.kwargs)
    except (Http404, Mistake):
        return None
    is_page = response.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if response.status_code == 200 and is_page else None


def _same_form(page: Forms, request: HttpRequest, address: str) -> Form | None:
    """The form of the page that was sent: same address, same hidden fields, same buttons."""
    for each in page.found:
        goes_to = urlsplit(urljoin(address, each.tag.get("action", address))).path
        if goes_to == request.path and each.tag.get("method") == "post" and _fits(each, request):
            return each
    return None


def _fits(form: Form, request: HttpRequest) -> bool:
    sent = request.POST
    buttons: dict[str, set[str]] = {}
    for each in form.fields:
        name, kind = each.get("name"), each.kind
        if kind == "submit" and name:
            buttons.setdefault(name, set()).add(each.get("value"))
        if kind == "hidden" and not _is_seen(name) and sent.get(name) != each.get("value"):
            return False
    if any(name in sent and sent[name] not in values for name, values in buttons.items()):
        return False
    # A field that this form lacks was typed into another one.
    names = {each.get("name") for each in form.fields}
    return all(name in names or _is_seen(name) for name in sent)


def _keep_seen(form: Form, request: HttpRequest, mistake: Mistake) -> None:
    """What the page knew of each field whose content is given back, and what it shows now."""
    clashes = mistake.clashes if isinstance(mistake, Conflict) else ()
    shown = {f"v.{each.field}": each.seen for each in clashes}
    for each in form.fields:
        name = each.get("name")
        if each.kind == "hidden" and name.startswith("v.") and name in request.POST:
            each.set("value", shown.get(name, request.POST[name]))


def _is_seen(name: str) -> bool:
    return name in _SEEN or name.startswith("v.") or name.endswith(".there")


def point_out(text: str, form_id: str, mistake: Mistake) -> str:
    """A page of a form that was refused: what is wrong is said at each field, which is focused.

    The page itself says it too, in an element whose id is `MESSAGE`.
    """
    page = Forms(text)
    form = next((each for each in page.found if each.tag.get("id") == form_id), None)
    if form is None:
        return text
    _mark(form, mistake)
    return page.written(form)


def _mark(form: Form, mistake: Mistake) -> list[tuple[Mistake, str]]:
    """Put what is wrong at each field, the focus on the first; each with its field's id."""
    said: list[tuple[Mistake, str]] = []
    for each in mistake.parts:
        found = form.typed(each.field) if each.field else None
        said.append((each, found.get("id") if found is not None else ""))
        if found is None or found.get("aria-invalid"):
            continue
        note = MESSAGE
        if found.kind not in ("checkbox", "radio"):
            note = f"{MESSAGE}-{each.field}"
            found.after = f'<p class="xh-fault" id="{escape(note)}">{escape(each.message)}</p>'
        if not any(one.get("autofocus", "no") == "" for one in form.fields):
            found.set("autofocus", "")
        found.set("aria-invalid", "true")
        found.set("aria-describedby", f"{found.get('aria-describedby')} {note}".strip())
    return said


def _say(form: Form, request: HttpRequest, mistake: Mistake) -> None:
    """Say what is wrong at each field and at the head of the form."""
    said = _mark(form, mistake)
    context = {
        "said": said,
        "mistake": mistake,
        "message_id": MESSAGE,
        "is_at_its_field": len(said) == 1 and any(each.after for each in form.fields),
        "is_conflict": isinstance(mistake, Conflict),
        "is_focused": not any(field_id for _mistake, field_id in said),
        "lost": any(
            each.kind in KEPT_BY_NOBODY and each.get("name") in request.FILES
            for each in form.fields
        ),
    }
    form.tag.inside = render_to_string("shared/given_back.html", context)
