"""Deny by default, and the same designed page for every mistake of a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from xephang_web.shared.errors import Mistake
from xephang_web.shared.given_back import give_back, typed_texts
from xephang_web.shared.policy import admits, policy_of
from xephang_web.shared.requests import is_htmx, page_before
from xephang_web.shared.views import csrf_failure

LARGEST_ID = 2**63 - 1
Respond = Callable[[HttpRequest], HttpResponseBase]


class LanguageMiddleware:
    """Vietnamese, unless the person has chosen English.

    The browser's own language is not asked: it decides how figures are read (1.204 is a
    thousand and more, or one and a bit), and many office machines speak English unasked.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the cookie."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


class CompressPages(GZipMiddleware):
    """Compresses pages, which are text; files go out as they are kept (decision 0007)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """The response, smaller where it is a page and the browser reads gzip."""
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class PolicyMiddleware:
    """Serves no view whose policy is not declared, and none to whom its policy keeps out."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; the question is asked once the view is known."""
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """None to go on, a log-in page for a visitor, 404 for who may not know of the page."""
        match = request.resolver_match
        policy = policy_of(view, match.url_name if match else None)
        if policy is None:
            raise Http404
        if admits(policy, request):
            return None
        if not request.user.is_authenticated and policy != "nobody":
            # What cannot be opened again: a field that was to be saved says so on its page,
            # who wrote something reads it once more, and who sent a form comes back to its page.
            if is_htmx(request):
                return HttpResponse(status=401)
            if request.method == "GET":
                return redirect_to_login(request.get_full_path())
            if typed_texts(request):
                return csrf_failure(request)
            return redirect_to_login(page_before(request))
        raise Http404


class MistakeMiddleware:
    """Turns a `Mistake` into a page (or a fragment for htmx) that says what to do."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; mistakes are caught below, and an act opened like a page gets a page."""
        response = self.respond(request)
        if response.status_code == 405 and not is_htmx(request):
            mistake = Mistake(_("Địa chỉ này chỉ nhận biểu mẫu. Hãy bắt đầu lại từ trang đầu."))
            page = render(request, "shared/mistake.html", {"mistake": mistake}, status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse what no keyboard types and no database stores: the character zero.

        And ids longer than are kept (`posted_id` in what is sent): they are of nothing.
        """
        if "\x00" in request.path or any(
            isinstance(each, int) and each > LARGEST_ID for each in kwargs.values()
        ):
            raise Http404
        sent = (*request.GET.lists(), *request.POST.lists())
        if any("\x00" in str(text) for _name, texts in sent for text in texts):
            mistake = Mistake(_("Nội dung gửi lên có ký tự không hợp lệ."))
            return render(request, "shared/mistake.html", {"mistake": mistake}, status=400)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The form again with what is wrong with it, or a page that says so; None leaves every
        other error to Django."""
        if not isinstance(error, Mistake):
            return None
        if is_htmx(request):
            context = {"mistake": error}
            return render(request, "shared/mistake_part.html", context, status=error.status)
        return give_back(request, error) or render(
            request,
            "shared/mistake.html",
            {"mistake": error, "typed": typed_texts(request), "back": page_before(request)},
            status=error.status,
        )
