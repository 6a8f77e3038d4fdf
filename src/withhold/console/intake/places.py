"""Whose an address is, and which reports speak of the same."""

from hashlib import blake2b
from pathlib import Path

from django.conf import settings

from withhold.console.config import Config
from withhold.incident.takedown.site import Site, load_site

_SAME_KEY = 32


def owner_of(config: Config, url: str) -> Site | None:
    """The organisation's site that the address is on; None for everybody else's. Raises SiteUnusable."""
    for site in map(load_site, config.sites):
        if site.owns(url):
            return site
    return None


def same_as(content: bytes) -> str:
    """A digest under a key that is kept beside the database: with the rows alone nobody tries addresses."""
    return blake2b(
        content, key=_key(settings.CONFIG.path("keys") / "same-report"), digest_size=32
    ).hexdigest()


def _key(path: Path) -> bytes:
    """A key of its own, which no rotation of the sealed fields changes: digests stay comparable."""
    import os
    import secrets

    from withhold.clearance.durable import write_durably

    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        write_durably(fresh, secrets.token_bytes(_SAME_KEY))
        os.chmod(fresh, 0o600)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
