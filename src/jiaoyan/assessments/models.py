"""Tests, marks and the quality report. 检测·质量"""
