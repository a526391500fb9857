"""What a reader gets: figures, sentences computed from the numbers, and one page that holds them."""

import logging

logging.getLogger("matplotlib").setLevel(logging.ERROR)  # which folder it finds for its fonts is nobody's concern
