"""Addresses of people and invitations."""

from django.urls import path

from xephang_web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("loi-moi/<str:secret>/", views.accept, name="accept"),
    path("nhan-su/", views.me, name="me"),
    path("nhan-su/he-thong/", views.keepers, name="keepers"),
    path("nhan-su/<int:unit_id>/", views.people, name="people"),
]
