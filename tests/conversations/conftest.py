"""The service for the scripts."""

from tests.services import service

__all__ = ["service"]
