"""Remove ended sessions: Django's own command, which would come with an app whose table we do not want."""

from django.contrib.sessions.management.commands.clearsessions import Command

__all__ = ["Command"]
