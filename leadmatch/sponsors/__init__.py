"""Sponsors: schools with a contract, the campaigns they buy, and where those may show and take inquiries."""
