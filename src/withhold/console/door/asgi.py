"""The door as uvicorn runs it."""

import os

from django.core.asgi import get_asgi_application

from withhold.console.door.bodies import bounded

os.environ["DJANGO_SETTINGS_MODULE"] = "withhold.console.door.settings"  # another may be in the environment
application = bounded(get_asgi_application())
