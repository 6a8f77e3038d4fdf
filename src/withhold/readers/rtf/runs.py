"""Bytes of text until they can be decoded, and those that stand in place of a character (`\\u`, `\\uc`)."""


class Run:
    """Collects them. `is_idle`: nothing is waiting."""

    def __init__(self) -> None:
        self.is_idle = True
        self.has_bytes = False
        self.size = 0
        """How many bytes are waiting to be decoded, those written as digits left aside."""
        self._raw: list[bytes] = []
        self._replaced: list[bytes] = []
        self._left_out = 0

    def byte(self, data: bytes) -> None:
        """One byte that is written as digits."""
        self.is_idle = False
        if self._left_out:
            self._left_out -= 1
            self._replaced.append(data)
        else:
            self._raw.append(data)
            self.has_bytes = True

    def text(self, data: bytes) -> str:
        """Bytes as they are. Gives them back as text where they can be read without those around them."""
        if self._left_out:
            self._replaced.append(data[: self._left_out])
            data, self._left_out = data[self._left_out :], max(0, self._left_out - len(data))
        if not self.has_bytes and data.isascii():
            return data.decode("ascii")
        self._raw.append(data)
        self.size += len(data)
        self.is_idle, self.has_bytes = False, True
        return ""

    def leave_out(self, count: int) -> None:
        """So many bytes from here on stand in place of the character before them."""
        self._left_out = count
        self.is_idle = False

    def leaves_out(self) -> bool:
        """Whether one more sign stands in its place."""
        if not self._left_out:
            return False
        self._left_out -= 1
        return True

    def taken(self) -> tuple[bytes, bytes]:
        """(bytes to be decoded, bytes left out) until here; both begin anew."""
        found = b"".join(self._raw), b"".join(self._replaced)
        self._raw.clear()
        self._replaced.clear()
        self._left_out = self.size = 0
        self.is_idle, self.has_bytes = True, False
        return found
