"""WordPress: deletes the media entries that have a file with the documents' bytes, with all their files.

A post that links to such a file is told, not changed: what it should say instead is for people.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from withhold.fetching.interface import Answer
from withhold.incident.takedown.connectors.asking import Unanswered, ask, failed, told
from withhold.incident.takedown.connectors.entry import Entry
from withhold.incident.takedown.connectors.keeping import holds, keep, sizes_of
from withhold.incident.takedown.connectors.urls import step_id
from withhold.incident.takedown.connectors.wordpress_media import Library, Media, MediaFile
from withhold.incident.takedown.interface import (
    Connector,
    Context,
    Layer,
    Outcome,
    Result,
    Step,
    TakedownError,
    Target,
)
from withhold.report.places import one_line

_PLAIN = (("Accept-Encoding", "identity"), ("Cache-Control", "no-cache"))


@dataclass(frozen=True, slots=True)
class WordPress:
    """The media library of one WordPress."""

    library: Library
    context: Context

    @property
    def name(self) -> str:
        return f"wordpress {self.library.url}"

    @property
    def layer(self) -> Layer:
        return Layer.ORIGIN

    def plan(self, target: Target) -> Sequence[Step]:
        """A step for each entry of the library with a file of these bytes, under whatever name."""
        sizes = sizes_of(target.documents)
        steps = []
        try:
            for media in self.library.entries():
                for file in media.files:
                    size = self._size(file, sizes)
                    digest = self._digest(file.url, size) if size is not None else None
                    if digest is not None and digest in sizes.get(size or 0, ()):
                        steps.append(self._step(media, file, digest, size or 0))
                        break
        except Unanswered as error:
            raise TakedownError(f"{self.library.url}: {error}") from None
        return steps

    def take(self, step: Step) -> Outcome:
        """Keep the file, delete the entry, and see that the file went with it."""
        media, url = int(step.data["media"] or 0), str(step.data["file"])
        digest, size = str(step.data["sha256"]), int(step.data["size"] or 0)
        try:
            entry = self.library.entry(media)
            if entry is None:
                return self._checked(Outcome(Result.ALREADY, "", {"media": media}), url, digest, size)
            if url not in {file.url for file in entry.files}:
                return Outcome(Result.ALREADY, "the entry has another file now", {"media": media})
            answer = self._file(url, size)
            if answer.status == 200 and sha256(answer.body).hexdigest() != digest:
                return Outcome(Result.ALREADY, "other bytes stand there now", {"media": media})
            detail = self._keep(answer, digest)
            deleted = self.library.delete(media)
        except Unanswered as error:
            return failed(f"{self.library.url}: {error}")
        except OSError as error:
            return failed(f"the bytes cannot be kept in the case (error {error.errno}); make room")
        proof: dict[str, str | int | bool | None] = {
            "media": media,
            "status": deleted.status,
            "sha256": digest,
            "kept": not detail,
        }
        return self._checked(Outcome(Result.DONE, detail, proof), url, digest, size)

    def _keep(self, answer: Answer, digest: str) -> str:
        """Keep the file's bytes; in words, why not. Raises Unanswered where deleting would lose them."""
        if answer.status == 200:
            keep(self.context.folder, digest, [answer.body])
        elif answer.status in (404, 410):
            if not holds(self.context.folder / digest, digest):
                return "the file was not to be had any more, so nothing of it was kept here"
        else:
            raise Unanswered(f"its file answers with status {answer.status} and cannot be kept; look at it")
        return ""

    def _checked(self, outcome: Outcome, url: str, digest: str, size: int) -> Outcome:
        """WordPress says nothing where it may not remove a file: only asking for it shows."""
        try:
            answer = self._file(f"{url}?withhold={secrets.token_hex(8)}", size)
        except Unanswered as error:
            return failed(f"whether the file is gone could not be seen: {error}", **outcome.proof)
        if answer.status == 200 and sha256(answer.body).hexdigest() == digest:
            return failed(
                "the entry is deleted, but its file is still served; remove it by a web_root or sftp"
                " connector, or purge the cache before it",
                **outcome.proof,
            )
        return outcome

    def _size(self, file: MediaFile, sizes: Mapping[int, set[str]]) -> int | None:
        """The file's size if it is that of a document; asked for where WordPress does not know it."""
        if file.size is not None:
            return file.size if file.size in sizes else None
        answer = ask(self.library.fetcher, file.url, "HEAD", _PLAIN)
        length = answer.header("Content-Length") or ""
        if answer.status != 200 or not (length.isascii() and length.isdigit()):
            return None
        return int(length) if int(length) in sizes else None

    def _digest(self, url: str, size: int) -> str | None:
        answer = self._file(url, size)
        return sha256(answer.body).hexdigest() if answer.status == 200 else None

    def _file(self, url: str, size: int) -> Answer:
        """The file as it is public; if it is larger than `size`, one byte more of it. Raises Unanswered."""
        answer = ask(self.library.fetcher, url, "GET", _PLAIN, limit=size + 1, seconds=300)
        if answer.status == 200 and not answer.whole and len(answer.body) <= size:
            raise Unanswered(
                "a file of the media library breaks off while it is read; it is tried again later"
            )
        if answer.header("Content-Encoding") not in (None, "", "identity"):
            raise Unanswered("the web server packs files though it is asked not to; let it honour identity")
        return answer

    def _step(self, media: Media, file: MediaFile, digest: str, size: int) -> Step:
        name = urlsplit(file.url).path.rpartition("/")[2]
        users = self.library.users_of(name)
        linked = f"; linked from {', '.join(users)}, which people should edit" if users else ""
        return Step(
            step_id(self.name, "delete", str(media.id), file.url, digest),
            self.name,
            "delete",
            one_line(f"delete media {media.id} ({told(name)}) of WordPress, kept in the case{linked}"),
            {"media": media.id, "file": file.url, "sha256": digest, "size": size},
            tuple(one.url for one in media.files),
        )


def from_site(table: Mapping[str, object], context: Context) -> Connector:
    """Keys: `url` and `credentials`. Raises SiteUnusable."""
    entry = Entry.of(table)
    credentials = entry.secret("credentials")
    user, colon, password = credentials.reveal().partition(":")
    if not user or not colon or not password:
        raise entry.wrong("credentials", "has to name a file that holds user:application password")
    made = WordPress(Library(entry.service("url", secret=True), credentials, context.fetcher), context)
    entry.close()
    return made
