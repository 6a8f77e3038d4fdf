"""Rounds of looks until the agreed number in a row was clean, with every round kept on the disk."""

import hashlib
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from withhold.incident.case.interface import Clock
from withhold.incident.takedown.outside.interface import (
    Ending,
    Found,
    Known,
    Look,
    Round,
    Seen,
    Settings,
    Unverifiable,
    VantagePoint,
    Verification,
    Watched,
)
from withhold.incident.takedown.outside.journal import Journal
from withhold.incident.takedown.outside.judging import Judge
from withhold.incident.takedown.outside.looks import Ask, FetcherFor, Looker, found, planned

_ANYWHERE = (VantagePoint(),)


def verify(
    urls: Sequence[str | Watched],
    documents: Sequence[Known],
    vantage_points: Sequence[VantagePoint],
    fetcher_for: FetcherFor,
    settings: Settings,
    journal_path: Path,
    clock: Clock,
    tell: Callable[[Round], None],
    pause: Callable[[float], None] = time.sleep,
) -> Verification:
    """Look from outside until steady. At least one new round is made, whatever the journal says.

    `tell` is called for each new round, once it is in the journal; after a crash in between, the round is
    among those of the verification of the next run. With no vantage point it looks from here. Raises
    Unverifiable if there is nothing to look for, or the journal cannot be gone on with.
    """
    watched = _watched(urls)
    if not watched or not documents:
        raise Unverifiable(
            "there is no URL or no document to look for: add what was public to the case first"
        )
    vantages = tuple(vantage_points) or _ANYWHERE
    journal = Journal(journal_path, _work(watched, documents, vantages, settings))
    rounds = list(journal.rounds())
    judge = Judge(documents, settings.cleared, settings.by_hand)
    until = clock.now() + timedelta(seconds=settings.deadline)
    fresh = 0
    while True:
        # New for each round: what a name resolves to is remembered no longer than that.
        fetchers = {vantage.name: fetcher_for(vantage) for vantage in vantages}
        looker = Looker(fetchers, judge, settings, clock, pause)
        rounds.append(_round(looker, planned(watched, vantages, settings), rounds))
        fresh += 1
        journal.add(rounds[-1])
        tell(rounds[-1])
        if _enough(rounds, fresh, settings):
            break
        wait = settings.round_seconds * random.uniform(0.75, 1.25)
        if clock.now() + timedelta(seconds=wait) >= until:
            break
        pause(wait)
    left = _left_to_people(rounds[len(rounds) - fresh :], settings)
    return replace(concluded(rounds, settings.rounds), left=left)


def concluded(rounds: Sequence[Round], wanted: int) -> Verification:
    """What these rounds show, where `wanted` clean ones in a row mean gone."""
    streak = rounds[-1].streak if rounds else 0
    clean = rounds[len(rounds) - streak :]
    gone = 0 < wanted <= streak
    still = bool(rounds) and rounds[-1].found is Found.STILL
    return Verification(
        Ending.GONE if gone else Ending.STILL if still else Ending.UNSURE,
        tuple(rounds),
        clean[0].ended if clean else None,
        clean[wanted - 1].ended if gone else None,
        tuple(one.ended for one in rounds if one.reappeared),
    )


def _round(looker: Looker, asks: Sequence[Ask], before: Sequence[Round]) -> Round:
    began = looker.clock.now()
    looks = looker.round(asks)
    result = found(looks)
    last = before[-1] if before else None
    return Round(
        number=last.number + 1 if last else 1,
        began=began,
        ended=looker.clock.now(),
        found=result,
        streak=(last.streak if last else 0) + 1 if result is Found.CLEAN else 0,
        reappeared=result is Found.STILL and _was_clean(before),
        looks=looks,
    )


def _was_clean(before: Sequence[Round]) -> bool:
    """Whether there was a clean round since it was last seen."""
    for earlier in reversed(before):
        if earlier.found is not Found.UNSURE:
            return earlier.found is Found.CLEAN
    return False


def _enough(rounds: Sequence[Round], fresh: int, settings: Settings) -> bool:
    """Whether nothing more is learnt by going on."""
    new = rounds[len(rounds) - fresh :]
    if rounds[-1].streak >= settings.rounds or _left_to_people(new, settings):
        return True
    latest = [one for one in new[-(settings.still_rounds or 0) :] if not _elsewhere_clean(one, settings)]
    return settings.still_rounds is not None and (
        len(latest) >= settings.still_rounds and all(one.found is Found.STILL for one in latest)
    )


def _left_to_people(new: Sequence[Round], settings: Settings) -> tuple[str, ...]:
    """The places that a person has to mend, once the agreed number of rounds found it nowhere else."""
    latest = new[-settings.rounds :] if settings.rounds else ()
    if len(latest) < max(settings.rounds, 1) or not all(_elsewhere_clean(one, settings) for one in latest):
        return ()
    return tuple(dict.fromkeys(look.place for look in latest[-1].looks if _hinders(look)))


def _elsewhere_clean(one: Round, settings: Settings) -> bool:
    """Whether nothing but what a person has to mend keeps the round from being clean."""
    return one.found is not Found.CLEAN and settings.by_hand.issuperset(
        look.place for look in one.looks if _hinders(look)
    )


def _hinders(look: Look) -> bool:
    return look.seen in (Seen.STILL, Seen.UNSURE)


def _watched(urls: Sequence[str | Watched]) -> tuple[Watched, ...]:
    """Each URL once, with all the validators that are known for it."""
    merged: dict[str, Watched] = {}
    for one in urls:
        new = Watched(one) if isinstance(one, str) else one
        old = merged.get(new.url, Watched(new.url))
        merged[new.url] = Watched(
            new.url,
            tuple(dict.fromkeys((*old.etags, *new.etags))),
            tuple(dict.fromkeys((*old.last_modified, *new.last_modified))),
        )
    return tuple(merged.values())


def _work(
    watched: Sequence[Watched],
    documents: Sequence[Known],
    vantages: Sequence[VantagePoint],
    settings: Settings,
) -> str:
    """Names what is looked for, and how hard: more to look for begins the counting anew."""
    parts = [
        sorted(one.url for one in watched),
        sorted(known.document.sha256 for known in documents),
        sorted((one.name, sorted(one.addresses.items()), sorted(one.headers)) for one in vantages),
        [sorted(settings.hosts), settings.spellings, sorted(settings.cleared)],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
