"""The only SQL: tables, and the questions asked of them."""
