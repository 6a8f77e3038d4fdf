"""What was exposed of one person: in all rows that are theirs."""

from withhold.console.affected.grouping import groups_of
from withhold.console.affected.judging import joined
from withhold.console.affected.packing import row_of
from withhold.console.cases.models import Case
from withhold.console.persons.models import ExposedPerson
from withhold.incident.affected.fields import Exposed, exposed


def exposed_of(case: Case, number: int) -> tuple[Exposed, ...]:
    """In words, without a value; for a column without a field they hold its header, which is the leak's own
    text: for the person and their certificate alone. Empty for a number that is nobody's."""
    numbers = groups_of(case).of(number)
    rows = ExposedPerson.objects.filter(case=case, number__in=numbers)
    found = {row.number: row_of(row) for row in rows}
    return exposed(joined([found[one] for one in numbers if one in found])) if number in found else ()


def words_of(case: Case, number: int) -> list[str]:
    """The same for pages by number: without headers, only how many further columns there were."""
    found = exposed_of(case, number)
    others = sum(one.name is None for one in found)
    told = [one.on_certificate for one in found if one.name is not None]
    return [*told, f"{others} further column{'s' if others > 1 else ''}"] if others else told
