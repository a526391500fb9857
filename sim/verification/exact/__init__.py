"""Exact values: formulas, Markov chains and recursions, each with its published source. Times in minutes."""
