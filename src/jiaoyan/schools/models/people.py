"""People who work here, and the accounts they sign in with. 教职工与账号"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from jiaoyan.schools.models.base import SchoolOwned


class Person(SchoolOwned):
    """Someone who works at the school. Age and years of service are computed at term start, never typed. 教职工"""

    class Gender(models.TextChoices):
        FEMALE = "F", "女"
        MALE = "M", "男"

    staff_code = models.CharField("工号", max_length=20)
    name = models.CharField("姓名", max_length=40)
    sort_name = models.CharField("拼音", max_length=120, help_text="排序与首字母查找用")
    gender = models.CharField("性别", max_length=1, choices=Gender.choices)
    born_on = models.DateField("出生日期", null=True, blank=True)
    service_from = models.DateField("参加工作", null=True, blank=True)
    joined_on = models.DateField("到校日期", null=True, blank=True)
    left_on = models.DateField("离校日期", null=True, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    title = models.CharField("职称与称号", max_length=40, blank=True)
    other_work = models.CharField("其他工作", max_length=60, blank=True)

    class Meta:
        verbose_name = "教职工"
        ordering = ["sort_name", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "staff_code"], name="staff_code_once")]
        indexes = [models.Index(fields=["school", "sort_name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name

    def has_left_by(self, day: date) -> bool:
        """No longer works here on a day: the day of leaving is the first without access."""
        return self.left_on is not None and self.left_on <= day


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by sign-in name, whatever the letter case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """What signs in; apart from the person who works here. 账号

    Not school-owned by manager: signing in happens before any school is in scope.
    """

    username = models.CharField("登录名", max_length=40, unique=True)
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+", verbose_name="学校")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account", verbose_name="教职工")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.username
