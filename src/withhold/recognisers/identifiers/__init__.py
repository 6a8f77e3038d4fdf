"""Numbers that stand for one person: in texts, and as columns of tables."""

from withhold.recognisers.identifiers.columns import judge_column
from withhold.recognisers.identifiers.interface import ColumnIdentifier, IdentifierMatch
from withhold.recognisers.identifiers.scan import scan
from withhold.recognisers.identifiers.spelling import canonical, canonicals

__all__ = ["ColumnIdentifier", "IdentifierMatch", "canonical", "canonicals", "judge_column", "scan"]
