"""Pages that belong to no application: errors, and the choice of language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xephang_web.shared.given_back import typed_texts
from xephang_web.shared.policy import ANYONE, page
from xephang_web.shared.requests import is_htmx, page_before


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for this person; the page does not say which."""
    return render(request, "shared/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent is not what a browser sends from our pages."""
    return render(request, "shared/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known to be there, and not for this person."""
    return render(request, "shared/forbidden.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page needs neither database nor session, nor that styles are found."""
    try:
        styles = [static(f"xephang/{name}.css") for name in ("tokens", "app", "pages")]
    except ValueError:
        styles = []
    text = render_to_string("shared/server_error.html", {"styles": styles})
    return HttpResponse(text, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is from a session that has ended. A field that is saved says so itself."""
    if is_htmx(request):
        return HttpResponse(status=401)
    context = {"typed": typed_texts(request), "back": page_before(request)}
    return render(request, "shared/csrf_failure.html", context, status=403)


@page(ANYONE)
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages and come back to the page one was on."""
    wanted = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 86400,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
