"""Views of feedback, one module a page."""
