"""Answers a web server: is the content of this path cleared, and under which digest is it stored?"""
