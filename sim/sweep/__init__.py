"""Many designs of one clinic: sweeps over what can be chosen, and what uncertain inputs matter."""
