"""The second pass: when each line of a shard was written, and all that the clients in question did."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from withhold.incident.trace.clients import canonical, client_of, is_trusted
from withhold.incident.trace.coverage import Coverage
from withhold.incident.trace.doings import Doings
from withhold.incident.trace.formats import apache
from withhold.incident.trace.formats.entry import Entry, request_of, text_of, unescaped
from withhold.incident.trace.formats.lines import LONGEST, LineReader
from withhold.incident.trace.interface import Question
from withhold.incident.trace.paths import path_part
from withhold.incident.trace.quick import LineStarts, Numbers, Words, line_starts, token_hashes
from withhold.incident.trace.shards import Shard, Windows

_AFTER_TIME = re.compile(apache.AFTER_TIME, re.DOTALL)
_TO_BRACKET = 6 + 26
_SIEVE_BITS = 22
"""Four million places: of 30,000 clients, fewer than one line in a hundred is looked at in vain."""
_SIFTED = re.compile(r"[0-9.]{1,15}")
"""Clients that are written in one way only."""
_TOKENS_KEPT = 1 << 16


def _places(hashes: Words) -> Numbers:
    """Where in the sieve clients of these hashes are."""
    return (hashes >> np.uint64(64 - _SIEVE_BITS)).view(np.int64)


@lru_cache(maxsize=4096)
def _agent(raw: bytes) -> str | None:
    return text_of(unescaped(raw))


@dataclass(slots=True)
class Done:
    """What the second pass saw in a shard. Lines are counted from 1 within it."""

    shard: Shard
    lines: int = 0
    foreign: int = 0
    overlong: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    doings: dict[str, Doings] = field(default_factory=dict)
    problem: str | None = None


class SecondPass:
    """Reads shards for what clients did. `fetched` says when each of them first asked for an asked path."""

    def __init__(self, question: Question, fetched: Mapping[str, float]) -> None:
        self._question = question
        self._fetched = fetched
        self._sieve = np.zeros(1 << _SIEVE_BITS, bool)
        tokens = [client.encode() for client in fetched if _SIFTED.fullmatch(client)]
        self._sieve[_places(token_hashes(tokens))] = True
        # All that may be written in several ways: each is looked at.
        self._sieve[0] = True
        self._clients: dict[bytes, str | None] = {}

    def __call__(self, shard: Shard) -> Done:
        done = Done(shard, coverage=Coverage(follows=shard.begin > 0))
        reader = LineReader(self._question.format_string, shard.fields, shard.date)
        windows = Windows(shard)
        for length in windows:
            starts = line_starts(windows.buffer, length, quick=self._question.format_string is None)
            self._slowly(windows.buffer, starts, reader, done)
            self._quickly(windows.buffer, starts, done)
            done.lines += len(starts.begins)
        done.problem = windows.problem
        return done

    def _slowly(self, buffer: bytearray, starts: LineStarts, reader: LineReader, done: Done) -> None:
        """Read the lines strictly that could not be read quickly; note the times of all of them."""
        count = len(starts.begins)
        if len(starts.quick) == count:
            done.coverage.add(starts.seconds)
            return
        seconds = np.full(count, -1, np.int64)
        seconds[starts.quick] = starts.seconds
        others = np.ones(count, bool)
        others[starts.quick] = False
        for index in np.flatnonzero(others).tolist():
            line = bytes(buffer[starts.begins[index] : starts.ends[index]])
            if len(line) > LONGEST:
                done.overlong += 1
            elif line.strip(b"\r\0 ") and not reader.directive(line):
                entry = reader.read(line)
                if entry is None:
                    done.foreign += 1
                else:
                    seconds[index] = int(entry.at)
                    self._entry(entry, done.lines + index + 1, done)
        done.coverage.add(seconds[seconds >= 0])

    def _entry(self, entry: Entry, number: int, done: Done) -> None:
        client = client_of(entry.peer, entry.forwarded, self._question.trusted_proxies)
        if client in self._fetched:
            self._add(client, done, number, entry.at, entry.sent, entry.agent, entry.target)

    def _quickly(self, buffer: bytearray, starts: LineStarts, done: Done) -> None:
        """Read the rest of those quick lines whose client is in question."""
        if self._question.trusted_proxies:
            wanted = np.arange(len(starts.quick))
        else:
            wanted = np.flatnonzero(self._sieve[_places(starts.hashes)])
        lines = starts.quick[wanted]
        for index, begin, token_end, end, at in zip(
            lines.tolist(),
            starts.begins[lines].tolist(),
            starts.token_end[wanted].tolist(),
            starts.ends[lines].tolist(),
            starts.seconds[wanted].tolist(),
            strict=True,
        ):
            token = bytes(buffer[begin:token_end])
            client = self._clients[token] if token in self._clients else self._client(token)
            if client is None:
                continue
            found = _AFTER_TIME.match(buffer, token_end + _TO_BRACKET, end)
            if found is None:
                done.foreign += 1
                continue
            if self._question.trusted_proxies:
                peer = token.lstrip(b"\0").removeprefix(b"\xef\xbb\xbf")
                entry = apache.entry(found.groups(), None, float(at), peer, None)
                self._entry(entry, done.lines + index + 1, done)
                continue
            request, sent, agent = found.group(1, 3, 5)
            target = request_of(unescaped(request))[1] if at < self._fetched[client] else ""
            text = None if agent is None else _agent(agent)
            self._add(
                client, done, done.lines + index + 1, at, 0 if sent == b"-" else int(sent), text, target
            )

    def _client(self, token: bytes) -> str | None:
        """The client in question that a first token stands for, or may stand for behind a proxy."""
        peer = token.lstrip(b"\0").removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
        client: str | None = canonical(peer)
        if client not in self._fetched and not is_trusted(peer, self._question.trusted_proxies):
            client = None
        if len(self._clients) < _TOKENS_KEPT:
            self._clients[token] = client
        return client

    def _add(
        self,
        client: str,
        done: Done,
        number: int,
        at: float,
        sent: int | None,
        agent: str | None,
        target: str,
    ) -> None:
        doings = done.doings.get(client)
        if doings is None:
            doings = done.doings[client] = Doings()
        doings.add(at, sent, agent)
        if at < self._fetched[client] and target:
            doings.before((at, done.shard.log, number, path_part(target)))
