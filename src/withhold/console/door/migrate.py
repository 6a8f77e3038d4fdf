"""Makes the door's tables: `python -m withhold.console.door.migrate`, with WITHHOLD_DOOR_HOME alone."""

import os


def main() -> None:
    """Brings the database to this version, or finds that it is."""
    os.umask(0o077)
    os.environ["DJANGO_SETTINGS_MODULE"] = "withhold.console.door.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    main()
