"""Addresses of the forms and of a campaign's progress."""

from django.urls import path

from xephang_web.assessments.views import evidence, files, filling, office, sending

app_name = "assessments"
urlpatterns = [
    path("dot/<slug:slug>/", office.dashboard, name="dashboard"),
    path("dot/<slug:slug>/tien-do/", office.units, name="units"),
    path("dot/<slug:slug>/nhac/", office.remind, name="remind"),
    path("dot/<slug:slug>/so-lieu.json", office.export, name="export"),
    path("phieu/<int:pk>/", filling.start, name="start"),
    path("phieu/<int:pk>/muc/<str:section_id>/", filling.section, name="section"),
    path("phieu/<int:pk>/diem/<str:section_id>/", filling.points, name="points"),
    path("phieu/<int:pk>/luu/<str:criterion_id>/", filling.save, name="save"),
    path("phieu/<int:pk>/minh-chung/<str:criterion_id>/", evidence.attach, name="attach"),
    path("phieu/<int:pk>/bo-minh-chung/<int:item_id>/", evidence.detach, name="detach"),
    path("phieu/<int:pk>/tep/<int:file_id>/", files.download, name="download"),
    path("phieu/<int:pk>/tep/<int:file_id>/anh/", files.picture, name="picture"),
    path("phieu/<int:pk>/trao-doi/<str:criterion_id>/", filling.discuss, name="discuss"),
    path("phieu/<int:pk>/soat/", sending.review, name="review"),
    path("phieu/<int:pk>/trinh/", sending.hand_to_head, name="hand_to_head"),
    path("phieu/<int:pk>/tra-lai/", sending.give_back, name="give_back"),
    path("phieu/<int:pk>/gui/", sending.submit, name="submit"),
    path("phieu/<int:pk>/rut/", sending.withdraw, name="withdraw"),
    path("phieu/<int:pk>/bien-nhan/", sending.receipt, name="receipt"),
    path("phieu/<int:pk>/xac-nhan/", sending.endorse, name="endorse"),
    path("phieu/<int:pk>/nhat-ky/", sending.history, name="history"),
    path("phieu/<int:pk>/tiep-nhan/", office.receive, name="receive"),
    path("phieu/<int:pk>/nghi-van/", office.decide, name="decide"),
]
