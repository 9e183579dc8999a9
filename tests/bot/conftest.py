"""The service for the tests of its rooms."""

from tests.services import service

__all__ = ["service"]
