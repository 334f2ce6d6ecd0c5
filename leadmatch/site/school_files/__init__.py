"""The page for schools, and the template that it hands out."""
