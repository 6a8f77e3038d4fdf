"""Ways to reach a person: in texts, and as columns of tables."""

from withhold.recognisers.contacts.address import addresses
from withhold.recognisers.contacts.bank import ibans
from withhold.recognisers.contacts.columns import judge_column
from withhold.recognisers.contacts.email import emails
from withhold.recognisers.contacts.interface import ColumnContact, Span
from withhold.recognisers.contacts.phone import phones

__all__ = ["ColumnContact", "Span", "addresses", "emails", "ibans", "judge_column", "phones"]
