"""The default where no mail server is set up: mails as files in a folder, for somebody to look at."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from withhold.clearance.durable import write_durably
from withhold.clearance.interface import ClearanceError
from withhold.console.outbox.interface import Outcome, Outgoing, Result
from withhold.console.outbox.mail import mail_of


class FolderTransport:
    """Writes `<digest of the message id>.eml`: a second try replaces the file with the same bytes."""

    def __init__(self, folder: Path, sender: str = "withhold@localhost") -> None:
        self._folder = folder
        self._sender = sender

    def send(self, message: Outgoing, handing_over: Callable[[], None]) -> Result:
        """Never unknown: the file is there whole, or it is written again."""
        name = sha256(message.message_id.encode()).hexdigest()[:24]
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(self._folder / f"{name}.eml", mail_of(message, self._sender))
        except (OSError, ClearanceError) as error:
            return Result(Outcome.RETRY, f"the outbox folder cannot be written ({type(error).__name__})")
        return Result(Outcome.ACCEPTED, "written to the outbox folder")
