"""Addresses of a test: the application's, and one page that somebody forgot to give a policy."""

from django.urls import include, path

from tests.web.shared.test_policy import closed

handler404 = "xephang_web.shared.views.not_found"
urlpatterns = [path("quen/", closed, name="forgotten"), path("", include("xephang_web.urls"))]
