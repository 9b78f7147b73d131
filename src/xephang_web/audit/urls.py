"""Address of the record."""

from django.urls import path

from xephang_web.audit import views

app_name = "audit"
urlpatterns = [path("nhat-ky/", views.log, name="log")]
