"""What teachers write, how the young are led, and what teachers and pupils earned. 专业成长"""

from jiaoyan.growth.models.awards import Award
from jiaoyan.growth.models.mentorship import MenteeLesson, MentorLine, Mentorship
from jiaoyan.growth.models.writings import Writing

__all__ = ["Award", "MenteeLesson", "MentorLine", "Mentorship", "Writing"]
