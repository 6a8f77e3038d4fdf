"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.notices import views, views_letters, views_texts, views_translations

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/texts/", views_texts.texts, name="texts"),
    path("notices/texts/translations/", views_translations.translations, name="translations"),
    path(
        "notices/xliff/<str:audience>/<str:jurisdiction>/<str:language>/",
        views_translations.xliff,
        name="xliff",
    ),
    path("notices/texts/<str:sha256>/", views_texts.text, name="text"),
    path("notices/texts/<str:sha256>/letter.pdf", views_texts.letter, name="letter"),
    path("notices/texts/<str:sha256>/sign/", views_texts.sign_text, name="sign"),
    path("cases/<str:case_id>/notices/", views.index, name="overview"),
    path("cases/<str:case_id>/notices/queue/", views.queue, name="queue"),
    path("cases/<str:case_id>/notices/without/", views.without_a_way, name="without"),
    path("cases/<str:case_id>/notices/sheets/", views.sheets, name="sheets"),
    path("cases/<str:case_id>/notices/sheets/<int:key>/", views.sheet, name="sheet"),
    path("cases/<str:case_id>/notices/sheets/<int:key>/letters/", views.letters, name="letters"),
    path("cases/<str:case_id>/notices/letters/", views_letters.letters, name="letters-out"),
    path("cases/<str:case_id>/notices/letters/<int:key>/", views_letters.sent_letter, name="sent"),
    path(
        "cases/<str:case_id>/notices/letters/<str:audience>/<str:jurisdiction>/<str:language>/",
        views_letters.write_letter,
        name="write",
    ),
    path("cases/<str:case_id>/notices/handover/", views.handover, name="handover"),
    path("cases/<str:case_id>/notices/receipts/", views.receipts, name="receipts"),
    path("cases/<str:case_id>/notices/sheets/<int:key>/back/", views.back, name="back"),
    path("cases/<str:case_id>/notices/late/", views.late, name="late"),
    path("cases/<str:case_id>/notices/<int:number>/", views.notice, name="notice"),
    path("cases/<str:case_id>/notices/<int:number>/<int:key>/lost/", views.lost, name="lost"),
]
