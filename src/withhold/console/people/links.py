"""Links that work once: made, found by their token in constant time, used."""

from hashlib import sha256
from hmac import compare_digest

from django.utils import timezone

from withhold.console.people.models import Link, User


def make_link(purpose: Link.Purpose, user: User | None) -> str:
    """The token of a new link, shown only here. Earlier links for the same end no longer work."""
    Link.objects.filter(purpose=purpose, user=user, used_at=None).delete()
    token = Link.fresh_token()
    Link.objects.create(purpose=purpose, user=user, digest=_digest(token), expires=timezone.now() + Link.LIFE)
    return token


def find_link(purpose: Link.Purpose, token: str, *, to_use: bool = False) -> Link | None:
    """The open link that this token opens, or None. `to_use` locks its row: only one can use it."""
    wanted = _digest(token)
    rows = Link.objects.select_related("user") if not to_use else Link.objects.select_for_update()
    found = None
    for link in rows.filter(purpose=purpose, digest=wanted):
        if compare_digest(link.digest, wanted) and link.is_open():
            found = link
    return found


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
