"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.counsel import views_office, views_portal, views_remedies, views_waivers

app_name = "counsel"
_OFFICE = "cases/<str:case_id>/representatives/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", views_portal.portal, name="portal"),
    path("portal/<slug:key>/", views_portal.client, name="client"),
    path("portal/<slug:key>/certificate/", views_portal.certificate, name="certificate"),
    path("portal/<slug:key>/ask/", views_portal.request_something, name="ask"),
    path("portal/<slug:key>/write/", views_portal.write, name="write"),
    path("portal/<slug:key>/messages/<int:pk>/received/", views_portal.confirm, name="confirm"),
    path("portal/<slug:key>/messages/<int:pk>/told/", views_portal.told, name="told"),
    path("portal/<slug:key>/waivers/<int:pk>/back/", views_portal.take_back, name="take_back"),
    path(_OFFICE, views_office.representatives, name="representatives"),
    path(f"{_OFFICE}invite/", views_office.invite, name="invite"),
    path(f"{_OFFICE}enter/", views_office.enter, name="enter"),
    path(f"{_OFFICE}<int:pk>/", views_office.representation, name="representation"),
    path(f"{_OFFICE}<int:pk>/proof/", views_office.proof, name="proof"),
    path(f"{_OFFICE}<int:pk>/write/", views_office.write, name="office_write"),
    path(f"{_OFFICE}<int:pk>/notice/", views_office.notice, name="notice"),
    path(f"{_OFFICE}<int:pk>/do/<slug:action>/", views_office.act, name="act"),
    path(f"{_OFFICE}<int:pk>/waiver/", views_waivers.waiver, name="waiver"),
    path(f"{_OFFICE}requests/<int:pk>/back/", views_waivers.taken_back, name="taken_back"),
    path(f"{_OFFICE}requests/<int:pk>/answer/", views_office.answer, name="answer"),
    path("cases/<str:case_id>/remedies/", views_remedies.remedies, name="remedies"),
    path("cases/<str:case_id>/remedies/<int:pk>/", views_remedies.remedy, name="remedy"),
    path("questions/", views_remedies.questions, name="questions"),
    path("questions/<int:pk>/", views_remedies.question, name="question"),
]
