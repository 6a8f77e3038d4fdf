"""The package: parts by name as Office sees them, their types, and the relationships between them."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from withhold.readers.container import Container
from withhold.readers.interface import ReaderError
from withhold.readers.ooxml.xml import START, events

CONTENT_TYPES = "[content_types].xml"


@dataclass(frozen=True, slots=True)
class Relationship:
    """`kind` is the last word of the type (`worksheet`), alike in the transitional and strict families.

    `part` is the member it leads to, None when it leads outside or nowhere; `target` is as written.
    """

    identifier: str
    kind: str
    target: str
    part: str | None


def canonical(name: str) -> str:
    """The form in which part names are compared: no case, forward slashes, no percent signs, no `..`."""
    plain = unquote(name).replace("\\", "/").lower()
    return posixpath.normpath("/" + plain).lstrip("/")


class Package:
    """Members of a container by canonical part name, with content types and relationships read once.

    A damaged [Content_Types].xml or .rels leaves types and links unknown, it never hides a part:
    `names` always has every member. `damaged` lists the members that could not be read to their end.
    """

    def __init__(self, container: Container) -> None:
        self.container = container
        self.damaged: dict[str, ReaderError] = {}
        self._by_name: dict[str, str] = {}
        for name in container.names():
            self._by_name.setdefault(canonical(name), name)
        self._overrides: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        self._relationships: dict[str, list[Relationship]] = {}
        self._incoming: dict[str, tuple[str, str]] = {}
        self._read_types()
        self._read_all_relationships()

    @property
    def names(self) -> list[str]:
        """Every member that has bytes, as the container calls it."""
        return [name for name in self.container.names() if not self.container.is_directory(name)]

    def find(self, name: str) -> str | None:
        """The member that a part name means, whatever its spelling."""
        return self._by_name.get(canonical(name))

    def content_type(self, member: str) -> str:
        """The declared type in small letters, empty if none is declared."""
        name = canonical(self.container.original(member))
        return self._overrides.get(name) or self._defaults.get(name.rpartition(".")[2], "")

    def relationships(self, member: str) -> list[Relationship]:
        """What a part leads to, in the order written."""
        return self._relationships.get(member, [])

    def owner(self, member: str) -> tuple[str, str] | None:
        """(part, kind) of the first relationship that leads to a member; None for an orphan."""
        return self._incoming.get(member)

    def open(self, member: str) -> Iterator[bytes]:
        """The bytes of a part, in chunks. Raises what `Container.open` raises."""
        return self.container.open(member)

    def _read_types(self) -> None:
        member = self.find(CONTENT_TYPES)
        if member is None:
            return
        try:
            for kind, name, attributes, _ in events(self.open(member)):
                if kind != START:
                    continue
                value = attributes.get("ContentType", "").lower()
                if name == "Override":
                    self._overrides[canonical(attributes.get("PartName", ""))] = value
                elif name == "Default":
                    self._defaults[attributes.get("Extension", "").lower()] = value
        except ReaderError as error:
            self.damaged[member] = error

    def _read_all_relationships(self) -> None:
        for member in self.container.names():
            name = canonical(self.container.original(member))
            folder, _, file = name.rpartition("/")
            if not file.endswith(".rels") or posixpath.basename(folder) != "_rels":
                continue
            base = posixpath.dirname(folder)
            source = self._by_name.get(posixpath.join(base, file[: -len(".rels")]), "")
            try:
                self._read_relationships(member, base, source)
            except ReaderError as error:
                self.damaged[member] = error

    def _read_relationships(self, member: str, base: str, source: str) -> None:
        found = self._relationships.setdefault(source, [])
        for kind, name, attributes, _ in events(self.open(member)):
            if kind != START or name != "Relationship":
                continue
            target = attributes.get("Target", "")
            type_ = attributes.get("Type", "").rpartition("/")[2]
            part = None
            if attributes.get("TargetMode", "").lower() != "external":
                path = target.replace("\\", "/").partition("#")[0]
                part = self._by_name.get(canonical(path if path.startswith("/") else f"{base}/{path}"))
            found.append(Relationship(attributes.get("Id", ""), type_, target, part))
            if part is not None:
                self._incoming.setdefault(part, (source, type_))
