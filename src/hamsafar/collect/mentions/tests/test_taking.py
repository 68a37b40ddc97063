"""What comes in is kept once, whichever way and however often it comes; it is about whoever it names, and of whoever is proven."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.mentions import echoes
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.models import ItemRow, NameRow, WhoRow
from hamsafar.collect.mentions.services import Kind, Unnamed, Unreadable

from .conftest import DAY, LONG, NOW, item, told


def test_a_review_becomes_an_event_with_all_that_was_said(place):
    here = place(kind=Kind.REVIEW)
    taken = mentions.take(
        here,
        [item(id="r1", kind=Kind.REVIEW, rating=2.0, author="سارا", handle="@Sara_M", url="https://x.example/r/1", reach=90, at=NOW - DAY)],
    )
    ((event, said),) = told()
    assert (taken.new, taken.all) == (1, 1)
    assert (event.name, event.source, event.unit, event.direction, event.channel) == (
        "Review Posted",
        "myket",
        "tehran",
        "inbound",
        "social",
    )
    assert event.timestamp == NOW - DAY
    assert said["rating"] == 2.0 and said["network"] == "myket" and said["reach"] == 90 and said["author"] == "سارا"
    assert said["about"] == mentions.OWN and said["brands"] == [mentions.OWN]
    assert event.identifiers == (Identifier("myket", "handle", "sara_m"),)


def test_the_same_item_counts_once_in_two_runs_and_by_two_connectors(place):
    hook, feed = place(), place("feed", url="https://blog.example/feed")
    one = item(id="p1", url="https://www.blog.example/post-1/?utm_source=rss", author="رضا")
    assert mentions.take(hook, [one]).new == 1
    assert mentions.take(hook, [one]).known == 1
    assert mentions.take(feed, [item(id="other", network="rss", url="http://blog.example/post-1#top")]).known == 1
    assert ItemRow.objects.count() == 1 and len(told()) == 1


def test_reviews_on_one_page_are_told_apart_though_they_carry_its_address(place):
    here, page = place(kind=Kind.REVIEW), "https://shop.example/products/7"
    said = [item(f"نظر {n} دربارهٔ آوند", kind=Kind.REVIEW, url=page, author=f"نفر {n}") for n in range(3)]
    assert mentions.take(here, said).new == 3


def test_two_nameless_ones_that_are_alike_are_two_and_read_again_nothing(place):
    here = place(kind=Kind.REVIEW)
    twice = [item("عالی", kind=Kind.REVIEW, rating=5.0, at=NOW)] * 2
    assert mentions.take(here, twice).new == 2
    assert mentions.take(here, twice).known == 2


def test_a_repost_counts_once_with_how_many(place):
    here = place(network="x")
    first = item(f"آوند: {LONG}", id="1", handle="sara", reach=100)
    taken = mentions.take(
        here,
        [
            first,
            item(f"RT @sara آوند: {LONG} https://t.example/9", id="2", handle="ali", reach=400),
            item(f"آوند: {LONG}!!! 😡", id="3", handle="reza"),
            item("آوند خوب است", id="4", handle="z"),
            item("آوند خوب است", id="5", handle="y"),
        ],
    )
    assert (taken.new, taken.reposts) == (3, 2)
    events = told()
    reposts = [said for event, said in events if event.name == "Mention Reposted"]
    original = events[0][0]
    assert {said["mention"] for said in reposts} == {f"x/{original.message_id}"}
    assert [said.get("reach") for said in reposts] == [400, 0]
    kept = mentions.kept_of([(original.source, original.message_id)])
    assert len(kept[original.source, original.message_id].reposts) == 2


def test_the_same_words_with_another_rating_about_another_brand_or_long_after_are_no_repost(place):
    here = place(kind=Kind.REVIEW)
    words = f"آوند {LONG}"
    taken = mentions.take(
        here,
        [
            item(words, id="1", kind=Kind.REVIEW, rating=1.0, at=NOW - DAY),
            item(words, id="2", kind=Kind.REVIEW, rating=5.0, at=NOW - DAY),
            item(words, id="3", kind=Kind.REVIEW, rating=1.0, at=NOW - 60 * DAY),
            item(f"کسرا {LONG}", id="4", kind=Kind.REVIEW, rating=1.0, at=NOW - DAY),
        ],
    )
    assert (taken.new, taken.reposts) == (4, 0)


def test_a_text_is_about_whoever_it_names_and_about_us_if_it_names_us_too(place):
    here = place(unnamed=Unnamed.LEAVE)
    taken = mentions.take(here, [
        item("از کسرا راضی‌ام", id="1"), item("#فروشگاه_آوند از کسرا بهتر است", id="2"), item("AVAND is fine", id="3"),
        item("هوا خوب است", id="4"), item("کمد آوند چوبی خریدم", id="5"), item("آوندی نیست", id="6"),
    ])  # fmt: skip
    assert (taken.new, taken.left) == (3, 3)
    assert [(event.name, event.direction, said["about"], said["brands"]) for event, said in told()] == [
        ("Competitor Mentioned", "none", "kasra", ["kasra"]),
        ("Mention Found", "inbound", "own", ["own", "kasra"]),
        ("Mention Found", "inbound", "own", ["own"]),
    ]


def test_nobody_is_linked_by_a_name_alone(place):
    mentions.take(place(), [item(author="سارا محمدی", id="1")])
    ((event, _said),) = told()
    assert not event.identifiers and not event.user_id
    assert not WhoRow.objects.exists()


def test_an_email_a_phone_and_an_id_of_ours_link(place):
    mentions.take(place(space="shop"), [item(id="1", email="Sara@Example.com", phone="09121112233", user_id="c-17")])
    ((event, _said),) = told()
    assert (event.space, event.user_id) == ("shop", "c-17")
    assert {one.kind for one in event.identifiers} == {"email", "phone"}


def test_an_id_of_another_system_names_none_of_ours(place):
    mentions.take(place(), [item(id="1", user_id="17")])
    assert told()[0][0].user_id == ""


def test_what_says_nothing_or_cannot_be_read_is_counted(place):
    taken = mentions.take(place(), [item("", id="1"), Unreadable(place=2, code="bad_rating"), item("", id="3", rating=4.0)])
    assert (taken.new, taken.empty, taken.unreadable, taken.troubles) == (1, 1, 1, {"bad_rating": 1})


def test_forgetting_a_person_takes_what_they_said_and_what_tells_it_again(place):
    here = place(network="x")
    mentions.take(here, [item(id="1", handle="Sara"), item("دیگری دربارهٔ آوند", id="2", handle="reza")])
    assert mentions.forget([Identifier("x", "handle", "sara")]) > 0
    assert [row.outer_id for row in ItemRow.objects.all()] == ["2"]
    assert NameRow.objects.filter(item__outer_id="1").count() == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_by_bands_never_finds_what_the_whole_comparison_does_not(one, other):
    """Twin: the share of neighbouring words in common."""

    def pairs(text):
        words = echoes.plain_words(text)[: echoes.MOST_WORDS]
        return {(a, b) for a, b in pairwise(words)} if len(words) >= echoes.FEWEST_WORDS else set()

    first, second = pairs(one), pairs(other)
    expected = len(first & second) / len(first | second) if first | second else 0.0
    assert abs(echoes.likeness(echoes.shingles_of(one), echoes.shingles_of(other)) - expected) < 1e-9


def test_nearly_the_same_share_a_band_and_others_do_not():
    own = echoes.bands_of(echoes.shingles_of(LONG))
    assert set(own) & set(echoes.bands_of(echoes.shingles_of(f"{LONG} خیلی")))
    assert not set(own) & set(
        echoes.bands_of(echoes.shingles_of("کتاب‌ها سالم و به موقع رسید و بسته بندی آن هم بسیار خوب بود ممنون از شما"))
    )
