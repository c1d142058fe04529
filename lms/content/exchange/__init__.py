"""Quizzes in the notations of other programs: each read into items and written from them, with a report of what was lost."""
