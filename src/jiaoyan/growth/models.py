"""What a teacher or pupil has earned. 专业成长"""
