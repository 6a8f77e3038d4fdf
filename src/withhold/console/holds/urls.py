"""The room's addresses."""

from django.urls import URLPattern, URLResolver

app_name = "holds"
urlpatterns: list[URLPattern | URLResolver] = []
