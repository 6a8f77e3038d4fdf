"""What the worker is handed: the number of a job, and nothing of what it is about."""

from django_tasks import task


@task
def work(job_id: int) -> None:
    """Do the job, unless somebody else does it or it has ended."""
    from withhold.console.jobs.running import run

    run(job_id)
