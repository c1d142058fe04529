"""One foreign library behind one module each."""
