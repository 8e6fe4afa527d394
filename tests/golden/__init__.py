"""Numbers of the recorded pages, as a whole replay gives them."""
