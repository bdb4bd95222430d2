"""A reminder sent out: to a robot of a group chat and by mail, only where the settings say, and said in the history."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from environs import EnvError, ValidationError

from jiaoyan.config import outgoing
from jiaoyan.config.environment import Environment
from jiaoyan.dashboard import sending
from jiaoyan.dashboard.commands import CannotRemind, remind
from jiaoyan.dashboard.queries.collection import channels_of
from jiaoyan.dashboard.sending import NotSent, channels
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.named import NoSuchPlace
from jiaoyan.schools.scope import school_scope
from tests.conftest import SmallSchool, TwoSchools
from tests.planning.progress import asked

SignIn = Callable[[str], Client]
SECRET = "access_token=s3cr3t"


@dataclass
class Robot:
    """A robot of a group chat on this machine: what it was told, and what it answers."""

    url: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    answer: bytes = b'{"errcode":0,"errmsg":"ok"}'
    to: str = ""


@pytest.fixture
def robot() -> Iterator[Robot]:
    found = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.told.append(json.loads(body))
            self.send_response(found.status)
            if found.to:
                self.send_header("Location", found.to)
            self.end_headers()
            self.wfile.write(found.answer)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}/robot/send?{SECRET}"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def set_to(settings: Any, **values: Any) -> None:
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, **values)


def by_mail(settings: Any, **more: Any) -> None:
    set_to(settings, mail_url="smtp://a%40school.cn@mail.school.cn", remind_mail_to=("zu@school.cn", "jwc@school.cn"), **more)


def send_url(here: SmallSchool, channel: str = "chat") -> str:
    return reverse("dashboard:send", args=[here.group.pk, here.term.key, channel])


def collection_url(here: SmallSchool) -> str:
    return reverse("dashboard:collection", args=[here.group.pk, here.term.key])


def lines(here: SmallSchool) -> list[str]:
    return list(HistoryLine.objects.filter(school=here.school, verb="reminder.send").values_list("text", flat=True))


# where to


def test_nothing_is_sent_anywhere_by_default(here: SmallSchool, client_as: SignIn) -> None:
    assert channels() == ()
    page = client_as("leader").get(collection_url(here)).content.decode()
    assert "发到群机器人" not in page
    assert "发邮件" not in page
    for channel in ("chat", "mail"):
        assert client_as("leader").post(send_url(here, channel), {"text": "好", "confirmed": "1"}).status_code == 404


def test_addresses_alone_or_a_mail_server_alone_are_no_way_out(settings: Any) -> None:
    set_to(settings, mail_url="smtp://a%40school.cn@mail.school.cn")
    assert channels() == ()
    by_mail(settings)
    assert [channel.key for channel in channels()] == ["mail"]


def test_where_several_schools_share_the_installation_only_the_named_one_may_send(two_schools: TwoSchools, settings: Any) -> None:
    mine, theirs = two_schools.here.school, two_schools.there.school
    by_mail(settings)
    assert [channels_of(school) for school in (mine, theirs)] == [(), ()]
    by_mail(settings, remind_school=mine.code)
    assert [len(channels_of(school)) for school in (mine, theirs)] == [1, 0]


# sending from the page


def test_the_first_press_shows_the_message_and_where_it_goes_and_sends_nothing(
    here: SmallSchool, client_as: SignIn, robot: Robot, settings: Any
) -> None:
    set_to(settings, remind_webhook=robot.url, remind_school=here.school.code)
    client = client_as("leader")
    assert send_url(here) in client.get(collection_url(here)).content.decode()
    answer = client.post(send_url(here), {"text": "请大家补一补"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "请大家补一补" in page
    assert "127.0.0.1" in page
    assert SECRET not in page
    assert robot.told == []


def test_the_second_press_sends_what_was_typed_and_the_history_says_where_to_and_not_what(
    here: SmallSchool, client_as: SignIn, robot: Robot, settings: Any
) -> None:
    set_to(settings, remind_webhook=robot.url, remind_school=here.school.code)
    answer = client_as("leader").post(send_url(here), {"text": "请大家补一补", "confirmed": "1"}, follow=True)
    assert "已发到群机器人。" in answer.content.decode()
    assert robot.told == [{"msgtype": "text", "text": {"content": "请大家补一补"}}]
    assert lines(here) == [f"把{here.group.name}的催办发到群机器人（127.0.0.1），6字"]


def test_the_same_sent_twice_in_a_moment_goes_out_once(here: SmallSchool, client_as: SignIn, robot: Robot, settings: Any) -> None:
    set_to(settings, remind_webhook=robot.url, remind_school=here.school.code)
    for _ in range(2):
        answer = client_as("leader").post(send_url(here), {"text": "请补", "confirmed": "1"}, follow=True)
    assert "刚刚已经发过" in answer.content.decode()
    assert (len(robot.told), len(lines(here))) == (1, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": 404}, "HTTP 404"),
        ({"status": 302, "to": "http://127.0.0.1:1/elsewhere"}, "HTTP 302"),
        ({"answer": b'{"errcode":310000,"errmsg":"keywords not in content"}'}, "310000：keywords not in content"),
        ({"answer": b'{"code":19001,"msg":"param invalid"}'}, "19001：param invalid"),
    ],
)
def test_what_did_not_arrive_is_said_keeps_the_words_and_may_be_tried_again(
    here: SmallSchool, client_as: SignIn, robot: Robot, settings: Any, change: dict[str, Any], said: str
) -> None:
    set_to(settings, remind_webhook=robot.url, remind_school=here.school.code)
    for name, value in change.items():
        setattr(robot, name, value)
    answer = client_as("leader").post(send_url(here), {"text": "请大家补一补", "confirmed": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "请大家补一补" in page
    assert SECRET not in page
    assert lines(here) == []
    robot.status, robot.answer, robot.to = 200, b"{}", ""
    assert client_as("leader").post(send_url(here), {"text": "请大家补一补", "confirmed": "1"}).status_code == 302
    assert len(lines(here)) == 1


def test_a_robot_that_is_not_there_or_does_not_answer_is_said(settings: Any, monkeypatch: pytest.MonkeyPatch, robot: Robot) -> None:
    set_to(settings, remind_webhook="http://127.0.0.1:9/robot")
    with pytest.raises(NotSent, match="连不上群机器人"):
        channels()[0].send("", "好")

    def silent(*_: Any, **__: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr(sending.urllib.request.OpenerDirector, "open", silent)
    with pytest.raises(NotSent, match="没有回应"):
        channels()[0].send("", "好")


def test_a_long_message_goes_in_pieces_a_robot_takes(settings: Any, robot: Robot) -> None:
    set_to(settings, remind_webhook=robot.url)
    text = "\n".join(f"第{number}位老师：听课还差4节到进度" for number in range(80))
    channels()[0].send("", text)
    parts = [each["text"]["content"] for each in robot.told]
    assert len(parts) > 1
    assert all(len(part.encode()) <= sending.MOST_BYTES for part in parts)
    assert "\n".join(parts) == text


@pytest.mark.parametrize(("text", "said"), [("", "提醒是空的"), ("字" * 5001, "提醒太长")])
def test_an_empty_or_endless_message_is_not_sent(
    here: SmallSchool, client_as: SignIn, robot: Robot, settings: Any, text: str, said: str
) -> None:
    set_to(settings, remind_webhook=robot.url, remind_school=here.school.code)
    answer = client_as("leader").post(send_url(here), {"text": text, "confirmed": "1"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert robot.told == []


def test_mail_goes_to_the_addresses_of_the_settings(here: SmallSchool, client_as: SignIn, settings: Any) -> None:
    by_mail(settings, remind_school=here.school.code)
    client_as("head").post(send_url(here, "mail"), {"text": "请大家补一补", "confirmed": "1"})
    [message] = mail.outbox
    assert (message.subject, message.body, message.to) == (f"{here.group.name}催办", "请大家补一补", ["zu@school.cn", "jwc@school.cn"])
    assert lines(here) == [f"把{here.group.name}的催办发邮件（zu@school.cn、jwc@school.cn），6字"]


def test_a_mail_server_that_refuses_is_said_without_its_words(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by_mail(settings)
    for failure, said in (
        (sending.smtplib.SMTPAuthenticationError(535, b"secret"), "不认用户名或密码"),
        (sending.smtplib.SMTPRecipientsRefused({}), "不收这些地址"),
        (TimeoutError(), "没有回应"),
        (ConnectionRefusedError(), "邮件没有发出"),
    ):

        def refuse(*_: Any, error: Exception = failure, **__: Any) -> None:
            raise error

        monkeypatch.setattr(sending.EmailMessage, "send", refuse)
        with pytest.raises(NotSent, match=said) as caught:
            channels()[0].send("甲", "乙")
        assert "secret" not in str(caught.value)


def test_a_member_may_not_send(here: SmallSchool, client_as: SignIn, robot: Robot, settings: Any) -> None:
    set_to(settings, remind_webhook=robot.url, remind_school=here.school.code)
    assert client_as("teacher").post(send_url(here), {"text": "好", "confirmed": "1"}).status_code == 403
    assert robot.told == []


# the command


def test_the_command_prints_the_message_and_sends_nothing_unless_asked(
    two_schools: TwoSchools, robot: Robot, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        asked(here)
    set_to(settings, remind_webhook=robot.url, remind_school=here.school.code)
    asking = {"group": here.group.name, "term": here.term.key, "school": here.school.code}
    remind(**asking, names=False, send=False)
    assert here.people["teacher"].name not in capsys.readouterr().out
    remind(**asking, names=True, send=False)
    text = capsys.readouterr().out.strip()
    assert here.people["teacher"].name in text
    assert robot.told == []
    remind(**asking, names=True, send=True)
    assert [each["text"]["content"] for each in robot.told] == [text]
    assert "已发到群机器人" in capsys.readouterr().out
    with school_scope(here.school.pk):
        assert len(lines(here)) == 1


def test_the_command_says_what_is_missing(two_schools: TwoSchools, settings: Any, robot: Robot) -> None:
    here = two_schools.here
    asking: dict[str, Any] = {"group": here.group.name, "term": here.term.key, "school": here.school.code, "names": False, "send": True}
    for change, said in (
        ({}, "JIAOYAN_REMIND_WEBHOOK"),
        ({"group": "九年级数学备课组"}, "没有“九年级数学备课组”。已有：.*五年级数学备课组"),
        ({"term": "1999-2000-1"}, "没有学期“1999-2000-1”"),
        ({"school": "nowhere"}, "没有代码为“nowhere”的学校"),
    ):
        with pytest.raises((CannotRemind, NoSuchPlace), match=said):
            remind(**asking | change)
    set_to(settings, remind_webhook=robot.url, remind_school=here.school.code)
    robot.status = 500
    with pytest.raises(CannotRemind, match="HTTP 500"):
        remind(**asking)


# the settings


@pytest.mark.parametrize(
    ("url", "values"),
    [
        ("smtps://me%40school.cn:pa%2Fss@mail.school.cn", {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "EMAIL_HOST_PASSWORD": "pa/ss"}),
        ("smtp+tls://me:x@mail.school.cn?from=me@school.cn", {"EMAIL_PORT": 587, "EMAIL_USE_TLS": True, "EMAIL_HOST_USER": "me"}),
        ("smtp://mail.school.cn:2525?from=me@school.cn", {"EMAIL_PORT": 2525, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}),
    ],
)
def test_a_mail_server_is_read_from_one_address(url: str, values: dict[str, Any]) -> None:
    outgoing.check_mail_url(url)
    found = outgoing.mail_settings(url)
    assert {name: found[name] for name in values} == values
    assert (found["EMAIL_HOST"], found["DEFAULT_FROM_EMAIL"]) == ("mail.school.cn", "me@school.cn")


def test_without_a_mail_server_mail_goes_nowhere() -> None:
    assert outgoing.mail_settings("") == {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


@pytest.mark.parametrize(
    "url", ["mail.school.cn", "http://mail.school.cn?from=a@b", "smtp://me@mail.school.cn", "smtp://[x?from=a@b", "smtp://h:x"]
)
def test_what_is_no_mail_server_is_named_at_start(url: str) -> None:
    with pytest.raises(ValidationError):
        outgoing.check_mail_url(url)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "oapi.dingtalk.com/robot", "https://", "https://h:port/"])
def test_what_is_no_robot_is_named_at_start(url: str) -> None:
    with pytest.raises(ValidationError):
        outgoing.check_webhook(url)


def test_a_setting_that_makes_no_sense_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("JIAOYAN_DATA", str(tmp_path))
    for name, value in (("REMIND_WEBHOOK", "x"), ("MAIL_URL", "x"), ("REMIND_MAIL_TO", "nobody"), ("REMIND_MAIL_TO", "a@b.cn")):
        monkeypatch.setenv(f"JIAOYAN_{name}", value)
        with pytest.raises(EnvError):
            Environment.read()
        monkeypatch.delenv(f"JIAOYAN_{name}")
    assert Environment.read().remind_webhook == ""
