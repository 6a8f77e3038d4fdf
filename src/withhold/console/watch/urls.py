"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.watch import views, views_documents, views_settings

app_name = "watch"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("new/", views_settings.new, name="new"),
    path("documents/<str:document_id>/", views_documents.document, name="document"),
    path("documents/<str:document_id>/case/", views_documents.open_case, name="open_case"),
    path("documents/<str:document_id>/accept/", views_documents.accept, name="accept"),
    path("documents/<str:document_id>/ask/", views_documents.ask, name="ask"),
    path("<str:site_id>/", views.site, name="site"),
    path("<str:site_id>/sweep/", views.sweep, name="sweep"),
    path("<str:site_id>/settings/", views_settings.settings, name="settings"),
    path("<str:site_id>/choice/", views_settings.choose, name="choose"),
    path("<str:site_id>/choice/end/", views_settings.end_choice, name="end_choice"),
]
