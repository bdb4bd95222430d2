"""The handbook of the teachers, and the script that takes its pictures."""
