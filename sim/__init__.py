"""Chairtime: simulate a ketamine-infusion clinic."""
