"""The catalogue of schools and programs: importers, releases, taxonomy."""
