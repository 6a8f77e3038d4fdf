"""What the documents are: their bytes, their rows, and what of them stands on every page of the site."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from withhold.crawling.addresses import name_of, with_path
from withhold.domain.errors import UsageError
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Unfetched
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.exposure.contents import Contents
from withhold.incident.exposure.judge import BODY_LIMIT, Judge, is_page_for_file
from withhold.incident.exposure.rows import Cells, Rows

_PIECE = 1 << 20


class Learning:
    """Adds to `documents`; `notes` say what could not be learnt."""

    def __init__(
        self,
        documents: dict[str, ExposedDocument],
        contents: Contents,
        fetch: Callable[[str], Answer | Unfetched],
    ) -> None:
        self.notes: list[str] = []
        self._documents = documents
        self._contents = contents
        self._fetch = fetch
        self._rows: list[Cells] = []
        self._absent: dict[str, bytes | None] = {}

    def read_files(self, paths: Iterable[Path]) -> None:
        """Each file is a document. Raises UsageError for one that cannot be read, or is empty."""
        for path in paths:
            try:
                digest, size = hashlib.sha256(), 0
                with path.open("rb") as stream:
                    while piece := stream.read(_PIECE):
                        digest.update(piece)
                        size += len(piece)
                rows, whole = self._contents.rows_of_file(path)
            except OSError as error:
                raise UsageError(f"{path} cannot be read ({type(error).__name__}); check the path") from None
            if not size:
                raise UsageError(f"{path} is empty: it would be found everywhere; check the file")
            self._add(digest.hexdigest(), size, rows, whole)

    def read_url(self, url: str, is_new: bool) -> None:
        """What answers at an address is a document.

        Where the address was known before (`is_new` false) other bytes than before are none: a page that
        says that it was removed. Nor is what the site says of any address that does not exist.
        """
        answer = self._fetch(url)
        content = None if isinstance(answer, Unfetched) else _content(answer)
        if isinstance(answer, Unfetched) or not content or content == self.learn_absence(url):
            return
        if is_new and is_page_for_file(url, answer.header("Content-Type") or "", content):
            self.notes.append(f"a page answers where a file should: no document was learnt from {url}")
            return
        digest = hashlib.sha256(content).hexdigest()
        if is_new or digest in self._documents:
            self._add(digest, len(content), *self._contents.rows(content, name_of(url)))

    def judge(self) -> Judge:
        """What compares answers with all that was learnt."""
        if self._documents and not self._rows:
            self.notes.append("no rows of the document are known: only its exact bytes are recognised")
        judge = Judge(self._documents, Rows(self._rows), self._contents)
        for content in self._absent.values():
            if content:
                judge.absent.add(hashlib.sha256(content).hexdigest())
                found = judge.rows.look(self._contents.rows(content, "page.html")[0])
                judge.boilerplate |= judge.rows.lines(found.sure | found.likely)
        return judge

    def _add(self, sha256: str, size: int, rows: list[tuple[str, ...]], whole: bool) -> None:
        self._documents.setdefault(sha256, ExposedDocument(sha256, size, (size,)))
        self._rows += rows
        if not whole:
            self.notes.append("not all of a document could be read: its content may stand elsewhere unseen")

    def learn_absence(self, url: str) -> bytes | None:
        """What the site of this address says, with whatever status, where there surely is nothing."""
        site = with_path(url, "/")
        if site not in self._absent:
            answer = self._fetch(with_path(url, f"/{secrets.token_hex(12)}"))
            self._absent[site] = None if isinstance(answer, Unfetched) else _content(answer, any_status=True)
        return self._absent[site]


def _content(answer: Answer, any_status: bool = False) -> bytes | None:
    """The whole content; None of an answer that is cut, refuses, or cannot be read."""
    if not answer.whole or (answer.status != 200 and not any_status):
        return None
    with suppress(Undecoded):
        return decoded(answer, BODY_LIMIT)
    return None
