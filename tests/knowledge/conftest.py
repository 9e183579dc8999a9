"""The shipped library, and a made-up corpus in which texts have a history."""

from pathlib import Path

import pytest

from knowledge.documents.library import Library, load_library
from tests.knowledge.made_up_corpus import write_corpus


@pytest.fixture(scope="session")
def shipped() -> Library:
    return load_library()


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """The folder of the made-up corpus, sound and free to be broken."""
    return write_corpus(tmp_path)
