"""The program against what is known: exact values, cases, and verdicts."""
