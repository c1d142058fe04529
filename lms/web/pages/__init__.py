"""HTML pages, one module for each noun."""
