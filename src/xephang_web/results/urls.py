"""Addresses of the results, for those who work on them and for everybody."""

from django.urls import path

from xephang_web.results.views import (
    appeals,
    consequences,
    office,
    public,
    regulations,
    remedies,
    units,
)

app_name = "results"
urlpatterns = [
    path("dot/<slug:slug>/ket-qua/", office.results, name="results"),
    path("dot/<slug:slug>/ket-qua/buoc/", office.step, name="step"),
    path("dot/<slug:slug>/ket-qua/hinh/", office.picture, name="pictures"),
    path("dot/<slug:slug>/ket-qua/bang/", office.decide_table, name="decide_table"),
    path("dot/<slug:slug>/kien-nghi/<int:pk>/", appeals.appeal, name="appeal"),
    path("dot/<slug:slug>/kien-nghi/<int:pk>/tep/", appeals.appeal_file, name="appeal_file"),
    path("dot/<slug:slug>/he-qua/", consequences.consequences, name="consequences"),
    path("dot/<slug:slug>/he-qua.csv", consequences.consequences_csv, name="consequences_csv"),
    path("dot/<slug:slug>/he-qua.xlsx", consequences.consequences_xlsx, name="consequences_xlsx"),
    path("dot/<slug:slug>/ket-qua.csv", consequences.units_csv, name="units_csv"),
    path("phieu/<int:pk>/ket-qua/", units.sheet, name="sheet"),
    path("phieu/<int:pk>/kien-nghi/", units.file_appeal, name="file_appeal"),
    path("phieu/<int:pk>/kien-nghi/rut/", units.withdraw_appeal, name="withdraw_appeal"),
    path("phieu/<int:pk>/khac-phuc/", remedies.remedies, name="remedies"),
    path("dot/<slug:slug>/khac-phuc/", remedies.overview, name="remedy_overview"),
    path("cong-bo/", public.published, name="published"),
    path("cong-bo/kiem-tra/", public.verify, name="verify"),
    path("cong-bo/cot-du-lieu/", public.columns, name="columns"),
    path("cong-bo/<slug:slug>/<int:version>/", public.tables, name="tables"),
    path("cong-bo/<slug:slug>/<int:version>/goi.json", public.package, name="package"),
    path("cong-bo/<slug:slug>/<int:version>/bang.csv", public.csv_table, name="csv"),
    path("cong-bo/<slug:slug>/<int:version>/bang.json", public.json_table, name="json"),
    path("cong-bo/<slug:slug>/<int:version>/tieu-chi.csv", public.csv_criteria, name="criteria"),
    path("cong-bo/<slug:slug>/<int:version>/quyet-dinh/", public.document, name="document"),
    path("cong-bo/<slug:slug>/<int:version>/quy-dinh/", regulations.regulation, name="regulation"),
    path("cong-bo/<slug:slug>/<int:version>/thay-doi/", public.changes, name="changes"),
    path("cong-bo/<slug:slug>/<int:version>/<str:code>/", public.unit, name="unit"),
]
