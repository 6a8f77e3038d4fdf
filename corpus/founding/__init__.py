"""The founding mistake: a workbook of public statistics with one tab of 6,252 people, in many forms."""
