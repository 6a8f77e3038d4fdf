"""Bech32 (BIP 173), in which age writes its keys: only what is needed to write one."""

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6


def bech32(prefix: str, content: bytes) -> str:
    """These bytes under this prefix, in small letters, with their checksum."""
    values = _by_five(content)
    head = [ord(one) >> 5 for one in prefix] + [0] + [ord(one) & 31 for one in prefix]
    remainder = _remainder(head + values + [0] * _CHECKSUM) ^ 1
    check = [(remainder >> 5 * (_CHECKSUM - 1 - at)) & 31 for at in range(_CHECKSUM)]
    return f"{prefix}1" + "".join(_LETTERS[value] for value in values + check)


def _by_five(content: bytes) -> list[int]:
    """The bits in groups of five, the last one filled with zeros."""
    bits = "".join(f"{byte:08b}" for byte in content)
    bits += "0" * (-len(bits) % 5)
    return [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]


def _remainder(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for at, one in enumerate(_GENERATOR):
            found ^= one if top >> at & 1 else 0
    return found
