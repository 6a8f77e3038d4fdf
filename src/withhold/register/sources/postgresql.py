"""Lists that a query to PostgreSQL gives, by psycopg (the extra `postgresql`): streamed, in a transaction
that can change nothing."""

from collections.abc import Collection, Iterator, Sequence

from withhold.register.interface import RegisterError
from withhold.register.sources.interface import BATCH_RECORDS, Batch, text_of

SCHEMES = ("postgresql://", "postgres://")


class PostgreSQL:
    """The rows of a query. The address and what the server says are in no message: they hold secrets."""

    delimiter = ","

    def __init__(self, address: str, query: str) -> None:
        try:
            import psycopg
        except ModuleNotFoundError:
            raise RegisterError(
                "PostgreSQL needs psycopg: install withhold[postgresql], or give a CSV file"
            ) from None
        self._error = psycopg.Error
        try:
            self._connection = psycopg.connect(address, application_name="withhold")
        except psycopg.Error as error:
            raise RegisterError(
                f"PostgreSQL cannot be reached ({type(error).__name__}); check address, user and password"
            ) from None
        self._connection.read_only = True
        self._cursor = self._connection.cursor(name="withhold")
        try:
            self._cursor.execute(query.encode())
        except psycopg.Error as error:
            self.close()
            raise self._failed(error) from None
        self.header: Sequence[str] = [column.name for column in self._cursor.description or ()]

    def batches(self, used: Collection[int]) -> Iterator[Batch]:
        """See `Source.batches`."""
        try:
            while rows := self._cursor.fetchmany(BATCH_RECORDS):
                yield [tuple([text_of(value) for value in row]) for row in rows]
        except self._error as error:
            raise self._failed(error) from None

    def close(self) -> None:
        """End the query and the connection."""
        try:
            self._cursor.close()
        except self._error:
            # A broken connection has no cursor any more; what failed has been told.
            pass
        finally:
            self._connection.close()

    def _failed(self, error: Exception) -> RegisterError:
        state = getattr(error, "sqlstate", None)
        return RegisterError(
            f"PostgreSQL did not answer the query ({type(error).__name__}, SQLSTATE {state}); "
            "try it with psql, and give one SELECT"
        )
