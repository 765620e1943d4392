"""What a database starts with: a real county (`county`), or 演示数据, invented households on real villages.

The demo is the same for the same seed number: `people` makes families, `livelihood` gives them incomes, causes and
loans, `load` writes them with COPY, `national_export` writes them as the workbook that the national system would
export. No line of it describes a real person: telephone numbers lie in a range that no operator has, names and numbers
are drawn by chance.
"""
