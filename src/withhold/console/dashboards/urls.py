"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.dashboards import views

app_name = "dashboards"
urlpatterns: list[URLPattern | URLResolver] = [path("", views.dashboards, name="dashboards")]
