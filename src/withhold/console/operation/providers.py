"""Sign-in with an OIDC provider, as allauth is told of it."""

from typing import Any

from withhold.console.config import Config
from withhold.console.operation.secret import secret_from


def providers_of(config: Config) -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS. Raises ConfigUnusable for the file of a secret."""
    apps = [
        {
            "provider_id": one.id,
            "name": one.name,
            "client_id": one.client_id,
            "secret": secret_from(one.secret_file, "oidc.secret_file"),
            "settings": {"server_url": one.server_url, "oauth_pkce_enabled": True},
        }
        for one in config.providers
    ]
    return {"openid_connect": {"APPS": apps}} if apps else {}
