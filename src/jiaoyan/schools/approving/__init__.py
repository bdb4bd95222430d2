"""The pages of approval 审批, the same for every paper: ``Desk`` says what is special about one kind, ``paths`` gives its pages."""

from jiaoyan.schools.approving.desk import Desk
from jiaoyan.schools.approving.pages import paths

__all__ = ["Desk", "paths"]
