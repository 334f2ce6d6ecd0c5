"""The map of an answer, drawn as SVG: outlines of the states, the ZIP code, the radius and where the programs are."""
