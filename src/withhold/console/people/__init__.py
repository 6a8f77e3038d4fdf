"""Accounts: people, their roles, sign-in and its second factor."""
