"""What kind of program asked, from what it says of itself: anybody can say anything."""

import re
from functools import lru_cache

from withhold.incident.trace.result import AgentClass

MOST_READ = 400
"""Characters of an agent that are looked at: real ones are shorter, the rest may be there to cost time."""
_PREVIEW, _TOOLS = "social-preview", frozenset({"http-library", "browser-automation"})
"""Tags of the list of crawlers (crawler-user-agents)."""
_BROWSER = re.compile(
    r"Mozilla/5\.0 \(.*(?:AppleWebKit/|Gecko/|Trident/)|Opera/\d|Mozilla/4\.0 \(compatible; MSIE"
)
_MACHINE = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/;_-]|crawl|spider|slurp|preview|headless|phantomjs|playwright|puppeteer|selenium|webdriver"
    r"|https?://|externalhit|fetcher|archiver|monitor|scanner|lighthouse|compatible; (?!MSIE)",
    re.IGNORECASE,
)
"""What programs write who send a browser's words as well and say so."""
_MORE_TOOLS = re.compile(
    r"^(?:PostmanRuntime|insomnia|aria2|HTTPie|Java/|Dart/|Ruby|Python|undici|node|Deno|reqwest|ureq|Axel|rclone"
    r"|PowerShell|Mozilla/5\.0 \(Windows NT[^)]*\) (?:WindowsPowerShell|PowerShell)/|Microsoft BITS|Wget|lftp"
    r"|withhold$|uTorrent|IDMan|FDM|JDownloader|Guzzle|libcurl|restsharp|Faraday|Microsoft-CryptoAPI|CFNetwork)",
    re.IGNORECASE,
)
"""Programs that the list of crawlers does not know, since they crawl nothing."""


@lru_cache(maxsize=1 << 16)
def class_of(agent: str | None) -> AgentClass:
    """The class of an agent by its own words; never a verified one."""
    if not agent or agent == "-":
        return AgentClass.UNKNOWN
    read = agent[:MOST_READ]
    looks_like_browser = bool(_BROWSER.match(read))
    if looks_like_browser and not _MACHINE.search(read) and not _MORE_TOOLS.match(read):
        # Programs that people read with (of mail, chats, notes) add their name to a browser's words, and the
        # list knows some of these names: a person sits there all the same.
        return AgentClass.BROWSER
    if _MORE_TOOLS.match(read):
        return AgentClass.TOOL
    listed = _listed(read)
    if listed is not None:
        return listed
    if looks_like_browser and not re.search(r"(?<!cu)bot\b|crawl|spider|headless", read, re.IGNORECASE):
        return AgentClass.BROWSER
    return AgentClass.DECLARED_BOT if _MACHINE.search(read) else AgentClass.UNKNOWN


def _listed(agent: str) -> AgentClass | None:
    for agent_class, pattern in _lists():
        if pattern.search(agent):
            return agent_class
    return None


@lru_cache(maxsize=1)
def _lists() -> tuple[tuple[AgentClass, re.Pattern[str]], ...]:
    """The patterns of the published list, by what follows from them; the first that fits counts."""
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA

    patterns: dict[AgentClass, list[str]] = {
        AgentClass.PREVIEW_BOT: [],
        AgentClass.TOOL: [],
        AgentClass.DECLARED_BOT: [],
    }
    for entry in CRAWLER_USER_AGENTS_DATA:
        tags = set(entry.get("tags", ()))
        if _PREVIEW in tags:
            patterns[AgentClass.PREVIEW_BOT].append(entry["pattern"])
        elif tags & _TOOLS:
            patterns[AgentClass.TOOL].append(entry["pattern"])
        else:
            patterns[AgentClass.DECLARED_BOT].append(entry["pattern"])
    return tuple((kind, re.compile("|".join(group))) for kind, group in patterns.items())
