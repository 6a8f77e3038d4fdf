"""What the worker is handed: the number of a lead, and nothing of what it is about."""

from django_tasks import task


@task
def look_at(lead_id: int) -> None:
    """Fetch or open it, and inspect it."""
    from withhold.console.intake.looking import look

    look(lead_id)
