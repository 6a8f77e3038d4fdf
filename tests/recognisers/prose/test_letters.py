"""Letters: what is said to "you" is said of the person of the salutation."""

import pytest

from withhold.domain.fields import Protection
from withhold.recognisers import prose

SAID = [
    (
        "Dear Omar Haddad,\nYour application for asylum (Form I-589) filed on 3 May 2024 has been received.",
        "Omar Haddad",
        Protection.ASYLUM,
    ),
    ("Dear Mr Haddad,\n\nYour asylum application is pending.", "Haddad", Protection.ASYLUM),
    ("Dear Ms. Amina Yusuf:\n\nThank you.\n\nYou were granted asylum.", "Amina Yusuf", Protection.ASYLUM),
    ("Dear Amina Yusuf, your asylum claim was denied.", "Amina Yusuf", Protection.ASYLUM),
    ("Dear Rosa Tzoc,\nWe have received your U visa petition.", "Rosa Tzoc", Protection.VICTIM),
    ("Dear Hassan Omar,\nYou were diagnosed with hepatitis.", "Hassan Omar", Protection.HEALTH),
    ("Estimada María García:\nSu solicitud de asilo ha sido recibida.", "María García", Protection.ASYLUM),
    ("Chère Madame Diallo,\nVotre demande d'asile a été reçue.", "Diallo", Protection.ASYLUM),
    (
        "Monsieur Amadou Diallo,\n\nVotre demande d'asile a été rejetée.",
        "Amadou Diallo",
        Protection.ASYLUM,
    ),
    ("Sehr geehrter Herr Karimi,\nIhr Asylantrag wurde abgelehnt.", "Karimi", Protection.ASYLUM),
    ("Prezado João Silva,\nSeu pedido de asilo foi recebido.", "João Silva", Protection.ASYLUM),
    ("Prezada Maria Souza,\nSua solicitação de refúgio foi recebida.", "Maria Souza", Protection.ASYLUM),
]

NOT_SAID = [
    "Dear Colleague,\nYour application for asylum has been received.",
    "Dear Sir or Madam,\nYour asylum application is pending.",
    "Dear Ms Albright, thank you for your letter about asylum policy.",
    "Dear Dr Lee, your grant for research on asylum seekers has been approved.",
    "Dear Dr Lee,\nYour application for asylum policy fellowships has been approved.",
    "Dear Councillor Brown, your question on detention centres was answered.",
    "Dear Jane Albright,\nIf you were detained, call us. You asked how many people were detained.",
    "Dear Jane Albright,\nYour client's asylum application is pending.",
    "Dear Jane Albright,\nYou were not detained. Were you detained?",
    "Estimada María García:\nGracias por su carta sobre la política de asilo.",
    "Sehr geehrte Frau Schmidt,\nvielen Dank für Ihre Frage zum Asylrecht.",
    "Sehr geehrte Frau Schmidt,\ndie Behörde und ihr Asylantrag wurden genannt.",
    "Chère Madame Diallo,\nMerci de votre question sur la demande d'asile en France.",
]


@pytest.mark.parametrize(("text", "name", "protection"), SAID)
def test_what_a_letter_says_to_you_is_said_of_whom_it_addresses(
    text: str, name: str, protection: Protection
) -> None:
    told = {mention.name: mention.protections for mention in prose.read(text)}
    assert protection in told[name]


@pytest.mark.parametrize("text", NOT_SAID)
def test_a_letter_about_a_subject_says_nothing_of_whom_it_addresses(text: str) -> None:
    assert [mention.protections for mention in prose.read(text) if mention.protections] == []
