import pytest
from tests.trust.test_hostile_input import *
@pytest.mark.parametrize("name", POSTS)
def test_cov(name, two_schools, client_of):
    url, client, other = address(name, two_schools), client_of(name), two_schools.there.school.pk
    typed = learn(client, url, other)
    r=None
    d=send(client,url,typed,other_school=other)
    if not d.lines:
        with open("/tmp/trust/cov.txt","a") as f: f.write(f"{name} {d.status} {typed}\n"[:400]+"\n")
