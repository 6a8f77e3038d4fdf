"""Documents of running text, slides and pages: rebuilt from the paragraphs and tables that are seen."""
