"""Addresses of a campaign's own pages."""

from django.urls import path

from xephang_web.campaigns.views import amending, composition, founding, papers

app_name = "campaigns"
urlpatterns = [
    path("tao-dot/", founding.create, name="create"),
    path("dot/<slug:slug>/chep/", founding.copy, name="copy"),
    path("dot/<slug:slug>/trang-thai/", founding.change_state, name="state"),
    path("dot/<slug:slug>/dong-ho/", founding.move_clock, name="clock"),
    path("dot/<slug:slug>/thanh-phan/", composition.roster, name="roster"),
    path("dot/<slug:slug>/lich/", papers.dates, name="dates"),
    path("dot/<slug:slug>/tieu-chi/", amending.criteria, name="criteria"),
    path("dot/<slug:slug>/sua-doi/", amending.amend, name="amend"),
    path("dot/<slug:slug>/sua-doi/tep/", amending.regulation_files, name="regulation_files"),
    path("dot/<slug:slug>/van-ban/", papers.documents, name="documents"),
    path("dot/<slug:slug>/van-ban/<int:pk>/tep/", papers.document_file, name="document_file"),
    path("dot/<slug:slug>/vuong-mac/", papers.questions, name="questions"),
]
