"""A school's own file of what it states about its programs: the template, reading it back, and all that is wrong."""
