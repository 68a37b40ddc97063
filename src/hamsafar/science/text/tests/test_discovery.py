"""Topics that nobody has named are found by the words that people share."""

from hamsafar.science.text.services import discover

PARKING = ["جای پارک پیدا نشد و برگشتیم", "پارک کردن اینجا غیرممکنه، پارکینگ ندارن",
           "پارکینگ نداشتن و جای پارک نبود", "برای جای پارک نیم ساعت چرخیدیم",
           "کنار فروشگاه جای پارک نیست", "جای پارک همیشه پر است"]  # fmt: skip
ALARM = ["The car alarm rings at night", "alarm rings for no reason", "My alarm rings every night",
         "alarm rings again and again", "alarm rings too loud"]  # fmt: skip
OTHERS = [f"خوب بود {n}" for n in range(20)] + [f"very nice {n}" for n in range(20)]


def test_what_many_share_becomes_a_topic_with_their_comments():
    texts = PARKING + OTHERS + ALARM
    found = discover(texts)
    assert len(found) == 2
    parking, alarm = found
    assert "پارک" in parking.words[0]
    assert {texts[at] for at in parking.comments} <= set(PARKING)
    assert len(parking.comments) >= 5
    assert "alarm" in " ".join(alarm.words)
    assert {texts[at] for at in alarm.comments} == set(ALARM)


def test_praise_alone_and_rare_words_are_no_topic():
    assert discover([*OTHERS, "زرافه آمد", "زرافه رفت"]) == []
    assert discover([]) == []


def test_words_that_are_known_or_unwanted_are_passed_over():
    assert all("پارک" not in word for one in discover(PARKING, ignore=["جای پارک", "پارکینگ"]) for word in one.words)


def test_the_same_texts_in_another_order_give_the_same_words():
    texts = PARKING + OTHERS + ALARM
    assert [one.words for one in discover(texts)] == [one.words for one in discover(texts[::-1])]
