"""Clients of Amazon's and compatible services, by boto3, and their errors without what they may quote."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from withhold.incident.takedown.connectors.entry import Entry

_ADVICE = {
    "AccessDenied": "the credentials lack a right, or a lock forbids it",
    "SignatureDoesNotMatch": "the secret key is wrong",
    "InvalidAccessKeyId": "the key id is wrong",
    "ExpiredToken": "the session's credentials have run out; renew them",
    "NoSuchBucket": "check the bucket's name",
    "NoSuchDistribution": "check the distribution's id",
    "SlowDown": "it is tried again later",
    "Throttling": "it is tried again later",
}


class Refused(Exception):
    """The service did not do it. The message is one line that says what to do, without credentials."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def client(entry: Entry, service: str) -> Any:
    """boto3's client. Credentials come by its usual chain, or the `profile` of its own files that is named.

    Raises SiteUnusable where boto3 is missing or cannot be set up.
    """
    try:
        session = importlib.import_module("boto3.session")
        config = importlib.import_module("botocore.config").Config
        errors = importlib.import_module("botocore.exceptions").BotoCoreError
    except ImportError:
        raise entry.wrong("type", "needs boto3; run pip install 'withhold[s3]'") from None
    endpoint = entry.service("endpoint") if entry.optional("endpoint") else None
    region = entry.optional("region")
    profile = entry.optional("profile")
    settings = config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": 3})
    try:
        made = session.Session(profile_name=profile, region_name=region)
        return made.client(service, endpoint_url=endpoint, config=settings)
    except (errors, ValueError) as error:
        raise entry.wrong(
            "type", f"cannot be set up ({type(error).__name__}); check region and profile"
        ) from None


@contextmanager
def telling(service: str) -> Iterator[None]:
    """Turns boto3's errors into Refused: their own texts may quote addresses and keys."""
    exceptions = importlib.import_module("botocore.exceptions")
    try:
        yield
    except exceptions.ClientError as error:
        code = code_of(error)
        advice = _ADVICE.get(code, "check names and rights there")
        raise Refused(f"{service} refuses it ({code}); {advice}", code) from None
    except (exceptions.BotoCoreError, ValueError) as error:
        name = type(error).__name__
        raise Refused(
            f"{service} cannot be reached ({name}); check the endpoint and the credentials"
        ) from None


def code_of(error: Any) -> str:
    """The code of a boto3 ClientError, of letters and digits only."""
    code = str(error.response.get("Error", {}).get("Code", "?"))
    return "".join(one for one in code if one.isalnum() or one in "._-")[:60]
