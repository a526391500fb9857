"""Speed of Chairtime against the same clinic in other hands, every contender in a process of its own."""
