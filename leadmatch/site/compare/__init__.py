"""Programs that a visitor picked: side by side, or as a list to keep; the address is all that is remembered."""
