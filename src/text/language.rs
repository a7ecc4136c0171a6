//! The language of a text.
//!
//! From the start of the text alone: by function words (Ingle, 1976), where those of one of the commonest languages of news leave
//! no doubt, else by script and trigrams, with the `whatlang` crate (Cavnar and Trenkle, 1994, "N-Gram-Based Text Categorization"),
//! which takes twenty times as long. Nothing is better than a guess: where the crate is not sure, the language is unknown.

use std::collections::HashMap;
use std::sync::LazyLock;
use whatlang::Lang;

/// How much of a text is looked at: about ten sentences, which settle it.
const LOOKED_AT_BYTES: usize = 1200;
/// Shorter texts are names and captions, of which trigrams tell little.
const FEWEST_LETTERS: usize = 24;

/// The language of `text` as its ISO 639 code, of two letters where it has one; nothing where that is not certain.
///
/// ```
/// use retold::text::language::language;
///
/// let text = "Le vieux pont rouvrira lundi, a annoncé vendredi la mairie de la ville. Les travaux, qui devaient durer six mois, \
///     en ont pris quatorze, et plusieurs commerçants du quartier disent avoir perdu la moitié de leur clientèle.";
/// assert_eq!(language(text), Some("fr"));
/// assert_eq!(language("12:30 — 14:45"), None);
/// ```
pub fn language(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    of_piece(piece(text, 0)).or_else(|| {
        // What stands at the start may be a menu or a byline.
        let middle = text.len() / 2;
        if text.len() > 2 * LOOKED_AT_BYTES { of_piece(piece(text, middle)) } else { None }
    })
}

/// So many bytes of `text` from about `start` on.
fn piece(text: &str, mut start: usize) -> &str {
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = text.len().min(start + LOOKED_AT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[start..end]
}

fn of_piece(piece: &str) -> Option<&'static str> {
    let is_unspaced = |c: char| super::unicode::is_unspaced(c);
    let letters: usize =
        piece.chars().filter(|c| c.is_alphabetic()).map(|c| if is_unspaced(c) { 4 } else { 1 }).sum();
    if letters < FEWEST_LETTERS {
        return None;
    }
    of_function_words(piece).or_else(|| of_trigrams(piece))
}

/// Function words that few other languages have.
const FUNCTION_WORDS: [(&str, &str); 7] = [
    ("en", "the and that with for from were has which have been his their this would said"),
    (
        "fr",
        "les dans une pour aux avec cette été sur ses leur mais sont qui plus du au par ont elle ce ces pas après deux était selon",
    ),
    ("de", "der und das nicht auch auf eine einen dem für sich wurde werden ist zum zur"),
    ("es", "el los las del una para más fue pero este también según está y por como"),
    ("it", "il di che della gli per sono nel alla più anche è delle dei una con"),
    ("pt", "não uma em do da dos das ao pela pelo com foi mais são também por"),
    ("nl", "het een van voor niet zijn aan ook naar wordt bij deze maar dat op"),
];

/// Least share of the words that are function words of the language.
const FUNCTION_SHARE: f64 = 0.08;
/// How many times as many of them as of the next language.
const FUNCTION_MARGIN: u32 = 3;

/// The language of which `piece` has many function words, if it has few of any other.
fn of_function_words(piece: &str) -> Option<&'static str> {
    static LANGUAGES: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
        let mut languages: HashMap<&str, Vec<usize>> = HashMap::new();
        for (language, (_, words)) in FUNCTION_WORDS.iter().enumerate() {
            words.split(' ').for_each(|word| languages.entry(word).or_default().push(language));
        }
        languages
    });
    let (mut hits, mut all) = ([0u32; FUNCTION_WORDS.len()], 0u32);
    for word in piece.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        all += 1;
        if word.len() <= 8 {
            LANGUAGES.get(word).into_iter().flatten().for_each(|&language| hits[language] += 1);
        }
    }
    let best = (0..hits.len()).max_by_key(|&language| hits[language])?;
    let next = hits.iter().enumerate().filter(|&(language, _)| language != best).map(|(_, &hits)| hits).max();
    let is_clear = f64::from(hits[best]) >= FUNCTION_SHARE * f64::from(all)
        && hits[best] >= FUNCTION_MARGIN * next.unwrap_or(0).max(1);
    is_clear.then_some(FUNCTION_WORDS[best].0)
}

fn of_trigrams(piece: &str) -> Option<&'static str> {
    whatlang::detect(piece).filter(whatlang::Info::is_reliable).map(|info| code(info.lang()))
}

/// The same code, if it is one that [`language`] gives.
pub fn coded(code: &str) -> Option<&'static str> {
    Lang::all().iter().map(|&language| self::code(language)).find(|&known| known == code)
}

/// The shortest code of a language.
fn code(language: Lang) -> &'static str {
    match language {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_the_world_are_told() {
        for (code, text) in [
            (
                "en",
                "The mayor said on Friday that the old bridge would open again to cars and buses on Monday.",
            ),
            ("fr", "Le maire a déclaré vendredi que le vieux pont rouvrirait lundi aux voitures et aux bus."),
            (
                "de",
                "Der Bürgermeister sagte am Freitag, dass die alte Brücke am Montag wieder geöffnet werde.",
            ),
            (
                "es",
                "El alcalde dijo el viernes que el viejo puente volvería a abrirse el lunes a los coches.",
            ),
            (
                "it",
                "Il sindaco ha detto venerdì che il vecchio ponte riaprirà lunedì alle auto e agli autobus.",
            ),
            (
                "ro",
                "Primarul a declarat vineri că podul vechi se va redeschide luni pentru mașini și autobuze, după ce lucrările au durat un an.",
            ),
            (
                "ca",
                "L'alcalde va dir divendres que les obres del pont vell han acabat i que dilluns les persones i els cotxes hi podran passar.",
            ),
            ("ru", "Мэр города заявил в пятницу, что старый мост снова откроют для движения в понедельник."),
            ("el", "Ο δήμαρχος δήλωσε την Παρασκευή ότι η παλιά γέφυρα θα ανοίξει ξανά τη Δευτέρα."),
            ("ar", "قال رئيس البلدية يوم الجمعة إن الجسر القديم سيفتح من جديد أمام السيارات يوم الاثنين."),
            (
                "he",
                "ראש העירייה אמר ביום שישי כי הגשר הישן של העיר ייפתח מחדש למכוניות ולאוטובוסים ביום שני בבוקר, לאחר שנה של עבודות שעלו לתושבים ארבעה מיליון שקלים.",
            ),
            ("vi", "Thị trưởng cho biết hôm thứ Sáu rằng cây cầu cũ sẽ mở cửa trở lại vào thứ Hai."),
            ("tr", "Belediye başkanı cuma günü eski köprünün pazartesi günü yeniden açılacağını söyledi."),
            ("th", "นายกเทศมนตรีกล่าวเมื่อวันศุกร์ว่าสะพานเก่าจะเปิดให้รถยนต์ใช้อีกครั้งในวันจันทร์"),
            ("zh", "市长星期五宣布，旧桥将于星期一重新开放，公交车和汽车都可以通行。"),
            ("ja", "市長は金曜日、古い橋が月曜日に再び開通すると発表した。"),
            ("ko", "시장은 금요일에 오래된 다리가 월요일에 다시 열린다고 발표했다."),
        ] {
            assert_eq!(language(text), Some(code), "{text}");
        }
    }

    #[test]
    fn function_words_tell_what_trigrams_tell_and_leave_doubts_to_them() {
        for (code, text) in [
            (
                "en",
                "The mayor said that the old bridge would open again for cars and buses on Monday, which the residents had asked for.",
            ),
            (
                "fr",
                "Le pont rouvrira lundi pour les voitures dans une semaine, mais les habitants, qui sont inquiets, attendent avec leur maire.",
            ),
            (
                "de",
                "Der Bürgermeister sagte, dass die Brücke und das Ufer auch für Radfahrer nicht mehr gesperrt werden und auf eine neue Straße führen.",
            ),
            (
                "es",
                "El alcalde dijo que los puentes y las calles del barrio fueron reparados para los vecinos, pero una avenida está cerrada por obras.",
            ),
            (
                "it",
                "Il sindaco ha detto che il ponte della città sono stati riparati per gli abitanti, anche nel centro, con una spesa di due milioni.",
            ),
            (
                "pt",
                "A ponte não foi aberta em maio, mas uma rua do bairro e as praças da cidade foram reparadas pela prefeitura com mais verbas.",
            ),
            (
                "nl",
                "Het college heeft een brug van de stad voor auto's geopend, maar het duurde lang en dat was niet de bedoeling van de wethouder.",
            ),
        ] {
            assert_eq!(of_function_words(text), Some(code), "{text}");
            assert_eq!(of_trigrams(text), Some(code), "{text}");
        }
        for text in [
            "Le maire and the pont pour les buses which were dans une ville.",
            "Talgo, Renfe, Siemens, 2026",
            "",
        ] {
            assert_eq!(of_function_words(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_too_short_or_no_language_stays_unknown() {
        for text in ["", "Reuters", "14:30", "https://a.example/b", "— — — … !!! ***", "xqzt vvkk wwpp"]
        {
            assert_eq!(language(text), None, "{text}");
        }
    }
}
