"""The pages of the guide site that visitors see."""
