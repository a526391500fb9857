"""What a clinic can decide: one small frozen object for each choice, one module for each family.

A policy is asked a question with immutable data and returns a decision. It changes nothing,
knows nothing of the simulation engine, and is named in the scenario with its parameters.
To add one: a class and a line in the table at the foot of its family's module.
"""
