"""What the processes of an installation tell each other."""

from django.db import models


class Duty(models.Model):
    """Something that a worker does again and again; one process at a time."""

    name = models.CharField(primary_key=True, max_length=40)
    seen = models.DateTimeField(null=True)
    """When it last came to a good end."""
    holder = models.CharField(max_length=40, default="")
    lease = models.DateTimeField(null=True)
    """Until when the process that does it now is waited for."""
