"""What the schema says of tables: names of columns, and how rows are kept. Its SQL is only taken apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\]"
    r"|[^\W\d][\w$]*|[(),]|[^\s\w'\"`\[(),]+|\d[\w.]*",
    re.DOTALL,
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})
_MOST_COLUMNS = 32_767
_LONGEST_DROPPED = 1 << 13


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it was declared: its name, its words in capitals, behind which its affinity stands."""

    name: str
    words: tuple[str, ...]

    @property
    def is_stored(self) -> bool:
        """Generated columns are computed when they are asked for, unless they say STORED."""
        is_generated = "AS" in self.words and ("GENERATED" in self.words or "STORED" not in self.words)
        return not is_generated or "STORED" in self.words

    @property
    def affinity(self) -> str:
        """`i` integer, `t` text, `r` real or numeric, `b` anything (datatype3, 3.1)."""
        declared = " ".join(self.words)
        if "INT" in declared:
            return "i"
        if any(word in declared for word in ("CHAR", "CLOB", "TEXT")):
            return "t"
        return "b" if not declared or "BLOB" in declared else "r"


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns in the order in which records hold them. `row_id` is the one that the key of the row is."""

    columns: tuple[Column, ...]
    row_id: int | None
    is_without_row_id: bool


def dropped(data: bytes, codec: str) -> Iterator[Layout]:
    """Tables that were dropped, by what is left of their words in bytes that the schema no longer uses."""
    words = "CREATE TABLE".encode(codec)
    at = data.find(words)
    while at >= 0:
        following = data.find(words, at + 1)
        text = data[at : following if following >= 0 else at + _LONGEST_DROPPED].decode(codec, "replace")
        if (found := layout(text)).columns:
            yield found
        at = following


def comments(sql: str) -> Iterator[str]:
    """What the authors of a schema wrote beside it."""
    for token in _TOKEN.findall(sql):
        if _COMMENT.fullmatch(token):
            yield token.strip("-/* \n")


def layout(sql: str) -> Layout:
    """How the rows of `CREATE TABLE …` look; without any columns where the text is of another kind."""
    tokens = [token for token in _TOKEN.findall(sql) if not _COMMENT.fullmatch(token)]
    if "(" not in tokens:
        return Layout((), None, False)
    parts, rest = _parts(tokens[tokens.index("(") + 1 :])
    columns: list[Column] = []
    key: list[str] = []
    is_table_key = False
    for part in parts:
        words = tuple(token.upper() for token in part)
        if words[0] in _CONSTRAINTS and part[0][:1] not in "\"'`[":
            if "KEY" in words and "PRIMARY" in words:
                key, is_table_key = [_name(token) for token in _inside(part)], True
        elif len(columns) < _MOST_COLUMNS:
            columns.append(Column(_name(part[0]), words[1:]))
            if "PRIMARY" in words[1:]:
                key = [_name(part[0])]
    without = [token.upper() for token in rest]
    is_without = any(without[at : at + 2] == ["WITHOUT", "ROWID"] for at in range(len(without)))
    stored = [column for column in columns if column.is_stored]
    if is_without:
        folded = [name.lower() for name in key]
        first = [column for name in folded for column in stored if column.name.lower() == name]
        stored = [*dict.fromkeys(first), *(column for column in stored if column.name.lower() not in folded)]
    return Layout(tuple(stored), None if is_without else _row_id(stored, key, is_table_key), is_without)


def _row_id(columns: list[Column], key: list[str], is_table_key: bool) -> int | None:
    if len(key) != 1:
        return None
    for at, column in enumerate(columns):
        if column.name.lower() == key[0].lower() and column.words[:1] == ("INTEGER",):
            return at if is_table_key or column.words[1:2] != ("DESC",) else None
    return None


def _parts(tokens: list[str]) -> tuple[list[list[str]], list[str]]:
    """What stands between the commas of the outermost brackets, and what follows them."""
    parts: list[list[str]] = [[]]
    depth = 1
    for at, token in enumerate(tokens):
        depth += (token == "(") - (token == ")")
        if depth == 0:
            return [part for part in parts if part], tokens[at + 1 :]
        if token == "," and depth == 1:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part], []


def _inside(part: list[str]) -> list[str]:
    if "(" not in part:
        return []
    groups, _ = _parts(part[part.index("(") + 1 :])
    return [group[0] for group in groups]


def _name(token: str) -> str:
    if token[0] == "[":
        return token[1:-1]
    quote = token[0]
    return token[1:-1].replace(quote * 2, quote) if quote in "\"'`" else token
