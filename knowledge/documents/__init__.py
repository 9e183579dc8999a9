"""Policy texts with their manifests: read, checked against each other, in time, and compared."""
