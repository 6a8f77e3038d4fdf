"""Fields that no program shows, gathered into texts."""

from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import Text
from withhold.readers.interface import Place

_TEXT_CHUNK = 1 << 16


class Unseen:
    """Takes texts one by one and gives them together, as metadata of the document."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._held: list[str] = []
        self._size = 0

    def add(self, text: str) -> Iterator[Text]:
        """Keeps a text; gives what is held when it is enough."""
        text = text.strip()
        if text:
            self._held.append(text)
            self._size += len(text)
        if self._size > _TEXT_CHUNK:
            yield from self.rest()

    def rest(self) -> Iterator[Text]:
        """What is still held."""
        if self._held:
            how = Concealment.METADATA.inside(self._place.concealment)
            yield Text(self._place.location, "\n".join(self._held), concealment=how)
        self._held, self._size = [], 0
