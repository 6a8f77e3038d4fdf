"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.exports import views

app_name = "exports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:case_id>/exports/", views.exports, name="exports"),
    path("<str:case_id>/exports/file/<str:what>", views.download, name="download"),
    path("<str:case_id>/exports/<str:kind>/", views.statement, name="statement"),
    path("<str:case_id>/exports/<str:kind>/reviewed/", views.reviewed, name="reviewed"),
    path("<str:case_id>/exports/<str:kind>/<str:form>", views.statement_file, name="statement_file"),
    path("<str:case_id>/corrective/", views.corrective, name="corrective"),
]
