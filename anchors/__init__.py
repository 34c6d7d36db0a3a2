"""The project package and the bottom app: people, places, institutions, periods, uploads, look and feel."""
