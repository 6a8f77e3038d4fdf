"""Who sees which sites: who answers for data all of them, web editors those that they were given."""

from django.db.models import Q, QuerySet
from django.http import Http404

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.desk.models import is_id
from withhold.console.people.models import User
from withhold.console.watch.models import PublicDocument, WatchedSite


def sites_for(user: User) -> QuerySet[WatchedSite]:
    """The sites that they see."""
    rows = WatchedSite.objects.select_related("destination", "owner")
    if permitted(user, Operation.EDIT_WATCH):
        return rows
    return rows.filter(Q(editors=user) | Q(owner=user)).distinct()


def site_for(user: User, site_id: str) -> WatchedSite:
    """One of them; to others it does not exist. Raises Http404."""
    found = sites_for(user).filter(pk=site_id).first() if is_id(site_id) else None
    if found is None:
        raise Http404
    return found


def document_for(user: User, document_id: str) -> PublicDocument:
    """A document of one of their sites. Raises Http404."""
    rows = PublicDocument.objects.filter(site__in=sites_for(user)).select_related("site__destination", "case")
    found = rows.filter(pk=document_id).first() if is_id(document_id) else None
    if found is None:
        raise Http404
    return found
