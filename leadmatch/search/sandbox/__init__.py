"""The made-up schools that test keys see in place of sponsors; they are in no catalogue, and real callers meet none."""
