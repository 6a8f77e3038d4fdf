"""What another's robots.txt allows (RFC 9309): their sites are asked for that and nothing else."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_NAME = "withhold"
_LONGEST = 512 << 10
_MOST_RULES = 5_000
_MOST_SECONDS = 30.0
_SAFE = "/%!$&'()*+,;=:@-._~?[]|"


@dataclass(frozen=True, slots=True)
class Rules:
    """Paths that may and may not be asked for, and the seconds that are wished between two requests."""

    allowed: tuple[str, ...] = ()
    disallowed: tuple[str, ...] = ()
    delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether the address may be asked for: the longest rule that fits decides, in doubt for allowing."""
        parts = urlsplit(url)
        path = _spelt(parts.path or "/") + ("?" + _spelt(parts.query) if parts.query else "")
        if path == "/robots.txt":
            return True
        may = max((len(rule) for rule in self.allowed if _fits(rule, path)), default=-1)
        may_not = max((len(rule) for rule in self.disallowed if _fits(rule, path)), default=-1)
        return may >= may_not


def rules(content: bytes) -> Rules:
    """The rules for this program, or else those for all; lines that mean nothing are passed over."""
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: list[str] = []
    listing = False
    for line in content[:_LONGEST].decode("utf-8-sig", "replace").splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            agents = [*agents, value.lower()] if listing else [value.lower()]
            groups.setdefault(value.lower(), [])
        elif key in ("allow", "disallow", "crawl-delay"):
            for agent in agents:
                groups[agent].append((key, value))
        listing = key == "user-agent" or (listing and not key)
    lines = groups.get(_NAME, groups.get("*", []))[:_MOST_RULES]
    return Rules(
        tuple(_spelt(value) for key, value in lines if key == "allow" and value),
        tuple(_spelt(value) for key, value in lines if key == "disallow" and value),
        max((_seconds(value) for key, value in lines if key == "crawl-delay"), default=0.0),
    )


def _spelt(path: str) -> str:
    return quote(path, safe=_SAFE)


def _fits(rule: str, path: str) -> bool:
    """Whether a path begins as the rule says, `*` standing for anything and a last `$` for the end."""
    ends = rule.endswith("$")
    first, *others = (rule[:-1] if ends else rule).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(others, 1):
        if ends and number == len(others):
            return len(path) - len(part) >= at and path.endswith(part)
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not ends or at == len(path)


def _seconds(text: str) -> float:
    try:
        seconds = float(text[:16])
    except ValueError:
        return 0.0
    return min(seconds, _MOST_SECONDS) if seconds > 0 else 0.0
