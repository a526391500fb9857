"""Reports of decisions: the best plan, and the largest load."""
