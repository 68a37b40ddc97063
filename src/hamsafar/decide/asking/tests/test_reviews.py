"""Rules that ask for reviews: one letter for one order, about what was really bought, through the one gate."""

import msgspec
import pytest

from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.reviews import services as reviews
from hamsafar.decide.asking import services as asking
from hamsafar.decide.asking.contracts import REVIEW, Rule
from hamsafar.decide.asking.models import CaseRow
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.contracts import Action
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import key

from .test_asking import go_on

LINES = [{"product_id": "k-1", "name": "کتری", "quantity": 1}, {"product_id": "s-2", "name": "شال"}, {"product_id": "k-1", "name": "کتری"}]


class Goods(msgspec.Struct):
    key: str
    name: str = ""
    url: str = ""


class Asked(msgspec.Struct):
    person: str
    order_id: str
    products: list[Goods]
    channel: str
    unit: str = ""
    language: str = ""
    subject: dict[str, str] = {}
    text: dict[str, str] = {}
    campaign: str = ""


@pytest.fixture
def letters(sent) -> list[Asked]:
    done: list[Asked] = []
    actions.register(
        Action(key="ask_review", name_en="", name_fa="", input=Asked, do=lambda given, doing: done.append(given), needs_gate=True)
    )
    return done


@pytest.fixture
def asks(world):
    """A rule that asks for reviews, switched on before anything happens."""
    made = asking.save(Rule(event="Order Delivered", asks=REVIEW, carried=()))
    return asking.switch(made.id, on=True)


def states(rule) -> list[tuple[str, str]]:
    return [(case.state.value, case.code) for case in asking.list_cases(rule.id)]


def test_one_letter_asks_about_every_product_of_the_order(asks, spine, letters):
    spine("sara", name="Order Completed", order_id="88213", products=LINES, id="bought")
    spine("sara", order_id="88213")
    go_on()
    (given,) = letters
    assert (given.person, given.order_id, given.channel) == (people.key_text(key("sara")), "88213", "email")
    assert [(each.key, each.name) for each in given.products] == [("k-1", "کتری"), ("s-2", "شال")]


def test_the_order_of_somebody_else_proves_nothing(asks, spine, letters):
    spine("reza", name="Order Completed", order_id="88213", products=LINES, id="bought")
    spine("sara", order_id="88213")
    go_on()
    assert letters == []
    assert states(asks) == [("refused", "asking_nothing_bought")]


def test_a_cancelled_order_is_not_asked_about(asks, spine, letters):
    spine("sara", name="Order Completed", order_id="1", products=LINES, id="bought")
    spine("sara", name="Order Cancelled", order_id="1", id="cancelled")
    spine("sara", order_id="1")
    go_on()
    assert letters == [] and states(asks) == [("refused", "asking_nothing_bought")]


@pytest.mark.parametrize("products", [None, "k-1", [], [7, None], [{"price": 5}]], ids=str)
def test_an_order_whose_lines_say_nothing_is_left_alone(asks, spine, letters, products):
    spine("sara", name="Order Completed", order_id="1", products=products, id="bought")
    spine("sara", order_id="1")
    go_on()
    assert letters == [] and states(asks) == [("refused", "asking_nothing_bought")]


def test_the_order_number_is_carried_whatever_the_rule_says(asks):
    assert asking.get_rule(asks.id).carried == ("order_id",)


def test_a_rule_for_reviews_counts_letters_that_brought_one(asks, spine, letters):
    from hamsafar.decide.asking import watching

    campaign = f"rule:{asks.id}"
    bought = [reviews.Bought(key="k-1", name="کتری")]
    reviews.request(bought, identifier=Identifier("", "email", "a@b.example"), order_id="1", channel="email", campaign=campaign, key="one")
    assert watching.answered(asks) == (0, 1)
    assert not CaseRow.objects.filter(rule=asks.id).exists()


def test_ali_makes_a_rule_for_reviews_without_choosing_a_survey(client_of, ali, event_store):
    page = client_of("ali", language="en").get("/asking/new?ready=review").content.decode()
    assert "reviews of what was bought" in page
    said = {
        "asks": "review", "survey": "", "event": "Order Delivered", "delay": "7", "delay_unit": "days", "share": "100", "first": "email",
        "second": "", "third": "", "language": "", "patience": "3", "carried": "", "save": "1",
    }  # fmt: skip
    answer = client_of("ali", language="en").post("/asking/new", said, follow=True)
    assert answer.status_code == 200 and "Reviews of what was bought" in answer.content.decode()
    (rule,) = asking.list_rules()
    assert rule.asks_reviews and rule.survey == 0


def test_a_rule_that_asks_for_nothing_is_refused(client_of, ali, event_store):
    said = {"asks": "survey", "survey": "", "event": "Order Delivered", "share": "100", "first": "email", "patience": "3", "save": "1"}
    assert client_of("ali").post("/asking/new", said).status_code == 422
