"""Inquiries: one person, one to five programs, a consent for each school; from the form to the receipt."""
