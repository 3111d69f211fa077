"""Forms of feedback, one module a page."""
