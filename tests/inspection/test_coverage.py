"""Every part counts once, and one that was told unread is not read."""

from withhold.domain.location import DOCUMENT
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.domain.verdict import Coverage
from withhold.inspection.coverage import MAX_SKIPPED, Account

PART = DOCUMENT.child("part", "xl/a.xml")
OTHER = DOCUMENT.child("part", "xl/b.bin")


def test_read_and_skipped_parts_are_counted() -> None:
    account = Account()
    account.read(PartRead(PART))
    account.skip(Skipped(OTHER, SkipReason.UNKNOWN_PART))
    assert account.coverage() == Coverage(2, 1)
    assert not account.complete()


def test_a_part_decoded_as_strings_counts_as_read_and_is_told() -> None:
    account = Account()
    account.skip(Skipped(OTHER, SkipReason.DECODED_AS_STRINGS))
    account.read(PartRead(OTHER))
    assert account.coverage() == Coverage(1, 1)
    assert account.complete()
    assert len(account.skipped()) == 1


def test_a_part_that_broke_while_it_was_read_was_not_read() -> None:
    account = Account()
    account.read(PartRead(PART))
    account.skip(Skipped(PART, SkipReason.CORRUPT))
    account.skip(Skipped(PART, SkipReason.CORRUPT))
    assert account.coverage() == Coverage(1, 0)
    assert len(account.skipped()) == 1


def test_endless_skipped_parts_are_bounded_and_said() -> None:
    account = Account()
    for number in range(MAX_SKIPPED + 100):
        account.skip(Skipped(DOCUMENT.child("part", str(number)), SkipReason.CORRUPT))
    skipped = account.skipped()
    assert len(skipped) == MAX_SKIPPED + 1
    assert skipped[-1].reason is SkipReason.OVER_LIMIT
    assert account.coverage().read == 0
