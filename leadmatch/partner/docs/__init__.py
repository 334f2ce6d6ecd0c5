"""The manual of the API at /docs: pages for those who build on it, and the words around the OpenAPI document."""
