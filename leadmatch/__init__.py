"""leadmatch: program search and lead matching for career guides."""
