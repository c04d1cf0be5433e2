"""What signed links are signed with: the key in force signs, earlier ones are still read."""

from flask import current_app


def signing_keys() -> list[str]:
    """The keys, oldest first, as itsdangerous takes them: it signs with the last one."""
    config = current_app.config["PORTAL"]
    return [*reversed(config.secret_key_fallbacks), config.secret_key]
