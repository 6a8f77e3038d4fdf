"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.access import views, views_audit, views_joining, views_two

urlpatterns: list[URLPattern | URLResolver] = [
    path("set-up/<str:token>/", views_joining.set_up, name="set_up"),
    path("invitation/<str:token>/", views_joining.invitation, name="invitation"),
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/roles/", views.person_roles, name="person_roles"),
    path("people/<int:pk>/<str:action>/", views.person_do, name="person_do"),
    path("agreements/", views_two.agreements, name="agreements"),
    path("agreements/<int:pk>/withdraw/", views_two.agreement_withdraw, name="agreement_withdraw"),
    path("audit/", views_audit.audit, name="audit"),
    path("audit/export/", views_audit.audit_export, name="audit_export"),
    path("tokens/", views_two.token_list, name="tokens"),
    path("tokens/<int:pk>/revoke/", views_two.token_revoke, name="token_revoke"),
]
