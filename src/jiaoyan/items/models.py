"""Exercises, homework lists and showcase homework. 习题·作业"""
