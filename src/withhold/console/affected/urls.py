"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.affected import (
    views,
    views_ends,
    views_linked,
    views_people,
    views_questions,
    views_reconcile,
)

app_name = "affected"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:case_id>/affected/", views.overview, name="overview"),
    path("<str:case_id>/affected/records/", views.records, name="records"),
    path("<str:case_id>/affected/again/", views.again, name="again"),
    path("<str:case_id>/affected/amend/", views.amend, name="amend"),
    path("<str:case_id>/affected/list/", views_people.listed, name="list"),
    path("<str:case_id>/affected/<int:number>/", views_people.person, name="person"),
    path("<str:case_id>/affected/<int:number>/contact/", views_people.contact, name="contact"),
    path("<str:case_id>/affected/<int:number>/settle/", views_ends.settled, name="settle"),
    path("<str:case_id>/affected/<int:number>/counsel/", views_ends.counsel_untold, name="counsel_untold"),
    path("<str:case_id>/affected/<int:number>/reopen/", views_ends.reopened, name="reopen"),
    path("<str:case_id>/affected/<int:number>/confirm/", views_ends.confirmed, name="confirm"),
    path("<str:case_id>/affected/<int:number>/set-aside/", views_ends.put_aside, name="set_aside"),
    path("<str:case_id>/affected/questions/", views_questions.questions, name="questions"),
    path("<str:case_id>/affected/questions/<int:key>/", views_questions.question, name="question"),
    path("<str:case_id>/affected/questions/<int:key>/show/", views_questions.show, name="show"),
    path("<str:case_id>/affected/linked/", views_linked.linked, name="linked"),
    path("<str:case_id>/affected/linked/<int:key>/", views_linked.plan, name="plan"),
    path("<str:case_id>/affected/linked/<int:key>/show/", views_linked.show, name="show_linked"),
    path("<str:case_id>/affected/reconcile/", views_reconcile.reconcile, name="reconcile"),
]
