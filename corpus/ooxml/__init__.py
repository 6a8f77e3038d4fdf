"""A low-level writer of OOXML workbooks: zip and XML templates, so that every hiding place can be planted.

Other producers than Excel write the same workbook differently; `dialects.py` names the differences. Facts
are those of ECMA-376 (parts 1 and 2) and of [MS-XLSX].
"""
