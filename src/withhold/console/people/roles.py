"""The roles of the console. What each may do stands in `access.table`."""

from django.db import models


class Role(models.TextChoices):
    """What somebody is trusted with. A person may have several; in a case, those given there."""

    EDITOR = "editor", "Web editor"
    REVIEWER = "reviewer", "Reviewer"
    CASE_LEAD = "case_lead", "Case lead"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"
    COUNSEL = "counsel", "Counsel"
    CLERK = "clerk", "Records clerk"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"
    REPRESENTATIVE = "representative", "Representative of affected people"
