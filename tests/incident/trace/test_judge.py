"""What the evidence supports is told for each network, and nothing that it does not."""

from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.trace.made import BROWSER, END, PATH, QUESTION, SIZE, START, part, request, scanned
from withhold.incident.trace.interface import Activity, LoggedRequest, LogSpan, Question
from withhold.incident.trace.judge import MOST_AGENTS, STEPS, Sources, judge
from withhold.incident.trace.result import RANK, Accessor, AgentClass, Contact, Grade, Trace
from withhold.incident.trace.tell.words import next_steps

GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
SLACK = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
HOUR = timedelta(hours=1)


def _judged(*requests: LoggedRequest, question: Question = QUESTION) -> Trace:
    return judge(scanned(requests), question)


def _one(*requests: LoggedRequest, question: Question = QUESTION) -> Accessor:
    (accessor,) = _judged(*requests, question=question).accessors
    return accessor


def test_nobody_is_found_in_nothing() -> None:
    trace = _judged()
    assert (trace.accessors, trace.bounds, trace.judged) == ((), (0, 0), ())
    assert trace.requests == dict.fromkeys(Grade, 0)
    assert trace.lines == 100


def test_the_window_holds_its_begin_and_not_its_end() -> None:
    moments = [START - timedelta(microseconds=1), START, END - timedelta(microseconds=1), END]
    trace = _judged(*(request(at=at, peer=f"203.0.113.{n}") for n, at in enumerate(moments)))
    assert [one.network for one in trace.accessors] == ["203.0.113.1/32", "203.0.113.2/32"]
    assert sum(trace.requests.values()) == 2


def test_times_of_other_zones_are_the_same_moments() -> None:
    east = START.astimezone(datetime.strptime("+0530", "%z").tzinfo)
    assert _judged(request(at=east)).bounds == (1, 1)
    assert _judged(request(at=east - timedelta(seconds=1))).bounds == (0, 0)


def test_parts_of_one_agent_cover_the_file_while_each_request_stays_partial() -> None:
    trace = _judged(part(0, 499), part(500, 999))
    assert trace.requests[Grade.PARTIAL] == 2
    assert trace.requests[Grade.COMPLETE] == 0
    assert trace.bounds == (1, 1)
    (accessor,) = trace.accessors
    assert (accessor.grade, accessor.requests, accessor.bytes) == (Grade.COMPLETE, 2, SIZE)
    assert accessor.grades == {Grade.PARTIAL: 2}


@pytest.mark.parametrize(
    "changed",
    [
        {"agent": "curl/8"},
        {"peer": "203.0.113.8"},
        {"target": "/files/other.csv"},
        {"host": "other.example"},
    ],
)
def test_parts_of_others_do_not_join(changed: dict[str, Any]) -> None:
    trace = _judged(part(0, 499), part(500, 999, **changed))
    assert trace.bounds == (0, 0)


def test_parts_join_over_spellings_of_the_path_and_addresses_of_an_ipv6_network() -> None:
    trace = _judged(
        part(0, 499, peer="2001:db8::1"),
        part(500, 999, peer="2001:db8::2", target="/files/./%6cist.csv?download=1"),
    )
    assert trace.bounds == (1, 1)
    assert (trace.accessors[0].network, trace.accessors[0].addresses) == ("2001:db8::/64", 2)


def test_without_a_size_parts_without_offsets_may_be_the_whole() -> None:
    question = replace(QUESTION, sizes=())
    trace = _judged(part(None, None, 400), part(None, None, 600), question=question)
    assert trace.requests[Grade.PARTIAL] == 2
    assert trace.accessors[0].grade is Grade.POSSIBLY_COMPLETE
    assert trace.bounds == (0, 1)


def test_bounds_are_what_is_sure_and_what_may_be() -> None:
    answers = [
        request(peer="203.0.113.1"),
        request(peer="203.0.113.2", sent=None),
        request(peer="203.0.113.3", status=304, sent=0),
        request(peer="203.0.113.4", sent=10),
        request(peer="203.0.113.5", sent=0),
        request(peer="203.0.113.6", status=404),
    ]
    trace = _judged(*answers)
    assert trace.bounds == (1, 3)
    assert [one.grade for one in trace.accessors] == list(Grade)
    assert [one.grade for one in trace.shown(everything=False)] == list(Grade)[:-1]
    assert trace.shown(everything=True) == trace.accessors


def test_a_network_is_told_by_its_best_agent() -> None:
    one = _one(request(agent="curl/8", sent=10), request(agent=GOOGLE), request(agent=None, status=404))
    assert (one.grade, one.agent_class) == (Grade.COMPLETE, AgentClass.DECLARED_BOT)
    assert one.agents == ((GOOGLE, 1), ("curl/8", 1))


def test_of_equal_agents_the_one_a_person_may_sit_behind_counts() -> None:
    assert _one(request(agent=GOOGLE), request()).agent_class is AgentClass.BROWSER


def test_crawlers_and_previews_behind_a_person_are_still_followed_up() -> None:
    trace = _judged(request(), request(agent=GOOGLE), request(agent=SLACK))
    (one,) = trace.accessors
    assert one.agent_class is AgentClass.BROWSER
    assert set(one.classes) == {AgentClass.BROWSER, AgentClass.DECLARED_BOT, AgentClass.PREVIEW_BOT}
    told = " ".join(next_steps(trace))
    assert "Crawlers" in told
    assert "Preview bots" in told


@pytest.mark.parametrize("refused", [{"status": 403}, {"method": "HEAD"}, {"sent": 0}])
def test_crawlers_that_got_nothing_are_not_followed_up(refused: dict[str, object]) -> None:
    trace = _judged(request(), request(agent=GOOGLE, **refused), request(agent=SLACK, **refused))
    told = " ".join(next_steps(trace))
    assert "Crawlers" not in told
    assert "Preview bots" not in told


def test_agents_are_the_commonest_and_tries_belong_together() -> None:
    answers = [
        request(agent=f"tool-{n}", line=m, at=START + timedelta(minutes=m))
        for n in range(8)
        for m in range(n + 1)
    ]
    one = _one(*answers)
    assert one.agents == tuple((f"tool-{n}", n + 1) for n in range(7, 7 - MOST_AGENTS, -1))
    assert (one.requests, one.fetches) == (36, 8)
    assert (one.first, one.last) == (START, START + timedelta(minutes=7))


def test_only_a_trusted_proxy_is_believed_and_is_kept_beside() -> None:
    answer = request(peer="10.0.0.5", forwarded="198.51.100.9, 203.0.113.7")
    assert _one(answer).network == "10.0.0.5/32"
    behind = _one(answer, question=replace(QUESTION, trusted_proxies=(ip_network("10.0.0.0/8"),)))
    assert (behind.network, behind.peers) == ("203.0.113.7/32", ("10.0.0.5",))


def test_what_its_addresses_did_elsewhere_is_added_up() -> None:
    scan = scanned([request(peer="2001:db8::1"), request(peer="2001:db8::2")])
    scan.activity = {
        "2001:db8::1": Activity(3, around=("/a", "/b")),
        "2001:db8::2": Activity(4, around=("/b", "/c")),
        "203.0.113.9": Activity(100),
    }
    (one,) = judge(scan, QUESTION).accessors
    assert (one.elsewhere, one.around) == (7, ("/a", "/b", "/c"))


def test_the_number_of_the_log_comes_first() -> None:
    assert _one(request(), request(asn=64500)).owner.asn == 64500
    assert _one(request()).owner.asn is None


class _Names:
    """A resolver in which some addresses have names that lead back."""

    def __init__(self, names: dict[str, str], fails: bool = False) -> None:
        self.known, self.fails = names, fails

    def names(self, address: str) -> tuple[str, ...]:
        if self.fails:
            raise OSError("no answer")
        return (self.known[address],) if address in self.known else ()

    def addresses(self, name: str) -> tuple[str, ...]:
        return tuple(address for address, known in self.known.items() if known == name)


def test_a_bot_is_verified_only_where_its_name_shows_it() -> None:
    names = _Names({"203.0.113.7": "crawl-7.googlebot.com"})
    answers = [request(agent=GOOGLE), request(agent=GOOGLE, peer="203.0.113.8")]
    sure, claimed = judge(scanned(answers), QUESTION, Sources(resolver=names)).accessors
    assert (sure.agent_class, sure.verified_name) == (AgentClass.VERIFIED_BOT, "crawl-7.googlebot.com")
    assert sure.classes == (AgentClass.VERIFIED_BOT,)
    assert (claimed.agent_class, claimed.verified_name) == (AgentClass.DECLARED_BOT, None)


def test_name_servers_that_do_not_answer_are_a_warning_and_no_doubt() -> None:
    trace = judge(scanned([request(agent=GOOGLE)]), QUESTION, Sources(resolver=_Names({}, fails=True)))
    assert trace.accessors[0].agent_class is AgentClass.DECLARED_BOT
    assert sum("name servers" in warning for warning in trace.warnings) == 1


class _Desks:
    """Remembers for which networks a contact was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def contact(self, network: str) -> Contact:
        self.asked.append(network)
        return Contact(("abuse@network.example",), "rdap")


def test_contacts_are_asked_for_those_who_got_something_only() -> None:
    desks = _Desks()
    early = request(peer="2001:db8::1", sent=10, at=START)
    answers = [early, request(), request(peer="203.0.113.8", status=404)]
    got, a_part, refused = judge(scanned(answers), QUESTION, Sources(contacts=desks)).accessors
    # Who has the whole file comes first: registries answer so many questions and no more.
    assert desks.asked == ["203.0.113.7/32", "2001:db8::/64"]
    assert got.contact is not None
    assert a_part.contact is not None
    assert refused.contact is None


def test_the_chart_shows_each_request_once() -> None:
    trace = _judged(request(at=START), request(at=END - timedelta(microseconds=1)), request(status=404))
    assert trace.times.keys() == {"complete", "none"}
    complete = trace.times["complete"]
    assert (len(complete), complete[0], complete[-1], sum(complete)) == (STEPS, 1, 1, 2)


def test_something_unread_is_told() -> None:
    assert not _judged().unread
    assert judge(scanned([], LogSpan("a", problem="cut short")), QUESTION).unread
    assert judge(scanned([], LogSpan("a", lines=1, unparsed=1)), QUESTION).unread


def _answer(draw: st.DrawFn) -> LoggedRequest:
    first = draw(st.sampled_from([None, 0, 0, 250, 500, 750]))
    last = draw(st.sampled_from([None, 249, 499, 749, 999])) if first is not None else None
    return request(
        log=draw(st.sampled_from(["a.log", "b.log"])),
        line=draw(st.integers(1, 10**6)),
        at=START + timedelta(minutes=draw(st.integers(-60, 660))),
        peer=draw(st.sampled_from(["203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8::2", "a.example"])),
        status=draw(st.sampled_from([200, 206, 206, 301, 304, 404])),
        method=draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "POST"])),
        target=draw(st.sampled_from([PATH, "/files//list.csv", "/files/alias.csv"])),
        sent=draw(st.sampled_from([None, 0, 250, 500, 1000])),
        agent=draw(st.sampled_from([None, BROWSER, GOOGLE, "curl/8"])),
        etag=draw(st.sampled_from([None, None, "a", "b"])),
        first_byte=first,
        last_byte=last if first is None or last is None or last >= first else None,
        object_size=draw(st.sampled_from([None, None, 1000, 500])),
    )


ANSWERS = st.lists(st.composite(_answer)(), max_size=12)
QUESTIONS = st.sampled_from([(), (SIZE,), (500, SIZE)]).map(lambda sizes: replace(QUESTION, sizes=sizes))


@settings(deadline=None)
@given(ANSWERS, QUESTIONS)
def test_requests_in_the_window_are_counted_each_once(
    answers: list[LoggedRequest], question: Question
) -> None:
    trace = _judged(*answers, question=question)
    inside = sum(START <= one.at < END for one in answers)
    assert sum(trace.requests.values()) == inside == len(trace.judged)
    assert sum(one.requests for one in trace.accessors) == inside
    assert sum(sum(column) for column in trace.times.values()) == inside
    for one in trace.accessors:
        assert sum(one.grades.values()) == one.requests
        assert 1 <= one.fetches <= one.requests
        assert START <= one.first <= one.last < END


@settings(deadline=None)
@given(ANSWERS, QUESTIONS)
def test_bounds_agree_with_the_accessors(answers: list[LoggedRequest], question: Question) -> None:
    trace = _judged(*answers, question=question)
    low, high = trace.bounds
    grades = [one.grade for one in trace.accessors]
    may = (Grade.COMPLETE, Grade.POSSIBLY_COMPLETE, Grade.ALREADY_HELD)
    assert low == grades.count(Grade.COMPLETE)
    assert high == sum(grade in may for grade in grades)
    assert low <= high <= len(grades)
    assert grades == sorted(grades, key=RANK.__getitem__)
    assert all(RANK[one.grade] <= min(map(RANK.__getitem__, one.grades)) for one in trace.accessors)


@settings(deadline=None)
@given(ANSWERS, ANSWERS, QUESTIONS)
def test_more_evidence_never_lowers_a_network(
    some: list[LoggedRequest], more: list[LoggedRequest], question: Question
) -> None:
    before = {one.network: one.grade for one in _judged(*some, question=question).accessors}
    after = {one.network: one.grade for one in _judged(*some, *more, question=question).accessors}
    assert all(RANK[after[network]] <= RANK[grade] for network, grade in before.items())


@settings(deadline=None)
@given(ANSWERS, QUESTIONS, st.randoms(use_true_random=False))
def test_the_order_of_logs_and_lines_does_not_matter(
    answers: list[LoggedRequest], question: Question, random: object
) -> None:
    answers = list({(one.log, one.line): one for one in answers}.values())
    mixed = list(answers)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert _judged(*mixed, question=question) == _judged(*answers, question=question)
