"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:case_id>/jobs/", views.jobs, name="list"),
    path("<str:case_id>/jobs/stop-watching/", views.stop, name="stop"),
    path("<str:case_id>/jobs/start/<str:what>/", views.start, name="start"),
    path("<str:case_id>/jobs/<int:job_id>/", views.job, name="job"),
    path("<str:case_id>/jobs/<int:job_id>/live/", views.job_live, name="job_live"),
    path("<str:case_id>/jobs/<int:job_id>/again/", views.again, name="again"),
]
