"""The reports of sweeps and of uncertain inputs: sentences, figures, tables, and one page that holds them."""
