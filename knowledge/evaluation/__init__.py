"""How answers are measured, and the question files they are measured on; README.md says who wrote them."""
