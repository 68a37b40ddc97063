"""What one can begin with is ready to be published, in both languages."""

import pytest

from hamsafar.collect.surveys import checking, starters
from hamsafar.collect.surveys import document as d


@pytest.mark.parametrize("starter", [each for each in starters.starters() if each.key != "empty"], ids=lambda starter: starter.key)
def test_a_template_has_nothing_wrong_with_it(starter):
    assert [finding.sentence for finding in checking.check(starter.document)] == []
    assert starter.name.fa
    assert starter.about.en


@pytest.mark.parametrize("kind", d.KINDS)
def test_a_new_question_of_each_kind_lacks_at_most_a_picture(kind):
    document = d.Document(
        title=d.Text(fa="ع", en="t"), questions=(starters.new_question(kind, "q"),), ends=(d.End(id="e", title=d.Text(fa="س", en="t")),)
    )
    assert {finding.code for finding in checking.check(document)} <= {"picture_missing"}
