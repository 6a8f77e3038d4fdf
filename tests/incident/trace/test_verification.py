"""Bots that are who they claim to be, and others that only say so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.verification import PublishedRanges, SystemResolver, verified_name

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
CRAWLER = "203.0.113.7"
HOST = "crawl-203-0-113-7.googlebot.com"


@dataclass
class Names:
    """A resolver that answers from tables, and keeps what it was asked."""

    reverse: Mapping[str, tuple[str, ...]]
    forward: Mapping[str, tuple[str, ...]]
    asked: list[str] = field(default_factory=list)

    def names(self, address: str) -> tuple[str, ...]:
        self.asked.append(address)
        return self.reverse.get(address, ())

    def addresses(self, name: str) -> tuple[str, ...]:
        self.asked.append(name)
        return self.forward.get(name, ())


def test_a_name_that_leads_back_verifies() -> None:
    names = Names({CRAWLER: ("Crawl-203-0-113-7.Googlebot.com.",)}, {HOST: ("198.51.100.1", CRAWLER)})
    assert verified_name(CRAWLER, GOOGLEBOT, names, None) == HOST


def test_ipv6_is_compared_as_an_address() -> None:
    names = Names({"2001:db8::1": (HOST,)}, {HOST: ("2001:0db8:0:0::0001",)})
    assert verified_name("2001:db8::1", GOOGLEBOT, names, None) == HOST


@pytest.mark.parametrize(
    ("reverse", "forward"),
    [
        ((), ()),
        ((HOST,), ()),
        ((HOST,), ("198.51.100.1",)),
        (("evilgooglebot.com",), (CRAWLER,)),
        (("googlebot.com.evil.example",), (CRAWLER,)),
        (("googlebot.com",), (CRAWLER,)),
        (("crawl.googlebot.com@evil.example",), (CRAWLER,)),
        (("msnbot.search.msn.com",), (CRAWLER,)),
        ((HOST,), ("no address", "")),
    ],
    ids=str,
)
def test_a_lie_verifies_nothing(reverse: tuple[str, ...], forward: tuple[str, ...]) -> None:
    """Whoever owns an address names it as they like; only the operator makes the name lead back."""
    names = Names({CRAWLER: reverse}, dict.fromkeys(reverse, forward))
    assert verified_name(CRAWLER, GOOGLEBOT, names, None) is None


def test_a_machine_of_the_operators_that_another_bot_claims_is_not_that_bot() -> None:
    names = Names({CRAWLER: (HOST,)}, {HOST: (CRAWLER,)})
    assert verified_name(CRAWLER, "Mozilla/5.0 (compatible; bingbot/2.0)", names, None) is None


def test_an_unknown_bot_and_what_is_no_address_are_not_asked_about() -> None:
    names = Names({CRAWLER: (HOST,)}, {HOST: (CRAWLER,)})
    assert verified_name(CRAWLER, "SomeBot/1.0", names, None) is None
    assert verified_name("crawler.example", GOOGLEBOT, names, None) is None
    assert names.asked == []


def test_name_servers_that_cannot_be_asked_are_not_taken_for_no() -> None:
    class Silent:
        def names(self, address: str) -> tuple[str, ...]:
            raise OSError("no answer")

        def addresses(self, name: str) -> tuple[str, ...]:
            raise AssertionError("nothing to ask about")

    with pytest.raises(OSError, match="no answer"):
        verified_name(CRAWLER, GOOGLEBOT, Silent(), None)


def test_the_resolver_tells_no_such_name_from_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    import dns.resolver

    def gone(*_: object, **__: object) -> None:
        raise dns.resolver.NXDOMAIN

    def silent(*_: object, **__: object) -> None:
        raise dns.resolver.NoNameservers

    monkeypatch.setattr(dns.resolver, "resolve", gone)
    assert SystemResolver().names(CRAWLER) == ()
    monkeypatch.setattr(dns.resolver, "resolve", silent)
    with pytest.raises(OSError, match="no answer"):
        SystemResolver().addresses(HOST)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"creationTime": "2026", "prefixes": [{"ipv4Prefix": "203.0.113.0/24"}]}),
        json.dumps(
            {"prefixes": [{"ipv6Prefix": "2001:db8::/32", "service": "x"}, {"ipv4Prefix": "203.0.113.7"}]}
        ),
        json.dumps(["203.0.113.0/24"]),
        "# a comment\n203.0.113.0/24  # more\n\n2001:db8::/32\n",
    ],
)
def test_published_ranges_verify_only_the_bot_they_are_of(tmp_path: Path, content: str) -> None:
    (tmp_path / "ranges").write_text(content)
    ranges = PublishedRanges.read([f"GPTBot={tmp_path / 'ranges'}"])
    agent = "Mozilla/5.0 (compatible; GPTBot/1.2)"
    assert verified_name(CRAWLER, agent, None, ranges) == "published ranges of gptbot"
    assert verified_name("198.51.100.7", agent, None, ranges) is None
    assert verified_name(CRAWLER, GOOGLEBOT, None, ranges) is None


def test_ranges_of_one_word_in_several_files_add_up(tmp_path: Path) -> None:
    for name, line in (("4", "203.0.113.0/24"), ("6", "2001:db8::/32")):
        (tmp_path / name).write_text(line)
    ranges = PublishedRanges.read([f"bot={tmp_path / '4'}", f"bot={tmp_path / '6'}"])
    assert ranges.name_for("2001:db8::1", "A Bot") == ranges.name_for(CRAWLER, "A Bot") == "bot"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "holds no ranges"),
        ("{}", "holds no ranges"),
        ('{"prefixes": 7}', "holds no ranges"),
        ('{"prefixes": [null, 7]}', "holds no ranges"),
        ("7", "holds no ranges"),
        ("<html>", "no range of addresses"),
        ('{"prefixes": [{"ipv4Prefix": "x"}]}', "no range of addresses"),
        ('{"prefixes": [{"ipv4Prefix": 16909060}]}', "no range of addresses"),
        ('{"prefixes": [{"ipv4Prefix": ["203.0.113.0/24"]}]}', "no range of addresses"),
        ("[" * 100_000, "no range of addresses"),
        ("0.0.0.0/0", "every address"),
        ("::/0", "every address"),
    ],
)
def test_a_file_that_holds_no_ranges_is_one_clear_line(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "ranges").write_text(content)
    with pytest.raises(TraceError, match=why):
        PublishedRanges.read([f"bot={tmp_path / 'ranges'}"])


@pytest.mark.parametrize("given", ["bot", "=file", "bot=", ""])
def test_an_argument_of_another_form_is_refused(given: str) -> None:
    with pytest.raises(TraceError, match="WORD=FILE"):
        PublishedRanges.read([given])


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none", tmp_path, tmp_path / "binary"):
        with pytest.raises(TraceError, match="cannot be read"):
            PublishedRanges.read([f"bot={path}"])
