"""How does a file of purchases become a folder: a page, lists, and everything to make it again?"""
