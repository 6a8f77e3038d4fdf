"""A web root on another machine, over SFTP: every file with the documents' bytes is moved out of it.

Each file is renamed first, which is atomic, then read again: if it is something else that took the place
meanwhile, it goes back. So nobody can fetch it from the first moment on, and nothing innocent is lost.
"""

import posixpath
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

import zstandard

from withhold.incident.takedown.connectors.asking import Unanswered, failed, told
from withhold.incident.takedown.connectors.entry import Entry
from withhold.incident.takedown.connectors.keeping import Other, digest_of, inflated_digest, keep, sizes_of
from withhold.incident.takedown.connectors.sftp_session import Remote, Server, session
from withhold.incident.takedown.connectors.urls import address, below, public, step_id
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
from withhold.signing.keys import KeyUnusable, read_secret_file


@dataclass(frozen=True, slots=True)
class Sftp:
    """Files below `folder`. `quarantine` is another folder there; if it is empty the case keeps the bytes."""

    server: Server
    folder: str
    quarantine: str
    urls: tuple[str, ...]
    context: Context

    @property
    def name(self) -> str:
        return f"sftp {self.server.user}@{self.server.host}:{self.server.port}{self.folder}"

    @property
    def layer(self) -> Layer:
        return Layer.ORIGIN

    def plan(self, target: Target) -> Sequence[Step]:
        """A step for each file or link, found by size and hash, and for packed twins beside them."""
        try:
            with session(self.server) as remote:
                self._check_quarantine(remote)
                return [
                    self._step(path, sha256, stored)
                    for path, (sha256, stored) in sorted(self._found(remote, target).items())
                ]
        except Unanswered as error:
            raise TakedownError(str(error)) from None
        except OSError as error:
            raise TakedownError(
                f"files below {self.folder} on {self.server.host} cannot be read ({_why(error)});"
                " check the folder and the user's rights"
            ) from None

    def take(self, step: Step) -> Outcome:
        """Move it out, or finish what a killed run began."""
        path, stored = _path(step), str(step.data["stored"])
        try:
            with session(self.server) as remote:
                return self._take(remote, step, path, stored)
        except Unanswered as error:
            return failed(str(error))
        except Other:
            return failed("a file changed while it was read; it is tried again later")
        except OSError as error:
            return failed(
                f"{path} cannot be moved away ({_why(error)}); check the user's rights to its folder"
                + (" and that the quarantine is on the same file system" if self.quarantine else "")
            )

    def _take(self, remote: Remote, step: Step, path: str, stored: str) -> Outcome:
        if self.quarantine:
            self._check_quarantine(remote)
            remote.make_private_folder(self.quarantine)
            moving = f"{self.quarantine}/{step.id}.moving"
        else:
            moving = f"{posixpath.dirname(path)}/.{step.id}.moving"
        finished = remote.mode(moving) is not None and self._settle(remote, moving, path, stored)
        mode = remote.mode(path)
        if mode is None:
            return self._gone(finished, "", path, stored)
        if remote.size(path) is None:
            return self._gone(finished, "no plain file stands there", path, stored)
        if digest_of(remote.chunks(path))[0] != stored:
            return self._gone(finished, "something else stands there now; it was left alone", path, stored)
        if stat.S_ISLNK(mode):
            keep(self.context.folder, stored, remote.chunks(path))
            remote.remove(path)
            return Outcome(Result.DONE, "", {"path": told(path), "sha256": stored, "link": True})
        remote.replace(path, moving)
        if not self._settle(remote, moving, path, stored):
            return self._gone(finished, "something else took its place; it was left alone", path, stored)
        return self._gone(True, "", path, stored)

    def _settle(self, remote: Remote, moving: str, path: str, stored: str) -> bool:
        """Finish the move of a file that was renamed away; False if it was something else and went back."""
        if digest_of(remote.chunks(moving))[0] == stored:
            if self.quarantine:
                remote.make_private(moving)
                remote.replace(moving, f"{self.quarantine}/{stored}")
                if remote.mode(moving) is not None:
                    remote.remove(moving)  # another name of the same file: renaming onto itself does nothing
            else:
                keep(self.context.folder, stored, remote.chunks(moving))
                remote.remove(moving)
            return True
        if not remote.put_back(moving, path):
            raise Unanswered(
                f"a file that took the document's place was moved to {moving} and cannot go back,"
                " for its place is taken again; put it back by hand"
            )
        return False

    def _gone(self, done: bool, detail: str, path: str, stored: str) -> Outcome:
        place = f"{self.quarantine}/{stored}" if self.quarantine else "the case"
        proof = {"path": told(path), "sha256": stored, "kept": told(place)}
        return Outcome(Result.DONE if done else Result.ALREADY, detail, proof)

    def _found(self, remote: Remote, target: Target) -> dict[str, tuple[str, str]]:
        """The hash of the document, and that of the bytes as they are stored, by path."""
        sizes = sizes_of(target.documents)
        seen = dict(remote.walk(self.folder, self.quarantine))
        named = {f"{self.folder.rstrip('/')}/{rest}" for rest in below(self.urls, target.urls)}
        found: dict[str, tuple[str, str]] = {}
        for path in sorted(set(seen) | named):
            # A listed plain file of another size need not be asked for.
            if path in seen and stat.S_ISREG(seen[path].st_mode) and seen[path].st_size not in sizes:
                continue
            size = remote.size(path)
            if size in sizes:
                sha256 = digest_of(remote.chunks(path))[0]
                if sha256 in sizes[size]:
                    found[path] = (sha256, sha256)
        for path, twin in self._twins(remote, sorted(set(found) | named), target):
            found.setdefault(path, twin)
        return found

    def _twins(
        self, remote: Remote, paths: Sequence[str], target: Target
    ) -> Iterator[tuple[str, tuple[str, str]]]:
        """Packed copies beside a path that web servers send in its stead."""
        hashes = {document.sha256 for document in target.documents}
        longest = max(document.size for document in target.documents)
        for path in paths:
            for ending, unpacked in ((".gz", inflated_digest), (".zst", _unzstd_digest)):
                twin = path + ending
                if remote.size(twin) is not None:
                    plain = unpacked(remote.chunks(twin), longest)
                    if plain in hashes:
                        yield twin, (str(plain), digest_of(remote.chunks(twin))[0])

    def _step(self, path: str, sha256: str, stored: str) -> Step:
        where = f"to {self.quarantine}" if self.quarantine else "into the case"
        return Step(
            step_id(self.name, "move", path, stored),
            self.name,
            "move",
            one_line(f"move {path} on {self.server.host} {where}"),
            {"path": quote(path.encode("utf-8", "surrogateescape")), "sha256": sha256, "stored": stored},
            public(self.urls, path.removeprefix(self.folder).lstrip("/")),
        )

    def _check_quarantine(self, remote: Remote) -> None:
        """The quarantine must not be served: with links followed, too, it lies outside of the folder."""
        if not self.quarantine:
            return
        parent = remote.real(posixpath.dirname(self.quarantine))
        root = remote.real(self.folder).rstrip("/") + "/"
        real = f"{parent.rstrip('/')}/{posixpath.basename(self.quarantine)}/"
        if real.startswith(root):
            raise Unanswered("the quarantine lies inside the folder; give one that nobody can fetch from")


def from_site(table: Mapping[str, object], context: Context) -> Connector:
    """Keys: `host`, `user`, `folder`, and `known_hosts` or `fingerprints`; `port`, `key_file`, `quarantine`
    and `urls` if wanted. Raises SiteUnusable."""
    entry = Entry.of(table)
    known_hosts = str(entry.path("known_hosts")) if entry.optional("known_hosts") else ""
    fingerprints = entry.texts("fingerprints", ())
    if not known_hosts and not fingerprints:
        raise entry.wrong(
            "known_hosts", "is missing; without it or fingerprints, who answers cannot be told from a thief"
        )
    if not all(one.startswith("SHA256:") and one.isascii() for one in fingerprints):
        raise entry.wrong("fingerprints", 'has to hold what ssh-keygen -l shows, as ["SHA256:…"]')
    key_file = str(entry.path("key_file")) if entry.optional("key_file") else ""
    if key_file:
        try:
            read_secret_file(key_file, 1)
        except KeyUnusable:
            raise entry.wrong(
                "key_file", "has to name a file that its owner only can read (chmod 600)"
            ) from None
    server = Server(
        entry.line("host"),
        entry.whole("port", 22, 1, 65535),
        entry.line("user"),
        known_hosts,
        fingerprints,
        key_file,
    )
    folder = posixpath.normpath(str(entry.path("folder")))
    quarantine = posixpath.normpath(str(entry.path("quarantine"))) if entry.optional("quarantine") else ""
    if f"{quarantine}/".startswith(f"{folder.rstrip('/')}/"):
        raise entry.wrong("quarantine", "has to lie outside of the folder, where nobody can fetch from")
    urls = entry.texts("urls", ())
    for url in urls:
        try:
            address(url)
        except TakedownError:
            raise entry.wrong("urls", "has to hold http or https addresses") from None
    made = Sftp(server, folder, quarantine, urls, context)
    entry.close()
    return made


def _path(step: Step) -> str:
    """The path of a step: there percent-encoded, for names of files need not be text."""
    return unquote_to_bytes(str(step.data["path"])).decode("utf-8", "surrogateescape")


def _unzstd_digest(chunks: Iterator[bytes], longest: int) -> str | None:
    try:
        with zstandard.ZstdDecompressor().stream_reader(b"".join(chunks)) as reader:
            data = reader.read(longest + 1)
    except zstandard.ZstdError:
        return None
    return digest_of([data])[0] if len(data) <= longest else None


def _why(error: OSError) -> str:
    return told(error.strerror or type(error).__name__, 80)
