"""Preserving in the background: a takedown waits for it a few seconds, then both go on."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from withhold import __version__
from withhold.fetching.interface import Fetcher
from withhold.incident.preservation.answers import answers
from withhold.incident.preservation.container import Part, packed
from withhold.incident.preservation.files import FilePart, Refused
from withhold.incident.preservation.interface import (
    Failure,
    PreservationError,
    Recorder,
    Sealed,
    Wanted,
    What,
    Why,
)
from withhold.incident.preservation.seal import recipients_of, seal

_WORKERS = 4
_OPEN_AT_ONCE = 256
"""Files that are opened before anything is moved; what is beyond is opened when its turn comes."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Where evidence goes: the case's folder for it, and its recipients' public keys."""

    evidence: Path
    recipients: tuple[str, ...]


Job = Callable[[], "Sealed | Failure"]


class Preserving:
    """Evidence that is being preserved. Everything that ends is recorded at once, in whatever thread."""

    def __init__(self, vault: Vault, wanted: Wanted, fetcher: Fetcher, recorder: Recorder) -> None:
        self._vault = vault
        self._recorder = recorder
        self._pool = ThreadPoolExecutor(_WORKERS, "preserving")
        self._futures = [self._pool.submit(self._done, job) for job in _jobs(vault, wanted, fetcher)]
        self._pool.shutdown(wait=False)

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; whether everything has ended."""
        return not wait(self._futures, max(0.0, seconds)).not_done

    def results(self) -> tuple[list[Sealed], list[Failure]]:
        """Wait for the end: what was sealed, and all that could not be preserved, or not whole.

        Raises what recording raised: evidence that the case does not know of is not preserved.
        """
        done = [future.result() for future in self._futures]
        sealed = [one for one in done if isinstance(one, Sealed)]
        failures = [one for one in done if isinstance(one, Failure)]
        return sealed, [*failures, *(failure for one in sealed for failure in one.failures)]

    def cancel(self) -> None:
        """Begin nothing more; what has begun comes to its end."""
        for future in self._futures:
            future.cancel()

    def _done(self, job: Job) -> "Sealed | Failure":
        done = job()
        failures = done.failures if isinstance(done, Sealed) else (done,)
        if isinstance(done, Sealed):
            self._recorder.preserved(done)
        for failure in failures:
            self._recorder.failed(failure)
        return done


def start(vault: Vault, wanted: Wanted, fetcher: Fetcher, recorder: Recorder) -> Preserving:
    """Begin to preserve; returns once the files and logs are open, so that they can be moved.

    Raises PreservationError, before anything is asked or read, where there is nobody to seal it to.
    """
    recipients_of(vault.recipients)
    return Preserving(vault, wanted, fetcher, recorder)


def _jobs(vault: Vault, wanted: Wanted, fetcher: Fetcher) -> list[Job]:
    """The answers first: they are what is gone once the takedown works."""
    jobs: list[Job] = [_answer_job(vault, fetcher, url) for url in dict.fromkeys(wanted.urls)]
    named = [(What.LOG, path) for path in wanted.logs] + [(What.FILE, path) for path in wanted.files]
    for number, (what, path) in enumerate(dict.fromkeys(named), 1):
        opened = _opened(path, what, number) if number <= _OPEN_AT_ONCE else None
        jobs.append(_file_job(vault, path, what, number, opened))
    return jobs


def _answer_job(vault: Vault, fetcher: Fetcher, url: str) -> Job:
    def job() -> Sealed | Failure:
        parts, failures = answers(fetcher, url)
        if not parts:
            return failures[0]
        return _sealed(vault, What.ANSWER, url, parts, lambda: failures)

    return job


def _file_job(vault: Vault, path: Path, what: What, number: int, opened: "FilePart | Failure | None") -> Job:
    def job() -> Sealed | Failure:
        part = opened or _opened(path, what, number)
        if isinstance(part, Failure):
            return part
        with closing(part):
            return _sealed(
                vault, what, str(path), [part], lambda: [one for one in (part.failure(),) if one is not None]
            )

    return job


def _opened(path: Path, what: What, number: int) -> FilePart | Failure:
    try:
        return FilePart(path, what, number)
    except Refused as error:
        return Failure(what, str(error.why), str(path), str(error))


def _sealed(
    vault: Vault, what: What, name: str, parts: Sequence[Part], failures: Callable[[], list[Failure]]
) -> Sealed | Failure:
    """Seal these parts in one file; a Failure if it cannot be written."""
    now = datetime.now(UTC)
    about = {"engine": __version__, "what": str(what), "of": name, "at": now.isoformat()}
    pieces: Iterator[bytes] = packed(parts, about, time.time())
    try:
        path, content, sealed = seal(vault.evidence, vault.recipients, pieces)
    except PreservationError as error:
        return Failure(what, Why.NOT_SEALED, name, str(error))
    done = Sealed(what, name, path, content.sha256, content.size, sealed.sha256, sealed.size)
    return replace(done, failures=tuple(failures()))
