"""Whose signatures clear: each person's key, sealed; the desk's own; the trust file that names them."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from withhold.clearance.durable import write_durably
from withhold.clearance.shapes import showable
from withhold.clearance.state import State
from withhold.clearance.trust import HolderKind, May, Trust
from withhold.console.desk.models import ClearingKey, Destination
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.signing.ed25519 import SigningKey
from withhold.signing.keys import KeyUnusable

GATE = "Publication desk"
_PERSON = (May.REVIEW, May.WITHHOLD, May.EMERGENCY, May.REVOKE)
_OTHERS = (May.REVOKE,)
"""Case leads take back; and what somebody took back stays so when they have left: a revocation whose key
nobody knows would block its file for good."""
_GATE = (May.RELEASE,)
TRUST = "trust.toml"


def key_of(user: User) -> SigningKey:
    """Their signing key, made at its first use, in the caller's transaction."""
    found = ClearingKey.objects.filter(user=user).first()
    if found is None:
        private = Ed25519PrivateKey.generate()
        key = SigningKey(private)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
        found, made = ClearingKey.objects.get_or_create(
            user=user, defaults={"key_id": key.key_id, "public_key": key.public_key, "secret": pem}
        )
        if made:
            return key
    private_key = load_pem_private_key(found.secret.encode("ascii"), password=None)
    if not isinstance(private_key, Ed25519PrivateKey):
        raise KeyUnusable("the clearing key of this account is no Ed25519 key; restore it from a backup")
    return SigningKey(private_key)


def gate_key() -> SigningKey:
    """The desk's own key, which signs what the engine releases: keys/desk, mode 0600."""
    from withhold.signing.ed25519 import write_signing_key

    path: Path = settings.CONFIG.path("keys") / "desk"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            write_signing_key(str(path))
        except KeyUnusable:
            if not path.exists():  # otherwise another process made it just now
                raise
    return SigningKey.load(str(path))


def trust() -> Trust:
    """Whose signatures count now: those who may clear or only take back, and the desk."""
    return Trust.of(_entries(), "the desk's trust")


def state_of(destination: Destination) -> State:
    """The destination's state folder, which gates read, with the trust file beside it."""
    state = State(settings.CONFIG.path("shelves") / destination.slug)
    state.make(None)
    path, content = state.root / TRUST, _toml().encode("utf-8")
    if not path.exists() or path.read_bytes() != content:
        write_durably(path, content)
    return state


def _entries() -> list[dict[str, object]]:
    entries: list[dict[str, object]] = [
        {"owner": GATE, "public_key": gate_key().public_key, "may": list(map(str, _GATE)), "kind": "gate"}
    ]
    for key in ClearingKey.objects.select_related("user").order_by("pk"):
        # One name that a record refuses would make the file useless to every gate.
        owner = showable(key.user.get_full_name())
        decides = key.user.has_role(Role.REVIEWER, Role.PRIVACY_OFFICER)
        may = list(map(str, _PERSON if decides else _OTHERS))
        kind = str(HolderKind.PERSON)
        entries.append({"owner": owner, "public_key": key.public_key, "may": may, "kind": kind})
    return entries


def _toml() -> str:
    import json

    lines: list[str] = []
    for entry in _entries():
        lines.append("[[key]]")
        lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()]
        lines.append("")
    return "\n".join(lines)
