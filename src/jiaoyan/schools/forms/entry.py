"""Forms at the door: sign-in, own password, first run."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from jiaoyan.schools.forms.terms import TwoTermsForm, usual_first_day
from jiaoyan.schools.models import Account, Person, School
from jiaoyan.schools.rules.holidays import CHECKED_YEARS
from jiaoyan.schools.rules.people import school_year_key, school_year_label
from jiaoyan.web.forms import ChipsRadio

PASSWORD_HELP = "至少10个字符，不能全是数字，也不要用很容易猜到的词。"  # noqa: S105 - a sentence
RULES = {
    "password_too_short": "密码太短，至少要10个字符。",
    "password_too_common": "这个密码太常见，很容易被猜到，请换一个。",
    "password_entirely_numeric": "密码不能全是数字。",
}
username_validator = RegexValidator(r"^[\w.-]+$", "登录名只能用汉字、字母、数字、点、横线，中间不要空格。")


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label="登录名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码", max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


def chosen_password(label: str, help_text: str = "") -> forms.CharField:
    """A field for a password that somebody chooses."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=200, strip=False, help_text=help_text, widget=widget)


def check_rules(password: str) -> str:
    """The password, when the installation's validators accept it; else their objections in Chinese."""
    try:
        validate_password(password)
    except ValidationError as objections:
        raise ValidationError([RULES.get(each.code or "", str(each.message)) for each in objections.error_list]) from objections
    return password


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old_password = forms.CharField(
        label="现在的密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    new_password = chosen_password("新密码", PASSWORD_HELP)
    again = chosen_password("再输一遍新密码")

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account = account

    def clean_old_password(self) -> str:
        """Only the owner knows it."""
        old: str = self.cleaned_data["old_password"]
        if not self._account.check_password(old):
            raise ValidationError("现在的密码不对，请再输一次。")
        return old

    def clean_new_password(self) -> str:
        """A new password follows the rules and is a new one."""
        new: str = check_rules(self.cleaned_data["new_password"])
        if self._account.check_password(new):
            raise ValidationError("新密码要与现在的不同。")
        return new

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("new_password") and data.get("again") and data["new_password"] != data["again"]:
            self.add_error("again", "两次输入的密码不一样。")
        return data


class SetupForm(TwoTermsForm):
    """Everything a school needs to begin."""

    token = forms.CharField(
        label="启用码",
        max_length=40,
        help_text="启动系统的窗口里显示的一串字符，也在数据文件夹的 first-run.token 文件中。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label="学校名称", max_length=60, help_text="全称，印在台账封面上。")
    short_name = forms.CharField(label="学校简称", max_length=20, help_text="显示在每页上方。")
    code = forms.SlugField(
        label="学校代码",
        max_length=40,
        help_text="字母、数字和横线，如 qinghe；命令行里用它指学校。",
        error_messages={"invalid": "学校代码只能用字母、数字和横线。"},
    )
    subject = forms.CharField(label="学科", max_length=20, initial="数学")
    start_year = forms.TypedChoiceField(label="学年", coerce=int)
    holidays = forms.BooleanField(
        label="同时登记国务院公布的放假和调休",
        required=False,
        initial=True,
        help_text=f"已收录到{CHECKED_YEARS[-1]}年，其他年份请在校历中自行登记。",
    )
    person_name = forms.CharField(label="管理员姓名", max_length=40)
    gender = forms.ChoiceField(label="性别", choices=Person.Gender.choices, widget=ChipsRadio())
    staff_code = forms.CharField(
        label="工号", max_length=20, required=False, help_text="与学校名册一致，以后导入名册就认得是同一个人；没有可以不填。"
    )
    username = forms.CharField(
        label="登录名", max_length=40, validators=[username_validator], widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    password_again = forms.CharField(
        label="再输一遍密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = on.year if on.month >= 7 else on.year - 1
        self.fields["start_year"].choices = [(y, school_year_label(school_year_key(y))) for y in (now - 1, now, now + 1)]  # type: ignore[attr-defined]
        self.fields["start_year"].initial = now
        self.fields["first_day"].initial = usual_first_day(now)

    def clean_code(self) -> str:
        """A code names one school of the installation."""
        code: str = self.cleaned_data["code"].lower()
        if School.objects.filter(code=code).exists():
            raise ValidationError("这个学校代码已经使用。")
        return code

    def clean_password(self) -> str:
        """The same rules as for everybody."""
        return check_rules(self.cleaned_data["password"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("password") and data.get("password_again") and data["password"] != data["password_again"]:
            self.add_error("password_again", "两次输入的密码不一样。")
        return data
