"""Password hashing at the cost a school's PC can bear: Argon2id, 19 MiB, two passes (OWASP's first choice)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """About 50 ms and 19 MiB a sign-in; Django's default takes 100 MiB."""

    algorithm = "argon2"
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
