"""Text: folding, display, and the one reading of LaTeX markup in prose."""
