"""Lists in Parquet files, by pyarrow (the extra `parquet`)."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from withhold.register.interface import RegisterError
from withhold.register.sources.interface import BATCH_RECORDS, Batch, text_of


class Parquet:
    """A list in a Parquet file. Raises RegisterError where it cannot be read."""

    delimiter = ","

    def __init__(self, path: str) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ModuleNotFoundError:
            raise RegisterError(
                "Parquet needs pyarrow: install withhold[parquet], or give a CSV file"
            ) from None
        self._path = path
        self._errors = (pyarrow.ArrowException, OSError)
        try:
            self._file: Any = pyarrow.parquet.ParquetFile(path)
        except self._errors as error:
            raise self._unreadable(error) from None
        self.header: Sequence[str] = list(self._file.schema_arrow.names)

    def batches(self, used: Collection[int]) -> Iterator[Batch]:
        """See `Source.batches`."""
        places = sorted(used)
        names = [self.header[place] for place in places]
        width = len(self.header)
        try:
            for batch in self._file.iter_batches(batch_size=BATCH_RECORDS, columns=names):
                columns = [[""] * batch.num_rows] * width
                for place, name in zip(places, names, strict=True):
                    columns[place] = [text_of(value) for value in batch.column(name).to_pylist()]
                yield list(zip(*columns, strict=True))
        except self._errors as error:
            raise self._unreadable(error) from None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _unreadable(self, error: Exception) -> RegisterError:
        return RegisterError(
            f"{self._path} cannot be read as Parquet ({type(error).__name__}); check the file"
        )
