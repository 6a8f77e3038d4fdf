"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.casework import (
    deadlines,
    deciding,
    destruction,
    members,
    notes,
    opening,
    pages,
    sightings,
)

app_name = "casework"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.case_list, name="list"),
    path("open/", opening.open_case, name="open"),
    path("<str:case_id>/", pages.case, name="case"),
    path("<str:case_id>/live/", pages.case_live, name="case_live"),
    path("<str:case_id>/timeline/", pages.case_timeline, name="timeline"),
    path("<str:case_id>/places/", pages.places, name="places"),
    path("<str:case_id>/sightings/", sightings.sightings, name="sightings"),
    path("<str:case_id>/sightings/add/", sightings.take_in, name="take_in"),
    path("<str:case_id>/sightings/<str:sighting>/settle/", sightings.settled, name="settled"),
    path("<str:case_id>/evidence/", pages.evidence, name="evidence"),
    path("<str:case_id>/takedown/", pages.takedown, name="takedown"),
    path("<str:case_id>/takedown/live/", pages.takedown_live, name="takedown_live"),
    path("<str:case_id>/takedown/<str:step>/restore/", deciding.put_back, name="restore"),
    path("<str:case_id>/decide/<str:what>/", deciding.decide, name="decide"),
    path("<str:case_id>/deadlines/", deadlines.deadlines, name="deadlines"),
    path("<str:case_id>/deadlines/<str:clock>/settle/", deadlines.settle, name="settle"),
    path("<str:case_id>/assess/", deadlines.assess, name="assess"),
    path("<str:case_id>/notes/", notes.notes, name="notes"),
    path("<str:case_id>/notes/add/", notes.note, name="note"),
    path("<str:case_id>/attachments/add/", notes.attach, name="attach"),
    path("<str:case_id>/attachments/<int:attachment_id>/", notes.attachment, name="attachment"),
    path("<str:case_id>/tasks/add/", notes.add_task, name="add_task"),
    path("<str:case_id>/tasks/<int:task_id>/done/", notes.task_done, name="task_done"),
    path("<str:case_id>/destruction/", destruction.destruction, name="destruction"),
    path("<str:case_id>/destruction/destroy/", destruction.destroy, name="destroy"),
    path("<str:case_id>/destruction/date/", destruction.change_date, name="destroy_on"),
    path("<str:case_id>/destroyed/", destruction.destroyed, name="destroyed"),
    path("<str:case_id>/members/", members.members, name="members"),
    path("<str:case_id>/members/add/", members.add, name="add_member"),
    path("<str:case_id>/members/<int:member_id>/remove/", members.remove, name="remove_member"),
]
