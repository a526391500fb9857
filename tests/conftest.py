"""The one option that the tests add to pytest."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-baselines``."""
    parser.addoption(
        "--update-baselines",
        action="store_true",
        help="write tests/baselines/*.csv anew, on purpose, instead of comparing with them",
    )
