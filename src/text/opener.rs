//! Words that open a sentence where no space and no full stop says so.
//!
//! **In** a text from a capital on, and what is glued before it. **Out** whether a sentence begins there. **Cost** constant.
//! **Never** takes a part of a name for a sentence: `LinkedIn`, `OnePlus`, `McDonald`.

use super::abbreviation::first_word;

/// Words that open a sentence more often than they end a name: a headline is glued to them, `jeudiUn orage`, as no name is, `LinkedIn`.
/// Those that stand glued most in 36,000 French articles, and hardly ever there inside a name.
const OPENERS: [&str; 128] = [
    "Le",
    "La",
    "Les",
    "Un",
    "Une",
    "Des",
    "Du",
    "De",
    "Au",
    "Aux",
    "Ce",
    "Cet",
    "Cette",
    "Ces",
    "Cela",
    "Ça",
    "Il",
    "Elle",
    "Ils",
    "Elles",
    "On",
    "Je",
    "Nous",
    "Vous",
    "Son",
    "Sa",
    "Ses",
    "Notre",
    "Leur",
    "Leurs",
    "En",
    "Si",
    "Sur",
    "Dans",
    "Pour",
    "Par",
    "Selon",
    "Alors",
    "Après",
    "Avant",
    "Avec",
    "Sans",
    "Chez",
    "Mais",
    "Et",
    "Car",
    "Comme",
    "Depuis",
    "Pendant",
    "Durant",
    "Dès",
    "Lors",
    "Lorsque",
    "Malgré",
    "Parmi",
    "Outre",
    "Concernant",
    "Interrogé",
    "Interrogée",
    "Contacté",
    "Contactée",
    "Né",
    "Née",
    "Âgé",
    "Âgée",
    "Face",
    "Quant",
    "Quand",
    "Comment",
    "Pourquoi",
    "Même",
    "Plus",
    "Peu",
    "Près",
    "Bien",
    "Pas",
    "Toujours",
    "Déjà",
    "Puis",
    "Ainsi",
    "Enfin",
    "Ensuite",
    "Pourtant",
    "Toutefois",
    "Cependant",
    "Côté",
    "Fin",
    "Deux",
    "Trois",
    "Quatre",
    "Cinq",
    "Six",
    "Sept",
    "Huit",
    "Dix",
    "Quelques",
    "Plusieurs",
    "Certains",
    "Certaines",
    "Chaque",
    "Tout",
    "Tous",
    "Toutes",
    "Autre",
    "Autres",
    "Aucun",
    "Aucune",
    "Lundi",
    "Mardi",
    "Mercredi",
    "Jeudi",
    "Vendredi",
    "Samedi",
    "Dimanche",
    "À",
    "A",
    "The",
    "He",
    "She",
    "They",
    "We",
    "This",
    "That",
    "But",
    "After",
    "When",
    "There",
    "While",
];

/// Those that names end in as well: `OnePlus`, `TopCar`. They open a sentence behind a word without a capital.
const NAME_ENDINGS: [&str; 11] =
    ["A", "Bien", "Car", "Face", "Fin", "On", "Pas", "Plus", "Son", "Tous", "Tout"];

/// What is elided at the head of a sentence.
const ELIDED: [&str; 9] = ["L", "D", "C", "J", "S", "N", "Qu", "Jusqu", "Aujourd"];

/// Letters of a word before a sentence that are looked at.
const LONGEST: usize = 16;

/// Fewest letters of a word before a sentence, and of one that has a capital, as the `Mc` of `McDonald` has.
const FEWEST: usize = 2;
const FEWEST_CAPITALIZED: usize = 3;

/// Whether a text begins with one of the openers, or with an article that is elided: `L'orage`.
pub fn opens_sentence(text: &str) -> bool {
    let word = first_word(text);
    let after = &text[word.len()..];
    OPENERS.contains(&word) && after.starts_with(char::is_whitespace)
        || ELIDED.contains(&word) && after.starts_with(['\'', '’'])
}

/// Whether what stands before the opener at the head of `text` is a word that may end there, and no beginning of a name.
pub fn follows_word(before: &str, text: &str) -> bool {
    let behind = before.chars().rev().take(LONGEST).find(|c| !c.is_lowercase());
    let number = before.chars().rev().take(LONGEST).take_while(|c| c.is_lowercase()).count();
    match behind {
        Some(capital) if capital.is_uppercase() => {
            number + 1 >= FEWEST_CAPITALIZED && !NAME_ENDINGS.contains(&first_word(text))
        }
        // `90 km/h`, `20h`
        Some(c) if c == '/' || c.is_numeric() => number > 0,
        _ => number >= FEWEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openers_stand_behind_words_and_not_inside_names() {
        for (before, text, expected) in [
            ("un orage jeudi", "Un mort", true),
            ("un orage jeudi", "L'eau", true),
            ("en France", "En mai", true),
            ("en un an", "Une mer", true),
            ("une perte", "Plus de dix", true),
            ("chez One", "Plus de dix", false),
            ("chez Top", "Car on dit", false),
            ("à 20h", "Dans la nuit", true),
            ("à 90 km/h", "Un mort", true),
            ("un i", "On neuf", false),
            ("chez Mc", "Du vin", false),
            ("chez Linked", "In ici", false),
            ("à la i", "L'eau", false),
        ] {
            assert_eq!(opens_sentence(text) && follows_word(before, text), expected, "{before}{text}");
        }
    }
}
