"""Names of things inside the names of metrics."""

from __future__ import annotations

import re


def slug(name: str) -> str:
    """A name as one part of a metric's name: ``hands:front desk`` gives ``hands_front_desk``."""
    return re.sub(r"[\s.:]+", "_", name.strip())
