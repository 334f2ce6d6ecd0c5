"""Consent that can be proven: records, their chain, its checkpoints, and the pack that stands without the database."""
