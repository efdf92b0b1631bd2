"""Names are compared, sorted, split and shortened sensibly in many scripts."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netjournal.names import (
    NameParts,
    digits,
    display_name,
    excerpt,
    find_folded,
    fold,
    initials,
    matches,
    sort_key,
    split_name,
)

# Text with more of what is difficult than chance would bring.
awkward = st.text(
    st.one_of(st.characters(), st.sampled_from("aAsS éßøŁﬁİıǆ¨ 가각가がカﾞ़क्i\u0301\u0308\u200d\u200f\ufe0f🌸👩"))
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ana  Ruiz ", "ana ruiz"),
        ("José PÉREZ", "jose perez"),
        ("Jose\u0301", "jose"),
        ("Straße", "strasse"),
        ("Søren Ærø", "soren aero"),
        ("Łukasz Đorđe", "lukasz dorde"),
        ("œuvre", "oeuvre"),
        ("İstanbul ışık", "istanbul isik"),
        ("ﬁsh Ｗｉｄｅ", "fish wide"),
        ("O’Brien", "o'brien"),
        ("\u200fדוד\u200e", "דוד"),
        ("김철수", "김철수"),
        ("Ἀθηνᾶ", "αθηνα"),
        ("Ёлка", "елка"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_kana_voicing_is_another_letter() -> None:
    assert fold("が") != fold("か")
    assert fold("ｶﾞ") == fold("ガ")


@given(awkward)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_folded_as_everything_else_is(text: str) -> None:
    assert fold(f"é {text}") == f"e {fold(text)}".rstrip()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Ruiz", "AR"),
        ("Omar", "O"),
        ("ana maría ruiz", "AR"),
        ("élise dupont", "ÉD"),
        ("e\u0301lise", "É"),
        ("de la Cruz", "C"),
        ("María de la Cruz", "MC"),
        ("Van Morrison", "VM"),
        ("Ludwig van Beethoven", "LB"),
        ("Omar al-Rashid", "OR"),
        ("Conan O'Brien", "CO"),
        ("Jean-Luc Martin", "JM"),
        ("Dr. Ana Ruiz", "AR"),
        ("Prof. Dr. Ana Ruiz", "AR"),
        ("Ana Ruiz, PhD", "AR"),
        ("José García Jr.", "JG"),
        ("Dr.", "D"),
        ("Müller, Jörg", "JM"),
        ("Ana Ruiz (work)", "AR"),
        ("(Ana)", "A"),
        ("山田太郎", "山"),
        ("山田 太郎", "山"),
        ("さくら", "さ"),
        ("김철수", "김"),
        ("김 철수", "김"),
        ("محمد علي", "مع"),
        ("\u200fדוד לוי", "דל"),
        ("किरण", "कि"),
        ("ßen", "ß"),
        ("3M", "3"),
        ("🌸 Ana", "A"),
        ("🌸", "🌸"),
        ("👩‍👩‍👧 👋", "👩‍👩‍👧"),
        ("👋🏽", "👋🏽"),
        ("🇪🇸🇫🇷", "🇪🇸"),
        ("❤️", "❤️"),
        ("...", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(awkward)
def test_every_name_has_initials(name: str) -> None:
    assert initials(name).strip()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ana Ruiz", NameParts(given="Ana", family="Ruiz")),
        ("Omar", NameParts(given="Omar")),
        ("Dr. Ana María Ruiz", NameParts("Dr.", "Ana", "María", "Ruiz")),
        ("Müller, Jörg", NameParts(given="Jörg", family="Müller")),
        ("Ludwig van Beethoven", NameParts(given="Ludwig", family="van Beethoven")),
        ("José García Jr.", NameParts(given="José", family="García", suffix="Jr.")),
        ('Ana "Annie" Ruiz', NameParts(given="Ana", family="Ruiz", nickname="Annie")),
        ("山田太郎", NameParts(given="山田太郎")),
        ("山田 太郎", NameParts(given="太郎", family="山田")),
        ("김철수", NameParts(given="김철수")),
        ("김 철수", NameParts(given="철수", family="김")),
        ("محمد علي", NameParts(given="محمد", family="علي")),
        ("🌸 Ana", NameParts(given="Ana")),
        ("🌸", NameParts(given="🌸")),
        ("", NameParts()),
    ],
)
def test_splitting(name: str, parts: NameParts) -> None:
    assert split_name(name) == parts


@given(awkward)
def test_a_name_never_splits_into_nothing(name: str) -> None:
    parts = split_name(name)
    assert bool(parts.given or parts.family) == bool(name.split())


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("Dr.", "Ana", "María", "Ruiz", "PhD"), "Dr. Ana María Ruiz PhD"),
        (("", "Omar", "", "", ""), "Omar"),
        (("", "太郎", "", "山田", ""), "山田太郎"),
        (("", "철수", "", "김", ""), "김철수"),
        (("", "Hana", "", "山田", ""), "Hana 山田"),
        (("", "太郎", "Max", "山田", ""), "太郎 Max 山田"),
        (("", "", "", "", ""), ""),
    ],
)
def test_showing(parts: tuple[str, str, str, str, str], shown: str) -> None:
    assert display_name(*parts) == shown


def test_people_sort_by_family_name_when_there_is_one() -> None:
    people = [
        ("Zoë Abel", "Zoë", "Abel"),
        ("Émile", "Émile", ""),
        ("Ana Östberg", "Ana", "Östberg"),
        ("de Boer", "", "de Boer"),
    ]
    assert [name for name, _, _ in sorted(people, key=lambda person: sort_key(*person))] == [
        "Zoë Abel",
        "de Boer",
        "Émile",
        "Ana Östberg",
    ]


@given(st.lists(st.tuples(awkward, awkward, awkward)))
def test_any_people_can_be_sorted(people: list[tuple[str, str, str]]) -> None:
    keys = [sort_key(*person) for person in people]
    assert all(isinstance(key, str) for key in keys)
    backwards = keys[::-1]
    assert sorted(keys) == sorted(backwards)


@pytest.mark.parametrize(
    ("haystack", "needle", "found"),
    [
        ("Lunch with José", "jose", "José"),
        ("Lunch with Jose\u0301!", "JOSÉ", "Jose\u0301"),
        ("in der Straße", "strasse", "Straße"),
        ("in der Straße", "stras", "Straß"),
        ("große Straße 5", "strasse 5", "Straße 5"),
        ("Ana\n\nRuiz", "ana ruiz", "Ana\n\nRuiz"),
        ("山田太郎", "太郎", "太郎"),
        ("İzmir", "izmir", "İzmir"),
        ("ABC", "b", "B"),
        ("ABC", "d", None),
        ("ABC", " ", None),
        ("Æsir é", "e", "Æ"),
    ],
)
def test_finding_in_the_text_as_written(haystack: str, needle: str, found: str | None) -> None:
    span = find_folded(haystack, needle)
    assert (haystack[slice(*span)] if span else None) == found


@given(awkward, awkward, awkward)
def test_what_is_found_folds_to_what_was_sought(before: str, needle: str, after: str) -> None:
    text = f"{before} {needle} {after}"
    span = find_folded(text, needle)
    assert (span is None) == (fold(needle) == "" or fold(needle) not in fold(text))
    if span is not None:
        # Not equal only where the match begins or ends within a letter, which is then taken whole.
        assert fold(needle) in fold(text[slice(*span)])


@given(st.text("abcäößÅé ÀÇ", min_size=1), st.integers(0, 20), st.integers(1, 10))
def test_a_piece_of_whole_letters_is_found_as_itself(text: str, start: int, length: int) -> None:
    piece = text[start : start + length]
    span = find_folded(text, piece)
    assert (span is None) == (fold(piece) == "")
    if span is not None and "ß" not in text:
        assert fold(text[slice(*span)]) == fold(piece)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("José Pérez, josefa", ["jos"], ["Jos", "jos"]),
        ("Ana Mariana", ["ana"], ["Ana"]),
        ("Conan O'Brien", ["brien", "co"], ["Co", "Brien"]),
        ("Straßenbahn", ["strasse", "str"], ["Straße"]),
        ("山田太郎", ["太郎"], ["太郎"]),
        ("nothing", ["", "x"], []),
        ("a-b_c", ["b", "c"], ["b", "c"]),
    ],
)
def test_matching_words(text: str, words: list[str], found: list[str]) -> None:
    assert [text[start:end] for start, end in matches(text, words)] == found


@given(awkward, st.lists(awkward, max_size=3))
def test_matches_stand_in_order_and_apart(text: str, words: list[str]) -> None:
    spans = matches(text, words)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("Coffee\n with  Ana", 40, "Coffee with Ana"),
        ("Coffee with Ana, then home", 17, "Coffee with Ana…"),
        ("Coffee with Ana", 15, "Coffee with Ana"),
        ("山田太郎山田太郎", 4, "山田太…"),
        ("Donaudampfschiff", 6, "Donau…"),
        ("anything", 0, ""),
    ],
)
def test_excerpts(text: str, length: int, short: str) -> None:
    assert excerpt(text, length) == short


@given(awkward, st.integers(0, 30))
def test_an_excerpt_keeps_to_its_length_and_line(text: str, length: int) -> None:
    short = excerpt(text, length)
    assert len(short) <= length
    assert short == " ".join(short.split())


def test_digits_of_any_script() -> None:
    assert digits("+٤٩ (30) ②१२³") == "493012"
