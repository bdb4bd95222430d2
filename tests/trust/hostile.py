"""Text that people paste, machines garble and attackers try."""

BIG = "数" * 100_000
TEXTS = [
    "a\x00b", "\x00", "\x1b[31m\x07", "\u202e反过来\u202c", "😀👨‍👩‍👧‍👦", "喆犇𠮷㐂", "e\u0301\u0323" * 20, "\ufeff\u200b", "\ufffe\uffff",
    "１２", "٣", "²", "½", "〇", "一二", "-1", "0", "+1", " 1 ", "1e400", "NaN", "9" * 30, str(2**31), str(2**63), str(-(2**63) - 1),
    "0001-01-01", "9999-12-31", "2024-02-30", "２０２４-０３-０１", "99:99", "24:00",
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "<script>alert(1)</script>", "\"><img src=x onerror=1>", "'; DROP TABLE x; --", "' OR 1=1 --",
    "{{ 7*7 }}", "{% load x %}", "${7*7}", "../../etc/passwd", "javascript:alert(1)", "\r\nSet-Cookie: x=1", "[]", "{}", "null", "None", "on",
    "\n" * 500, "|" * 2000, "*" * 2000, "#" * 300 + " x", "1/2" * 500, "- " * 500, "x" * 5001, BIG,
]
