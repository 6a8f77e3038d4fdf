"""Codes of notices at rest: the hash, from which nobody gets the code back, and a lookup in constant time."""

from hashlib import sha256
from hmac import compare_digest

from withhold.console.accessors.models import Code, Matter
from withhold.text.codes import fresh_code


def give_code(matter: Matter) -> str:
    """A new code that leads to this matter; it is shown in the notice and nowhere else."""
    code = fresh_code()
    Code.objects.create(matter=matter, digest=digest_of(code))
    return code


def matter_of(code: str) -> Matter | None:
    """Whose code it is. 80 random bits: from the hash nobody finds the code."""
    wanted = digest_of(code)
    found = Code.objects.filter(digest=wanted).select_related("matter__case").first()
    kept = "" if found is None else found.digest
    same = compare_digest(kept.ljust(len(wanted)), wanted)
    return found.matter if found is not None and same else None


def digest_of(code: str) -> str:
    """What stands in the database."""
    return sha256(b"withhold accessor code\0" + code.encode()).hexdigest()
