"""The held people in the memory of this process, brought up to the newest epoch before every answer."""

from datetime import datetime
from threading import Lock

from django.db.models import Q

from withhold.console.holds.epochs import changed_at, current_epoch
from withhold.console.holds.keys import digest_key
from withhold.console.holds.models import Hold, State, Waiver
from withhold.console.holds.placing import row_of
from withhold.incident.holds.index import HeldIndex
from withhold.incident.holds.interface import Action
from withhold.incident.holds.interface import Hold as Held

_lock = Lock()
_known: dict[bytes, "Known"] = {}


class Known:
    """The index of one installation, and who in it cannot be found by anything that is known of them."""

    def __init__(self, key: bytes) -> None:
        self.index = HeldIndex(key)
        self.loaded = -1
        self.began: datetime | None = None
        self.unfindable: set[str] = set()

    def bring_up(self, epoch: int) -> None:
        """Take in every change up to this epoch, and what is committed beyond it by now.

        A hold tells only its newest change: one that is placed, and waived right after the epoch was read,
        would be missed between the two. What is read early is read again with its own epoch.
        """
        changed = Hold.objects.filter(changed__gt=self.loaded)
        holds, ended = [], []
        for row in changed.select_related("owner").prefetch_related("waivers").iterator(chunk_size=1000):
            if row.state == State.STANDING:
                holds.append(held_of(row))
            else:
                ended.append(row.subject)
        self._add(holds, epoch)
        self.index.remove(ended, epoch)
        self.unfindable.difference_update(ended)
        self.loaded, self.began = epoch, changed_at(epoch)

    def is_of(self, epoch: int) -> bool:
        """Whether what was loaded is the past of this epoch. After a restored backup it is not, also when as
        many changes came since."""
        return self.loaded <= epoch and self.began == changed_at(self.loaded)

    def _add(self, holds: list[Held], epoch: int) -> None:
        try:
            self.index.add(holds, epoch)
        except ValueError:
            for hold in holds:
                try:
                    self.index.add([hold], epoch)
                except ValueError:
                    self.unfindable.add(hold.subject)
                else:
                    self.unfindable.discard(hold.subject)
        else:  # what nobody was found by may have been learnt since
            self.unfindable.difference_update(hold.subject for hold in holds)


def held_index() -> HeldIndex:
    """The index with everything that is committed. Raises KeyUnusable, and what the database raises: then
    there is no answer, and nobody acts."""
    return known().index


def eased_since(moment: datetime) -> HeldIndex:
    """The holds that stood at this moment and do not any more, and those that were waived since, as they
    stood then: for reports that come late."""
    index = HeldIndex(digest_key())
    released = Q(state=State.RELEASED, since__lte=moment, released_at__gt=moment)
    waived = Q(pk__in=Waiver.objects.filter(at__gt=moment).values("hold"))
    for row in Hold.objects.filter(released | waived).select_related("owner").prefetch_related("waivers"):
        try:
            index.add([held_of(row, moment)], row.changed)
        except ValueError:
            continue  # nobody can be matched with one who has nothing to be known by
    return index


def known() -> Known:
    """The same, with who cannot be found."""
    key = digest_key()
    with _lock:
        # Read in here: an epoch read before another thread went further would look like a restored database.
        epoch = current_epoch()
        found = _known.setdefault(key, Known(key))
        if not found.is_of(epoch):
            found = _known[key] = Known(key)
        if found.loaded < epoch:
            found.bring_up(epoch)
    return found


def held_of(row: Hold, moment: datetime | None = None) -> Held:
    """The hold as the rules know it, waived as it is now, or as it was at this moment."""
    waived = frozenset(Action(one.action) for one in row.waivers.all() if _waives(one, moment))
    return Held(
        row.subject,
        (row_of(row.rows),),
        row.owner.get_full_name(),
        row.reason,
        row.review,
        row.since,
        waived,
    )


def _waives(one: Waiver, moment: datetime | None) -> bool:
    if moment is None:
        return one.withdrawn_at is None
    return one.at <= moment and (one.withdrawn_at is None or moment < one.withdrawn_at)
