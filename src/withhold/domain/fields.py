"""What a column or a value says about a person."""

from enum import StrEnum


class Field(StrEnum):
    """Kinds of personal data; the values are part of the verdict and profile formats."""

    FULL_NAME = "full_name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    DATE_OF_BIRTH = "date_of_birth"
    BIRTH_YEAR = "birth_year"
    AGE = "age"
    SEX = "sex"
    NATIONALITY = "nationality"
    COUNTRY_OF_BIRTH = "country_of_birth"
    NATIONAL_ID = "national_id"
    ALIEN_NUMBER = "alien_number"
    SOCIAL_SECURITY_NUMBER = "social_security_number"
    PASSPORT_NUMBER = "passport_number"
    CASE_NUMBER = "case_number"
    PERSON_NUMBER = "person_number"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTCODE = "postcode"
    FACILITY = "facility"
    CUSTODY_DATE = "custody_date"
    CASE_STATUS = "case_status"
    PROTECTION_CLAIM = "protection_claim"
    HEALTH = "health"
    RELIGION = "religion"
    ETHNICITY = "ethnicity"
    SEXUAL_ORIENTATION = "sexual_orientation"
    EMPLOYER = "employer"
    OCCUPATION = "occupation"
    RANK = "rank"
    UNIT = "unit"
    BANK_ACCOUNT = "bank_account"
    DRIVERS_LICENCE = "drivers_licence"
    IP_ADDRESS = "ip_address"
    CRIMINAL_RECORD = "criminal_record"
    PHOTO = "photo"


NAME_FIELDS = frozenset({Field.FULL_NAME, Field.GIVEN_NAME, Field.FAMILY_NAME})

GOVERNMENT_IDENTIFIERS = frozenset(
    {
        Field.NATIONAL_ID,
        Field.ALIEN_NUMBER,
        Field.SOCIAL_SECURITY_NUMBER,
        Field.PASSPORT_NUMBER,
        Field.DRIVERS_LICENCE,
    }
)
"""Numbers that a government gives to one person. A case or receipt number is not one of them."""


class Protection(StrEnum):
    """Why people are protected: the protected contexts of design 5.3."""

    ASYLUM = "asylum"
    CUSTODY = "custody"
    HEALTH = "health"
    VICTIM = "victim"
    MINOR = "minor_in_care"
    INFORMANT = "informant"
    WITNESS = "witness"
    DISCLOSED_LIST = "disclosed_list"
    OFFICER = "officer"
    """Police, soldiers, agents whose service is secret or whose address is."""
    OTHER = "other"
    """In a register: protected for a reason that has no name here."""
