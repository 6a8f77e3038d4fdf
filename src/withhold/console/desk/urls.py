"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.desk import views, views_clearing, views_places

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="desk"),
    path("desk/bring/", views.bring, name="desk-bring"),
    path("desk/inspections/<str:inspection_id>/", views.inspection, name="desk-inspection"),
    path("desk/inspections/<str:inspection_id>/state/", views.state, name="desk-state"),
    path("desk/inspections/<str:inspection_id>/registered/", views.registered, name="desk-registered"),
    path("desk/inspections/<str:inspection_id>/clean/", views.clean_copy, name="desk-clean"),
    path("desk/inspections/<str:inspection_id>/ask/", views_clearing.ask, name="desk-ask"),
    path("desk/clearances/", views_clearing.waiting, name="desk-clearances"),
    path("desk/clearances/<str:request_id>/", views_clearing.show, name="desk-clearance"),
    path("desk/clearances/<str:request_id>/sign/", views_clearing.sign, name="desk-sign"),
    path("desk/clearances/<str:request_id>/refuse/", views_clearing.refuse, name="desk-refuse"),
    path("desk/clearances/<str:request_id>/revoke/", views_clearing.revoke, name="desk-revoke"),
    path("desk/destinations/", views_places.destinations, name="desk-destinations"),
    path("desk/destinations/new/", views_places.new, name="desk-destination-new"),
    path("desk/destinations/<slug:slug>/", views_places.destination, name="desk-destination"),
    path("desk/destinations/<slug:slug>/profile/", views_places.profile, name="desk-profile"),
    path("desk/history/<str:inspection_id>/", views_places.history, name="desk-history"),
]
