"""What programs say of themselves is read as they say it, and people are not taken for programs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from withhold.incident.trace.agents import MOST_READ, class_of
from withhold.incident.trace.result import AgentClass

_CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
_ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"

BROWSERS = [
    f"{_CHROME} Chrome/126.0.0.0 Safari/537.36",
    f"{_CHROME} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.61",
    f"{_CHROME} Chrome/126.0.0.0 Safari/537.36 OPR/111.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    f"{_IPHONE} Version/17.5 Mobile/15E148 Safari/604.1",
    f"{_IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
    f"{_IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0.36.104;FBBV/604]",
    f"{_ANDROID} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    f"{_ANDROID} Chrome/126.0 Mobile Safari/537.36 Instagram 337.0.0.35.102 Android",
    # A telephone of the maker Cubot is no bot.
    "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0"
    " Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
    "Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18",
]
PREVIEWS = [
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
]
TOOLS = [
    "curl/8.8.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "Go-http-client/1.1",
    f"{_CHROME} HeadlessChrome/126.0.0.0 Safari/537.36",
    "okhttp/4.12.0",
    "aria2/1.37.0",
    "PostmanRuntime/7.39.0",
    "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.22621.2506",
]
BOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    f"{_CHROME.replace('Windows NT 10.0; Win64; x64', 'Linux; Android 6.0.1; Nexus 5X')} Chrome/126.0 Mobile"
    " Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "SomethingNew-Crawler/0.1 (+https://crawler.example/)",
]


@pytest.mark.parametrize("agent", BROWSERS)
def test_a_browser_is_a_browser(agent: str) -> None:
    assert class_of(agent) is AgentClass.BROWSER


@pytest.mark.parametrize("agent", PREVIEWS)
def test_a_preview_tells_that_the_link_was_shared(agent: str) -> None:
    assert class_of(agent) is AgentClass.PREVIEW_BOT


@pytest.mark.parametrize("agent", TOOLS)
def test_a_tool_is_a_tool(agent: str) -> None:
    assert class_of(agent) is AgentClass.TOOL


@pytest.mark.parametrize("agent", BOTS)
def test_a_crawler_says_so_and_is_only_declared(agent: str) -> None:
    assert class_of(agent) is AgentClass.DECLARED_BOT


@pytest.mark.parametrize("agent", [None, "", "-", "something", "\x00\x1b[2J", "Mozilla/5.0"])
def test_no_known_words_are_unknown(agent: str | None) -> None:
    assert class_of(agent) is AgentClass.UNKNOWN


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_class_and_none_is_verified_by_its_words(agent: str) -> None:
    assert class_of(agent) is not AgentClass.VERIFIED_BOT


@settings(deadline=None)
@given(st.text(min_size=MOST_READ, max_size=MOST_READ + 50), st.text(max_size=200))
def test_what_follows_a_very_long_agent_is_not_read(agent: str, rest: str) -> None:
    assert class_of(agent + rest) is class_of(agent[:MOST_READ])
