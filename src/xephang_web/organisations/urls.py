"""Addresses of units."""

from django.urls import path

from xephang_web.organisations import views

app_name = "organisations"
urlpatterns = [
    path("don-vi/", views.units, name="units"),
    path("don-vi/xuat.<str:ending>", views.export, name="export"),
    path("don-vi/nhap/", views.import_file, name="import"),
    path("don-vi/loai/", views.kinds, name="kinds"),
    path("don-vi/<int:pk>/", views.unit, name="unit"),
    path("don-vi/<int:pk>/sua/", views.correct, name="correct"),
    path("don-vi/<int:pk>/sap-xep/", views.reorganise, name="reorganise"),
]
