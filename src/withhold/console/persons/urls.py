"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.persons import views

app_name = "persons"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:case_id>/people/", views.people, name="people"),
    path("<str:case_id>/people/load/", views.load_people, name="load"),
    path("<str:case_id>/people/numbers/", views.numbers, name="numbers"),
    path("<str:case_id>/people/everything/", views.bulk, name="bulk"),
    path("<str:case_id>/people/<int:number>/", views.person, name="person"),
    path("<str:case_id>/accessors/", views.accessors, name="accessors"),
    path("<str:case_id>/never-again/", views.never_again, name="never_again"),
]
