"""Files of respondents: what is in them decides, what nobody needs any more goes."""

import datetime as dt
import os
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hamsafar.base import clock
from hamsafar.collect.surveys import editing, errors, files, services
from hamsafar.collect.surveys.models import FileRow, SubmissionRow

from .examples import question, survey

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def upload(name: str = "photo.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


@pytest.fixture
def filing(publish):
    return publish(survey(question("file", "photo", megabytes=1), question("text", "why")))


def test_a_photo_is_kept_under_a_name_that_nobody_chose(filing, person):
    negar = person(f"/s/{filing.slug}")
    assert 'enctype="multipart/form-data"' in negar.page
    negar.send({"a.photo": upload("../../etc/passwd.png")})
    row = FileRow.objects.get()
    assert (row.name, row.type) == ("passwd.png", "image/png")
    assert files.path_of(row.id).read_bytes() == PNG
    assert oct(files.path_of(row.id).stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize(
    ("name", "content"),
    [("photo.png", b"<script>alert(1)</script>"), ("page.html", b"<html>"), ("run.exe", b"MZ"), ("x.pdf", b"not"), ("empty.png", b"")],
)
def test_what_only_calls_itself_a_picture_is_refused(filing, person, name, content):
    negar = person(f"/s/{filing.slug}").send({"a.photo": upload(name, content)})
    assert negar.status == 422
    assert not SubmissionRow.objects.exists()
    assert not FileRow.objects.exists()


def test_a_file_that_is_too_large_or_too_many_are_refused(filing, person):
    assert person(f"/s/{filing.slug}").send({"a.photo": upload(content=PNG + b"x" * 1_100_000)}).status == 422
    assert person(f"/s/{filing.slug}").send({"a.photo": [upload(), upload()]}).status == 422


def test_going_back_keeps_the_file_and_another_takes_its_place(filing, person):
    negar = person(f"/s/{filing.slug}").send({"a.photo": upload("first.png")})
    address = negar.address.split("?")[0] + "?at=photo"
    negar.open(address)
    assert "first.png" in negar.page
    negar.send({})
    assert FileRow.objects.get().name == "first.png"
    negar.open(address).send({"a.photo": upload("second.png")})
    assert FileRow.objects.get().name == "second.png"


def test_bytes_that_no_row_names_are_swept_once_they_are_old(filing, person):
    person(f"/s/{filing.slug}").send({"a.photo": upload()})
    lost, young = files.path_of(UUID(int=1)), files.path_of(UUID(int=2))
    for path in (lost, young):
        path.write_bytes(b"x")
    before = (clock.now() - dt.timedelta(days=1)).timestamp()
    os.utime(lost, (before, before))
    os.utime(files.path_of(FileRow.objects.get().id), (before, before))
    services.sweep_files()
    assert (lost.exists(), young.exists(), files.path_of(FileRow.objects.get().id).exists()) == (False, True, True)


def test_a_picture_of_the_survey_is_shown_to_everybody_and_does_nothing_else(short, client):
    id = editing.add_picture(short.id, upload())
    shown = client.get(f"/s/-/picture/{id}")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert client.get("/s/-/picture/" + "0" * 32).status_code == 404
    with pytest.raises(errors.BadPicture):
        editing.add_picture(short.id, upload(content=b"<svg onload=alert(1)>"))
