"""Names: whom they name, and in which order."""

from hypothesis import given
from hypothesis import strategies as st

from netjournal.known_names import KnownNames
from netjournal.model import KnownName, PersonKind
from netjournal.names import fold


def known(*names: str, shown: str = "") -> KnownNames:
    return KnownNames(KnownName(n, name, PersonKind.PERSON, shown or name) for n, name in enumerate(names, 1))


def test_names_are_completed_in_the_order_given_and_whole_names_first() -> None:
    names = known("Bo Ana", "Ana B", "Ana A")
    assert [k.name for k in names.complete("ana")] == ["Ana B", "Ana A", "Bo Ana"]
    assert [k.name for k in names.complete("ana", 2)] == ["Ana B", "Ana A"]
    assert [k.name for k in names.complete("")] == ["Bo Ana", "Ana B", "Ana A"]


def test_somebody_is_offered_once_by_the_first_of_their_names() -> None:
    ana = KnownName(1, "Ana Ruiz", PersonKind.PERSON, "Ana Ruiz")
    nickname = KnownName(1, "Anita", PersonKind.PERSON, "Ana Ruiz")
    names = KnownNames([ana, nickname, KnownName(2, "Ruiz Ltd", PersonKind.ORGANIZATION, "Ruiz Ltd")])
    assert names.complete("an") == (ana,)
    assert names.named("anita") == (nickname,)
    assert names.called(["ruiz"]) == [1, 2]
    assert list(names) == [ana, nickname, names[2]]
    assert names.of({1}) == [ana, nickname]


def test_a_full_stop_at_the_end_need_not_be_written() -> None:
    names = known("Ana R.", "Ana R", "Ana Ruiz", "J. R. Moor")
    assert [k.name for k in names.named("ana r")] == ["Ana R.", "Ana R"]
    assert [k.name for k in names.named("Ana R.")] == ["Ana R."]
    assert [k.name for k in names.beginning("ana")] == ["Ana R.", "Ana R", "Ana Ruiz"]
    assert names.named("ana") == ()


def test_words_are_found_without_their_signs_and_in_any_order() -> None:
    names = known("O'Brien, Siobhán", "Brien Lo", "Jean-Luc Moor")
    assert names.called(["brien"]) == [1, 2]
    assert names.called(["siobhan", "o"]) == [1]
    assert names.called(["moor", "luc"]) == [3]
    assert names.called(["", ""], 2) == [1, 2]
    assert names.called(["rien"]) == []


def test_who_has_just_been_written_about_stands_first() -> None:
    names = known("Ana Ruiz", "Bo Larsen").with_first([KnownName(2, "Bo Holm", PersonKind.PERSON, "Bo Holm")], {2})
    assert [(k.id, k.name) for k in names] == [(2, "Bo Holm"), (1, "Ana Ruiz")]
    assert names.most_words == 2


NAMES = st.lists(st.text("ab. 'ÀéÅ字", min_size=1, max_size=8).filter(lambda name: bool(name.strip())), max_size=12)


@given(NAMES, st.text("ab. 'àÅ字", max_size=4))
def test_what_is_found_is_what_going_through_them_one_by_one_would_find(written: list[str], typed: str) -> None:
    names, wanted = known(*written), fold(typed)
    assert [k.name for k in names] == written
    begin = [k for k in names if wanted and fold(k.name).startswith(f"{wanted} ")]
    assert list(names.beginning(typed)) == begin
    first = [k for k in names if f" {fold(k.name)}".startswith(f" {wanted}")]
    then = [k for k in names if f" {wanted}" in f" {fold(k.name)}" and k not in first]
    assert list(names.complete(typed, 5)) == (first + then)[:5]
    spelt = [{fold(k.name), fold(k.name).rstrip(".")} - {""} for k in names]
    assert list(names.named(typed)) == [k for k, forms in zip(names, spelt, strict=True) if wanted in forms]
