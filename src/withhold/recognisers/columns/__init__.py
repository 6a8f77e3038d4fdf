"""What each column of a table is, from header and values; where they disagree the values decide."""

from withhold.recognisers.columns.beside import believe, births, split
from withhold.recognisers.columns.header import read_header
from withhold.recognisers.columns.judge import judge_column
from withhold.recognisers.columns.named import complete, second_look

__all__ = ["believe", "births", "complete", "judge_column", "read_header", "second_look", "split"]
