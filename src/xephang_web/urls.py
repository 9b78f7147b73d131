"""Every address of the application, in Vietnamese without marks."""

from django.urls import include, path

from xephang_web.shared.views import set_language

handler400 = "xephang_web.shared.views.bad_request"
handler403 = "xephang_web.shared.views.forbidden"
handler404 = "xephang_web.shared.views.not_found"
handler500 = "xephang_web.shared.views.server_error"

urlpatterns = [
    path("", include("xephang_web.portal.urls")),
    path("", include("xephang_web.results.urls")),
    path("", include("xephang_web.appraisal.urls")),
    path("", include("xephang_web.assessments.urls")),
    path("", include("xephang_web.campaigns.urls")),
    path("", include("xephang_web.accounts.urls")),
    path("", include("xephang_web.organisations.urls")),
    path("", include("xephang_web.audit.urls")),
    path("ngon-ngu/", set_language, name="set_language"),
    path("tai-khoan/", include("allauth.urls")),
]
