"""The register: a keyed index of protected people that holds no clear value, and matching against it."""
