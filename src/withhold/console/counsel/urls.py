"""The room's addresses."""

from django.urls import URLPattern, URLResolver

app_name = "counsel"
urlpatterns: list[URLPattern | URLResolver] = []
