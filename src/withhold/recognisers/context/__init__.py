"""What a header, a value or a title says of the people beside it: asylum, custody, health and the like."""

from withhold.recognisers.context.reading import (
    nearby,
    of_header,
    of_list,
    of_title,
    of_value,
    of_values,
    speaks,
)

__all__ = ["nearby", "of_header", "of_list", "of_title", "of_value", "of_values", "speaks"]
