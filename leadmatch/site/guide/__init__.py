"""The guide page, and the guide's facts where they help beside a program (rule C7)."""
