"""JSON for programs, one module for each noun."""
