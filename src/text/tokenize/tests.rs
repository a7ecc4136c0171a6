//! What the tokenizer must do: examples, and properties against its slow twin.

use super::*;
use proptest::prelude::*;

fn fast(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    tokenize(text, &Params::default(), &mut tokens);
    tokens
}

fn folds(text: &str) -> Vec<String> {
    let tokens = fast(text);
    assert_eq!(tokens, tokenize_slow(text, &Params::default()), "{text}");
    let mut out = Vec::new();
    for token in &tokens {
        let mut folded = String::new();
        fold::fold(
            &token.span.of(text).replace([' ', '\u{A0}', '\u{202F}', '\u{2009}'], ""),
            true,
            &mut folded,
        );
        assert_eq!(word_hash(folded.as_bytes()), token.hash, "{folded} in {text}");
        out.push(folded);
    }
    out
}

#[test]
fn spellings_of_a_sentence_give_the_same_tokens() {
    let expected =
        folds("L'invitation a été acceptée. Cette nouvelle concerne 1300 prisonniers, selon les États-Unis");
    for text in [
        "L’invitation a été acceptée.Cette nouvelle concerne 1 300 prisonniers, selon les États-Unis",
        "l'invitation a e\u{301}te\u{301} accepte\u{301}e. Cette nou\u{AD}velle concerne 1.300 prisonniers — selon les Etats Unis",
        "L’INVITATION «\u{202F}A ÉTÉ\u{202F}» ACCEPTÉE ! Cette\u{A0}nouvelle concerne 1\u{202F}300 pri\u{200B}sonniers, selon les États‑Unis",
    ] {
        assert_eq!(folds(text), expected, "{text}");
    }
}

#[test]
fn numbers_join_over_spaces_only_in_groups_of_three() {
    assert_eq!(folds("1 300 000 euros"), ["1300000", "euros"]);
    assert_eq!(folds("2018 300 euros"), ["2018", "300", "euros"]);
    assert_eq!(folds("12 30 400"), ["12", "30400"]);
    assert_eq!(folds("1 300,5"), ["1", "300.5"]);
    assert_eq!(folds("007 300"), ["007", "300"]);
    assert_eq!(folds("5  300"), ["5", "300"]);
    assert_eq!(folds("3,5 200"), ["3.5", "200"]);
    assert_eq!(folds("16 3,5 2.0"), ["16", "3.5", "2.0"]);
    assert_eq!(folds("1\u{202F}300\u{2009}000"), ["1300000"]);
    let twelve_groups = ["300"; 12].join(" ");
    assert_eq!(folds(&twelve_groups), ["300".repeat(8), "300".repeat(4)]);
    assert_eq!(folds("12:35 1,2,3 16"), ["12", "35", "1.2.3", "16"]);
    assert_eq!(folds("1 \u{2152} ½ 300").len(), 4, "a fraction is no group of digits");
    assert_eq!(folds("1 ３００ ٣ ٣٠٠"), ["1", "300", "3", "300"], "nor are other digits");
}

#[test]
fn english_possessives_stay_one_word() {
    assert_eq!(folds("Don’t take O'Brien's l'Oréal"), ["dont", "take", "obriens", "l", "oreal"]);
}

#[test]
fn a_long_word_is_one_token() {
    let word = "é".repeat(500) + &"a".repeat(500);
    assert_eq!(fast(&word).len(), 1);
}

/// Strings made of the pieces that matter, so that borders meet each other.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "Ab",
        "mot",
        "internationalisation",
        "é",
        "É",
        "œ",
        "ß",
        "İ",
        "ŉ",
        "ſ",
        "'",
        "’",
        "‘",
        ".",
        ",",
        ";",
        ":",
        "_",
        "-",
        " ",
        "  ",
        "\n",
        "\u{A0}",
        "\u{202F}",
        "\u{2009}",
        "\u{200B}",
        "\u{200D}",
        "\u{AD}",
        "\u{FEFF}",
        "\u{301}",
        "1",
        "23",
        "300",
        "2018",
        "007",
        "l",
        "qu",
        "d",
        "aujourd",
        "U",
        "S",
        "«",
        "»",
        "“",
        "…",
        "·",
        "×",
        "漢",
        "カ",
        "ー",
        "ไ",
        "д",
        "ع",
        "ـ",
        "ש",
        "״",
        "ａ",
        "１",
        "٣",
        "٫",
        "🇫🇷",
        "😀",
        "한",
        "ㄱ",
        "ㅏ",
        "ㄳ",
        "가",
        "\u{FE71}",
        "\u{37A}",
        "\u{0}",
        "\u{85}",
        "\u{2028}",
        "ª",
        "µ",
        "\t",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Groups of digits as they may be written, in scripts that have their own, and what may stand between them.
fn numbers() -> impl Strategy<Value = String> {
    let groups = "0 1 5 12 16 35 300 500 000 007 1300 2018 123456 1,300 1.300,5 3.5 1,2,3 12:35 1'300 1’300 ½ ⅒ ² ⑩ ⒈ １ ３００ ٣ \
        ٣٠٠ ١٬٣٠٠ ۳۰۰ ३०० ১২৩ ๑๒๓ 三 a 1er A4";
    let group = prop::sample::select(groups.split(' ').chain([""]).collect::<Vec<_>>());
    let betweens = ". , : ; ' ’ - − _ / « ٫ ٬ \u{AD} \u{200B} \u{301}";
    let spaces =
        [" ", " ", " ", " ", "\u{A0}", "\u{202F}", "\u{2009}", "\u{2007}", "  ", "\n", "\t", ", ", ""];
    let between = prop::sample::select(betweens.split(' ').chain(spaces).collect::<Vec<_>>());
    // Plain groups in a row, so that numbers as long as they may be, and longer, are among them.
    let plain = (prop::sample::select(vec!["300", "000"]), prop::sample::select(vec![" ", "\u{202F}"]));
    let in_row = |pieces: Vec<(&str, &str)>| -> String {
        pieces.into_iter().flat_map(|(group, between)| [group, between]).collect()
    };
    let any = prop::collection::vec((group, between), 1..6).prop_map(in_row);
    let long = prop::collection::vec(plain, 1..12).prop_map(in_row);
    prop::collection::vec(prop_oneof![3 => any, 1 => long], 0..5).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_mark_behind_an_underscore_is_read_with_it() {
    for text in ["_\u{119D1}A", "a_\u{119D1}A b", "__\u{345}a", "_é", "1_\u{AD}\u{119D1}A"] {
        assert_eq!(fast(text), tokenize_slow(text, &Params::default()), "{text:?}");
    }
}

#[test]
fn letters_that_are_composed_or_reordered_are_read_together() {
    for text in ["ㄱㅏ", "가ㄳ", "\u{37A}\u{FE71}", "한ㄱㅏ뉴스 \u{FFA1}\u{FFC2}"] {
        agree(text).unwrap();
    }
    assert_eq!(folds("ㄱㅏ 가"), ["가", "가"]);
}

/// Both ways, with accents and without.
fn agree(text: &str) -> Result<(), TestCaseError> {
    for fold_accents in [true, false] {
        let params = Params { fold_accents };
        let mut tokens = Vec::new();
        tokenize(text, &params, &mut tokens);
        prop_assert_eq!(&tokens, &tokenize_slow(text, &params), "{:?}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fast_and_slow_give_the_same_tokens(text in tricky()) {
        agree(&text)?;
    }

    #[test]
    fn fast_and_slow_give_the_same_numbers(text in numbers()) {
        agree(&text)?;
    }

    #[test]
    fn fast_and_slow_agree_on_any_string(text in ".{0,200}") {
        agree(&text)?;
    }

    #[test]
    fn spans_are_ordered_and_map_back(text in prop_oneof![tricky(), numbers()]) {
        let mut last = 0;
        for token in fast(&text) {
            prop_assert!(token.span.start >= last && token.span.end > token.span.start);
            prop_assert!(text.is_char_boundary(token.span.start as usize));
            let word = token.span.of(&text);
            prop_assert!(word.chars().next().unwrap().is_alphanumeric());
            last = token.span.end;
        }
    }
}
