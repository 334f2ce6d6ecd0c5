"""The guide's facts: typical prices, exams, wages and outlook of one kind of work, each with source and time (C7)."""
