"""Long work of a case done by the worker: exposure, preservation, takedown, trace."""
