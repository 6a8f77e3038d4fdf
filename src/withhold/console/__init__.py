"""The console: people, permissions, pages, API and queues around the rooms of the gate and the response.

Rules of the response stay in `incident`; here is what a database and a browser add to them.
"""
