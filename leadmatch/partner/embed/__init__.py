"""The search inside other sites: the script of the element, a page for frames, and a page that shows both."""
