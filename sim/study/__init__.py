"""A study's folder: finished replications, kept one by one and found again by what they depend on."""
