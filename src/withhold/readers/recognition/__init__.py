"""Text in pictures, recognised by Tesseract where somebody asked for it."""
