"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.holds import views, views_by_hand

app_name = "holds"
urlpatterns: list[URLPattern | URLResolver] = [
    path("holds/consumers/", views.consumers, name="consumers"),
    path("holds/consumers/questions/", views.asked, name="asked"),
    path("holds/consumers/<int:key>/remove/", views.remove, name="remove"),
    path("cases/<str:case_id>/holds/", views.index, name="overview"),
    path("cases/<str:case_id>/holds/numbers/", views.numbers, name="numbers"),
    path("cases/<str:case_id>/holds/review/", views.review, name="review"),
    path("cases/<str:case_id>/holds/place/", views.placing, name="place"),
    path("cases/<str:case_id>/holds/<int:number>/", views.hold, name="hold"),
    path("cases/<str:case_id>/holds/<int:number>/release/", views.release, name="release"),
    path("cases/<str:case_id>/holds/<int:number>/agree/", views.agree, name="agree"),
    path("cases/<str:case_id>/holds/<int:number>/refuse/", views.refusing, name="refuse"),
    path("cases/<str:case_id>/holds/paper/<int:key>/", views.paper, name="paper"),
    path("cases/<str:case_id>/holds/by-hand/<int:number>/", views_by_hand.by_hand, name="by_hand"),
]
