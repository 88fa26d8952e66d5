"""Cross-selling (交叉销售): who took up something new, after what, and what did it bring?"""
