"""The condition language: operators, functions, formulas and how to walk and describe a tree."""
