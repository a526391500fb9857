"""Procedures that decide from replications: which design, which load. NumPy and SciPy only; they never know a clinic.

What is better is larger, and a target is met where its number is zero or below; ``sim.decisions`` turns metrics
into such numbers. The error of each procedure is the sum of the errors of the sequential tests on which its
answer rests (``boundary.py``), so that it holds whatever the dependence that common random numbers bring.
"""
