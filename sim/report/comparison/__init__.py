"""The report of a comparison: sentences, figures, policy cards, and one page that holds them."""
