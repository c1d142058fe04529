"""HTTP: what comes in becomes one service call, what it returns becomes a page or JSON."""
