"""Pages: sign-in, uploads, institutions, words that stay the same, the gallery, health."""
