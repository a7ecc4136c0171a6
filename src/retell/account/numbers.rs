//! Numbers, times and days as news of many languages write them, and the terms they become.
//!
//! **In** invented phrases. **Out** nothing. **Cost** that of a test. **Never** compares two articles.

use super::Account;
use crate::text::Document;
use std::time::{Duration, Instant};

/// The words of a text whose language is known, in one row.
fn words(language: Option<&'static str>, text: &str) -> String {
    let account = Account::in_language(text, language, &Document::new(text, &Default::default()).tokens);
    let words: Vec<&str> = account.all_words().iter().map(|word| account.word(word.form)).collect();
    words.join(" ")
}

/// The numbers of a text that are figures.
fn figures(language: Option<&'static str>, text: &str) -> String {
    let account = Account::in_language(text, language, &Document::new(text, &Default::default()).tokens);
    let is_figure = |term: u32, is_marked: bool| account.terms()[term as usize].is_figure && !is_marked;
    let words = account.all_words().iter().filter(|word| is_figure(word.term, word.is_marked));
    words.map(|word| account.word(word.form)).collect::<Vec<_>>().join(" ")
}

#[test]
fn nouns_are_numbers() {
    for (language, text, expected) in [
        ("fr", "une vingtaine de marins", "une 20 de marins"),
        ("fr", "près d'une centaine de millions d'euros", "pres d une 100000000 millions d euros"),
        ("fr", "une dizaine de milliers de gens", "une 10000 de gens"),
        ("fr", "une bonne trentaine de bateaux", "une bonne 30 de bateaux"),
        ("fr", "un demi-millier de bateaux", "un demi 500 de bateaux"),
        ("fr", "un millier d'oies", "un 1000 d oies"),
        ("fr", "des dizaines de marins", "des dizaines de marins"),
        ("fr", "plusieurs centaines de marins", "plusieurs centaines de marins"),
        ("fr", "la quarantaine de 14 jours", "la quarantaine de 15 jours"),
        ("fr", "une quarantaine de bateaux", "une 40 de bateaux"),
        ("fr", "une quinzaine de jours", "15 jours"),
        ("fr", "la cinquantaine venue", "la cinquantaine venue"),
        ("fr", "une douzaine d'oies", "12 d oies"),
        ("es", "un centenar de barcos", "un 100 de barcos"),
        ("es", "media docena de barcos", "media 6 de barcos"),
        ("es", "dos docenas de barcos", "24 de barcos"),
        ("it", "una ventina di barche", "una 20 di barche"),
        ("it", "un centinaio di barche", "un 100 di barche"),
        ("pt", "uma dezena de barcos", "uma 10 de barcos"),
        ("de", "zwei Dutzend Boote", "24 boote"),
        ("de", "ein Dutzend Boote, 3 Dutzend", "ein 12 boote 36"),
        ("de", "ein halbes Dutzend Boote", "ein halbes 6 boote"),
        ("nl", "een tiental boten", "een 10 boten"),
    ] {
        assert_eq!(words(Some(language), text), expected, "{text}");
    }
}

#[test]
fn a_share_behind_a_day_is_no_year() {
    let is_dated = |text: &str| {
        let document = Document::new(text, &Default::default());
        Account::in_language(text, Some("fr"), &document.tokens).sentences()[0].is_dated
    };
    assert!(is_dated("Le 14 juillet 2018, les foyers étaient dans le noir"));
    assert!(!is_dated("Le 14 juillet, un quart des foyers étaient dans le noir"));
}

#[test]
fn shares_are_one_in_every_language() {
    for text in [
        "12,5 %",
        "%12,5",
        "12.5 بالمئة",
        "12.5 في المئة",
        "12.5 بالمائة",
        "12,5 proc.",
        "12.5パーセント",
        "yüzde 12,5",
        "百分之12.5",
        "12,5 процентов",
    ] {
        assert!(words(None, text).contains("12.5%"), "{text}: {}", words(None, text));
    }
    assert_eq!(words(None, "5%12"), "5% 12");
}

#[test]
fn halves_are_minutes_and_millions() {
    for (language, text, expected) in [
        ("en", "half an hour", "30 minutes"),
        ("en", "a half-hour later", "a 30 minutes later"),
        ("en", "thirty minutes", "30 minutes"),
        ("en", "an hour and a half hour", "90 minutes hour"),
        ("fr", "une demi-heure", "une 30 minutes"),
        ("fr", "à deux heures et demie", "a 2 heures et demie"),
        ("de", "eine halbe Stunde", "eine 30 minuten"),
        ("es", "media hora", "30 minutos"),
        ("it", "mezz'ora dopo", "30 minuti dopo"),
        ("en", "one and a half million people", "1500000 million people"),
        ("en", "two and a half million people", "2500000 million people"),
        ("fr", "un million et demi d'oies", "1500000 d oies"),
        ("de", "anderthalb Millionen Boote", "1500000 millionen boote"),
        ("tr", "bir buçuk milyon lira, 2 buçuk milyon", "1500000 milyon lira 2500000 milyon"),
        ("ru", "полтора миллиона тонн", "1500000 миллиона тонн"),
    ] {
        assert_eq!(words(Some(language), text), expected, "{text}");
    }
}

#[test]
fn spans_of_time_are_told_in_one_unit() {
    for (language, text, expected) in [
        ("fr", "un an et demi de prison", "18 mois de prison"),
        ("fr", "dix-huit mois, 24 mois de prison", "18 mois 2 ans de prison"),
        ("fr", "deux ans et demi", "30 mois"),
        ("fr", "deux ans, un an", "2 ans un an"),
        ("fr", "une heure et demie de route", "90 minutes de route"),
        ("fr", "deux semaines, quinze jours", "15 jours 15 jours"),
        ("fr", "une quinzaine de jours, une quinzaine de bateaux", "15 jours une 15 de bateaux"),
        ("fr", "trois quarts d'heure, un quart d'heure", "45 minutes 15 minutes"),
        ("en", "three quarters of an hour", "45 minutes"),
        ("fr", "trois trimestres", "9 mois"),
        ("fr", "un demi-siècle, cinquante ans", "un 50 ans 50 ans"),
        ("fr", "une décennie, deux décennies", "10 ans 20 ans"),
        ("en", "a year and a half", "18 months"),
        ("en", "two and a half years, one and a half years", "30 months 18 months"),
        ("en", "an hour and a half", "90 minutes"),
        ("en", "half a year, half an hour, half a century", "6 months 30 minutes 50 years"),
        ("en", "a decade, two decades, a year", "10 years 20 years a year"),
        ("en", "two weeks, a fortnight", "14 days 14 days"),
        ("de", "anderthalb Jahre, ein halbes Jahr", "18 monate ein 6 monate"),
        ("de", "zwei Jahrzehnte", "20 jahre"),
        ("es", "un año y medio, dos décadas", "18 meses 20 anos"),
        ("it", "un anno e mezzo, due settimane", "18 mesi 15 giorni"),
    ] {
        assert_eq!(words(Some(language), text), expected, "{text}");
    }
}

#[test]
fn fractions_are_shares() {
    for (language, text, expected) in [
        ("fr", "un quart des foyers", "25% quart des foyers"),
        (
            "fr",
            "les trois quarts des foyers, trois quarts de finale",
            "les 75% quarts des foyers trois quarts de finale",
        ),
        ("fr", "un quart d'heure, la moitié des élèves", "15 minutes 50% moitie des eleves"),
        ("fr", "six Français sur dix, un sur cinq", "60% francais sur 10 20% sur 5"),
        ("en", "two thirds of the boats, half of the boats", "67% thirds of the boats 50% of the boats"),
        ("en", "a third of all, one in five boats", "33% third of all 20% in 5 boats"),
        ("de", "zwei Drittel der Boote, die Hälfte der Boote", "67% drittel der boote 50% halfte der boote"),
        ("es", "un tercio de los barcos", "33% tercio de los barcos"),
        ("it", "tre quarti dei voti", "75% quarti dei voti"),
    ] {
        assert_eq!(words(Some(language), text), expected, "{text}");
    }
    assert_eq!(figures(Some("fr"), "six Français sur dix, 60 % des Français"), "60%");
}

#[test]
fn scores_are_no_figures() {
    for (text, expected) in [
        ("They won 3:1 and then 2 : 0 before 900 people", "900"),
        ("Sie siegten 3:1", ""),
        ("an 1:3 model of the ship", ""),
        ("以3比1取胜", ""),
        ("for 300: 5 boats", "300 5"),
    ] {
        assert_eq!(figures(None, text), expected, "{text}");
    }
}

#[test]
fn scales_and_words_are_read_in_their_language() {
    for (language, text, expected) in [
        ("tr", "5 milyon lira, 5 milyar lira", "5000000 milyon lira 5000000000 milyar lira"),
        ("tr", "2 bin 500 kişi, iki bin kişi", "2500 kisi 2000 kisi"),
        ("tr", "yirmi üç kişi, yüz", "23 kisi yuz"),
        ("de", "ich bin 5 bin", "ich bin 5 bin"),
        ("ru", "300 тыс. тонн, пять тысяч, двадцать три", "300000 тонн 5000 23"),
        ("ru", "2 млрд рублей", "2000000000 млрд рублеи"),
        ("pl", "300 tys. osób, 5 tysięcy, 3 mln, 3 mld", "300000 osob 5000 3000000 mln 3000000000 mld"),
        ("pl", "dwadzieścia trzy osoby", "23 osoby"),
        ("pl", "sto pięćdziesiąt osób", "150 osob"),
        ("pt", "5 mil milhões, 2 bilhões", "5000000000 milhoes 2000000000 bilhoes"),
        ("pt", "cento e vinte e três pessoas, três", "123 pessoas 3"),
        ("nl", "vijf miljoen, 5 duizend, twaalf", "5000000 miljoen 5000 12"),
        ("nl", "drieëntwintig boten", "23 boten"),
        ("de", "5 Tsd., 5 Mio., 5 Mrd.", "5000 5000000 mio 5000000000 mrd"),
        ("de", "hundertfünfzig Boote, dreiundzwanzig", "150 boote 23"),
        ("ar", "5 آلاف", "5000"),
        ("ar", "3 ملايين", "3000000 ملايين"),
        ("id", "5 ribu, 5 juta", "5000 5000000 juta"),
        ("zh", "5000多万", "50000000 多 万"),
        ("zh", "300万 二十三人 三万吨 十分 第二十三", "3000000 万 23 人 30000 万 吨 十 分 第 二 十 三"),
        ("en", "on the doze of three, dez", "on the doze of 3 dez"),
    ] {
        assert_eq!(words(Some(language), text), expected, "{text}");
    }
}

#[test]
fn ordinals_are_one_term_and_days_none() {
    for (language, text, expected) in [
        ("en", "the 3rd and the third, the 2nd", "the third and the third the second"),
        (
            "fr",
            "le 2e et la 2ème, la seconde et le deuxième",
            "le deuxieme et la deuxieme la deuxieme et le deuxieme",
        ),
        ("es", "el 2º puesto", "el segundo puesto"),
        ("en", "July 11th, 11th July 2018, July 1st", "july 11 11 july 2018 july 1"),
        ("fr", "le 1er juillet et le 1er étage", "le 1 juillet et le premier etage"),
    ] {
        assert_eq!(words(Some(language), text), expected, "{text}");
        assert_eq!(figures(Some(language), text), "", "{text}");
    }
}

#[test]
fn a_day_is_one_however_it_is_written() {
    for (language, digits, spelled) in [
        ("en", "16/07/2018", "16 July 2018"),
        ("en", "7/16/2018", "July 16, 2018"),
        ("fr", "16/07/2018", "16 juillet 2018"),
        ("de", "16.07.2018", "16. Juli 2018"),
        ("nl", "16-07-2018", "16 juli 2018"),
        ("tr", "16.07.2018", "16 Temmuz 2018"),
        ("pl", "16.07.2018", "16 lipca 2018"),
        ("pt", "16/07/2018", "16 julho 2018"),
    ] {
        assert_eq!(words(Some(language), digits), words(Some(language), spelled), "{spelled}");
        for text in [digits, spelled] {
            let account =
                Account::in_language(text, Some(language), &Document::new(text, &Default::default()).tokens);
            assert!(account.sentences()[0].is_dated, "{text}");
            assert_eq!(figures(Some(language), text), "", "{text}");
        }
    }
    assert_eq!(words(Some("zh"), "2018-07-16"), "2018 7 16");
    assert_eq!(figures(Some("es"), "la marca 16"), "16");
}

#[test]
fn times_are_no_figures() {
    for (language, text, expected) in [
        ("tr", "Saat 18.30 ve 06.40'ta", "saat 18h30 ve 6h40 ta"),
        ("de", "um halb zwölf", "um 11h30"),
        ("nl", "om 18.30 uur", "om 18h30 uur"),
        ("pl", "o godz. 18.30", "o godz 18h30"),
        ("ja", "午後6時30分", "午 後 18h30"),
    ] {
        assert_eq!(words(Some(language), text), expected, "{text}");
        assert_eq!(figures(Some(language), text), "", "{text}");
    }
}

#[test]
fn numbers_of_names_are_no_figures() {
    for (text, expected) in [
        ("as the chain France 2, then Channel 4. They saw Falcon 9", ""),
        ("of the new Boeing 737 MAX 8, they said", ""),
        ("they saw in Paris 300 boats", "300"),
        ("they were in Osmy 12%", "12%"),
        ("they paid in EUR 500, then", "500"),
        ("they met on Friday 16, they said", "16"),
        ("they were 300, they said", "300"),
    ] {
        assert_eq!(figures(Some("en"), text), expected, "{text}");
    }
    assert_eq!(figures(Some("de"), "es waren Boote 300, sagte er"), "300");
}

/// Each number was once read to the end of the row for each number before it.
#[test]
fn a_row_of_numbers_is_read_in_one_pass() {
    assert_eq!(words(None, "1万1万。1 million 200 thousand 500"), "10000 万 10000 万 1200500");
    let text = format!("{}。", "1万".repeat(120)).repeat(60);
    let start = Instant::now();
    assert_eq!(Account::of_text(&text).sentences().len(), 60);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_date_of_one_token_has_three_words() {
    assert_eq!(
        words(Some("de"), "20 Boote am 16.07.2018 und 5 Millionen"),
        "20 boote am 16 juli 2018 und 5000000 millionen"
    );
    assert_eq!(words(Some("zh"), "3 16.07.2018 5"), "3 16 7 2018 5");
}
