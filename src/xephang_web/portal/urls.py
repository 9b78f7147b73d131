"""Addresses of the portal."""

from django.urls import path

from xephang_web.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("minh-hoa/vao/<int:user_id>/", views.demo_login, name="demo_login"),
    path("tro-nang/", views.accessibility, name="accessibility"),
]
