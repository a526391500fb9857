"""The command line: parse, call, print. Nothing else in the package prints."""

from sim.cli.main import main

__all__ = ["main"]
