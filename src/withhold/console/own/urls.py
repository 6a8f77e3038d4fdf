"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.own import views_mine, views_office

app_name = "own"
_OFFICE = "cases/<str:case_id>/own-access/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("mine/start/", views_mine.start, name="start"),
    path("mine/", views_mine.mine, name="mine"),
    path("mine/write/", views_mine.write, name="write"),
    path("mine/messages/<int:pk>/read/", views_mine.confirm, name="confirm"),
    path("mine/certificate/", views_mine.certificate, name="certificate"),
    path(_OFFICE, views_office.overview, name="overview"),
    path(f"{_OFFICE}<int:pk>/", views_office.access, name="access"),
    path(f"{_OFFICE}<int:pk>/notice/", views_office.notice, name="notice"),
    path(f"{_OFFICE}<int:pk>/write/", views_office.write, name="office_write"),
    path(f"{_OFFICE}<int:pk>/recognised/", views_office.recognised, name="recognised"),
    path(f"{_OFFICE}<int:pk>/keep/", views_office.kept, name="keep"),
    path(f"{_OFFICE}<int:pk>/end/", views_office.ended, name="end"),
]
