"""Addresses of the appraisal and the council."""

from django.urls import path

from xephang_web.appraisal.views import (
    assignments,
    council,
    desk,
    forms,
    requests,
    sources,
    visits,
)

app_name = "appraisal"
urlpatterns = [
    path("dot/<slug:slug>/tham-dinh/", forms.queue, name="queue"),
    path("dot/<slug:slug>/phan-cong/", assignments.tasks, name="tasks"),
    path("dot/<slug:slug>/xac-minh/", assignments.verify, name="verify"),
    path("dot/<slug:slug>/xac-minh/<int:pk>/", assignments.verify_task, name="verify_task"),
    path("dot/<slug:slug>/doc-lap/", assignments.second_looks, name="second_looks"),
    path("dot/<slug:slug>/doi-chieu/", sources.reference, name="reference"),
    path("dot/<slug:slug>/doi-chieu/nop/", sources.reference_upload, name="reference_upload"),
    path(
        "dot/<slug:slug>/doi-chieu/mau.<str:ending>",
        sources.reference_template,
        name="reference_template",
    ),
    path("dot/<slug:slug>/doi-chieu/<int:pk>/", sources.reference_table, name="reference_table"),
    path("dot/<slug:slug>/kiem-tra/", sources.inspections, name="inspections"),
    path("dot/<slug:slug>/kiem-tra/<int:pk>/tep/", sources.inspection_file, name="inspection_file"),
    path("dot/<slug:slug>/giai-trinh/", requests.asked, name="asked"),
    path("dot/<slug:slug>/khao-sat/", visits.visits, name="visits"),
    path("dot/<slug:slug>/khao-sat/lap/<int:pk>/", visits.plan_visit, name="plan_visit"),
    path("dot/<slug:slug>/khao-sat/<int:pk>/", visits.visit, name="visit"),
    path("dot/<slug:slug>/khao-sat/<int:pk>/phieu/", visits.checklist, name="checklist"),
    path(
        "dot/<slug:slug>/khao-sat/<int:pk>/anh/<int:file_id>/",
        visits.photograph,
        name="photograph",
    ),
    path("dot/<slug:slug>/hoi-dong/", council.sessions, name="council"),
    path("dot/<slug:slug>/hoi-dong/<int:number>/", council.minutes, name="minutes"),
    path("tham-dinh/<int:pk>/", forms.form, name="form"),
    path("tham-dinh/<int:pk>/gop/", forms.accept, name="accept"),
    path("tham-dinh/<int:pk>/ky/", forms.conclude, name="conclude"),
    path("tham-dinh/<int:pk>/hoi/<str:criterion_id>/", requests.ask, name="ask"),
    path("tham-dinh/<int:pk>/thu/<str:criterion_id>/", desk.preview, name="preview"),
    path(
        "tham-dinh/<int:pk>/gia-han/<int:clarification_id>/",
        requests.extend,
        name="extend",
    ),
    path("tham-dinh/<int:pk>/<str:criterion_id>/", desk.criterion, name="criterion"),
    path("hoi-dong/<int:pk>/<str:criterion_id>/", council.settle, name="settle"),
    path("phieu/<int:pk>/giai-trinh/", requests.clarifications, name="clarifications"),
    path(
        "phieu/<int:pk>/giai-trinh/tep/<int:file_id>/",
        requests.clarification_file,
        name="clarification_file",
    ),
]
