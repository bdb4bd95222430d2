"""The verbs of table 2, one file per noun: the table, its approval, what was really taught."""

from jiaoyan.pacing.actions.approval import approve, reopen, send_back, submit, withdraw
from jiaoyan.pacing.actions.schedule import CannotPropose, problems_of, propose, replan, save_rows
from jiaoyan.pacing.actions.taught import forget_taught, record_as_planned, record_taught

__all__ = [
    "CannotPropose",
    "approve",
    "forget_taught",
    "problems_of",
    "propose",
    "record_as_planned",
    "record_taught",
    "reopen",
    "replan",
    "save_rows",
    "send_back",
    "submit",
    "withdraw",
]
