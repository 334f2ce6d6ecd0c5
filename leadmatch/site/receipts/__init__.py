"""The receipt of an inquiry: what went to whom, and how to stop it or have it erased."""
