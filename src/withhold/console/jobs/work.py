"""What each kind of job does, over `incident.running`."""

from collections.abc import Callable, Mapping
from pathlib import Path

from withhold.console.jobs.interface import Ended
from withhold.console.jobs.models import Job, Kind
from withhold.console.jobs.progress import JobProgress
from withhold.console.jobs.store import site_path
from withhold.incident.case.interface import Actor, Role
from withhold.incident.running.interface import RunnableCase

Work = Callable[[Job, RunnableCase, JobProgress], Ended]

WATCH_EVERY = 60.0
"""Seconds between two looks of a watch."""


def do(job: Job, case: RunnableCase, progress: JobProgress) -> Ended:
    """Do it. Raises a WithholdError that says what to do."""
    return _WORK[Kind(job.kind)](job, case, progress)


def actor_of(job: Job) -> Actor:
    """Who asked for it, in the role of that moment."""
    acting = job.options["actor"]
    return Actor(acting["name"], Role(acting["role"]))


def _exposure(job: Job, case: RunnableCase, progress: JobProgress) -> Ended:
    from withhold.incident.case.exposed import Held
    from withhold.incident.exposure.placing import HOLDING
    from withhold.incident.running.exposure import address, asked_of, record, require_open, survey
    from withhold.incident.running.sites import fetcher_of, site_of

    require_open(case)
    site = site_of(site_path(case.settings, case.state()), case.settings)
    fetcher = fetcher_of(site)
    urls = tuple(address(url) for url in job.options.get("urls", []))
    files = tuple(Path(path) for path in job.options.get("files", []))
    surveyed = survey(case, asked_of(site, urls, files, case), fetcher, progress.looked_at)
    record(case, surveyed, actor_of(job), job.why)
    for note in surveyed.notes:
        progress.say(note)
    places = surveyed.exposure.places
    holding = sum(one.held in HOLDING for one in places)
    unread = sum(one.held is Held.NOT_LOOKED for one in places)
    told = f"{holding:,} places hold it, {unread:,} could not be looked at, {surveyed.asked:,} asked"
    if surveyed.unfinished:
        told += "; a limit was reached or a folder could not be read: there may be more"
    follows = Kind.TAKEDOWN if job.options.get("then_takedown") and surveyed.exposure.documents else None
    return Ended(not surveyed.unfinished and not unread, told, then=follows)


def _preserve(job: Job, case: RunnableCase, progress: JobProgress) -> Ended:
    from withhold.incident.running.evidence import places_to_preserve, preserve
    from withhold.incident.running.sites import fetcher_of, site_of

    progress.show("sealing evidence")
    fetcher = fetcher_of(site_of(site_path(case.settings, case.state()), case.settings))
    sealed, failures = preserve(case, places_to_preserve(case), fetcher, actor_of(job), job.why)
    for failure in failures:
        progress.say(f"not preserved ({failure.reason}): {failure.name}: {failure.detail}")
    return Ended(
        bool(sealed) and not failures, f"preserved {len(sealed):,}, could not preserve {len(failures):,}"
    )


def _takedown(job: Job, case: RunnableCase, progress: JobProgress) -> Ended:
    from withhold.incident.running.sites import required_site
    from withhold.incident.running.takedown import evidence_failures, taking_down
    from withhold.incident.takedown.outside.interface import Ending

    site = required_site(site_path(case.settings, case.state()), case.settings)
    with taking_down(case, site, progress) as running:
        finished, evidence = running.run()
        failures = evidence_failures(evidence)
    if failures is None:
        progress.say("evidence is still not sealed: preserve it again")
    for failure in failures or ():
        progress.say(f"not preserved ({failure.reason}): {failure.name}: {failure.detail}")
    for url in running.scope.elsewhere:
        progress.say(f"not on a server of the site, ask for its removal: {url}")
    for url in finished.left or running.scope.edited:
        progress.say(f"a person has to edit {url}")
    words = {
        Ending.GONE: "verified gone",
        Ending.STILL: "STILL PUBLIC",
        Ending.UNSURE: "not verified: something failed or could not be looked at",
    }
    return Ended(finished.ending is Ending.GONE, words[finished.ending])


def _watch(job: Job, case: RunnableCase, progress: JobProgress) -> Ended:
    from withhold.incident.running.sites import required_site
    from withhold.incident.running.takedown import taking_down

    site = required_site(site_path(case.settings, case.state()), case.settings)
    with taking_down(case, site, progress) as running:
        seen = running.look_again()
    return Ended(False, f"the newest look: {seen}", again=WATCH_EVERY)


def _restore(job: Job, case: RunnableCase, progress: JobProgress) -> Ended:
    from withhold.incident.running.sites import required_site
    from withhold.incident.running.takedown import put_back
    from withhold.incident.takedown.interface import Result

    progress.show("putting back")
    site = required_site(site_path(case.settings, case.state()), case.settings)
    outcome = put_back(case, site, job.options["step"], actor_of(job), job.why)
    if outcome is None:
        return Ended(False, "this takes a second person: it was proposed only", failed=True)
    if outcome.result is Result.FAILED:
        return Ended(False, f"not put back: {outcome.detail}", failed=True)
    return Ended(True, "put back: it is public again")


def _trace(job: Job, case: RunnableCase, progress: JobProgress) -> Ended:
    from withhold.incident.running.tracing import CaseOfTrace, question_of
    from withhold.incident.trace.judge import judge
    from withhold.incident.trace.scan import scan

    traced = CaseOfTrace.of(case, actor_of(job), job.why)
    question = question_of(traced)
    found = scan(job.options["logs"], question, jobs=1, progress=progress.read)
    trace = judge(found, question)
    traced.record(trace)
    low, high = trace.bounds
    told = f"{len(trace.spans):,} logs, {trace.lines:,} lines: at least {low:,}, at most {high:,} networks"
    return Ended(not trace.unread, f"{told} with the whole file")


_WORK: Mapping[Kind, Work] = {
    Kind.EXPOSURE: _exposure,
    Kind.PRESERVE: _preserve,
    Kind.TAKEDOWN: _takedown,
    Kind.WATCH: _watch,
    Kind.RESTORE: _restore,
    Kind.TRACE: _trace,
}
