"""What becomes of inquiries with a test key: decided by a table, kept like any other, and shared with nobody."""
