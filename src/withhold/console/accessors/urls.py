"""The room's addresses, under cases/."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.accessors import views

app_name = "accessors"
_HERE = "<str:case_id>/accessors/answers/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("certificates/of-nobody/", views.strangers, name="strangers"),
    path(_HERE, views.answers, name="answers"),
    path(f"{_HERE}<slug:lookup>/", views.accessor, name="accessor"),
    path(f"{_HERE}<slug:lookup>/do/<slug:action>/", views.act, name="act"),
    path(f"{_HERE}<slug:lookup>/write/<slug:what>/", views.write, name="write"),
]
