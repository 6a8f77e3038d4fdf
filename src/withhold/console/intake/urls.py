"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.intake import views

app_name = "intake"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("<int:report_id>/", views.report, name="report"),
    path("<int:report_id>/leads/", views.leads, name="leads"),
    path("<int:report_id>/seen/", views.see, name="see"),
    path("<int:report_id>/leads/<int:lead_id>/look/", views.look, name="look"),
    path("<int:report_id>/answer/", views.answer, name="answer"),
    path("<int:report_id>/dismiss/", views.dismiss, name="dismiss"),
    path("<int:report_id>/case/", views.open_case, name="open_case"),
    path("<int:report_id>/attach/", views.attach, name="attach"),
]
