"""What a reader gets: figures, sentences computed from the numbers, and one page that holds them."""
