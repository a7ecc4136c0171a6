//! What stands in a field of the outlet → its name.
//!
//! **In** a name, a site or an address. **Out** the name as it is counted; the site, where the value is the address of an article.
//! **Cost** one pass over a short string. **Never** looks names up: `Le Monde` and `lemonde.fr` stay two outlets.

use super::page;

/// The site, where `value` is the address of something on one.
pub(super) fn site_of_article(value: &str) -> Option<String> {
    let (_, path) = value.trim().split_once("://")?.1.split_once('/')?;
    if path.is_empty() || value.trim().contains(char::is_whitespace) {
        return None;
    }
    page::host(value.trim())
}

/// The name of an outlet: of an address its site, of a site the name without `www.`, of a name the words with one space between.
pub fn outlet_name(value: &str) -> String {
    let name = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_web = |start: &str| name.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
    let site = match () {
        () if name.contains(' ') => None,
        () if is_web("http://") || is_web("https://") => page::host(&name),
        () if is_web("www.") => page::host(&format!("http://{name}")),
        () => site_of_article(&name),
    };
    site.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outlet_has_one_name() {
        for (value, name) in [
            ("Le\u{A0}Monde ", "Le Monde"),
            ("Le  Monde\u{202F}\tdiplomatique", "Le Monde diplomatique"),
            ("www.lemonde.fr", "lemonde.fr"),
            ("WWW.LeMonde.fr/", "lemonde.fr"),
            ("https://www.lemonde.fr", "lemonde.fr"),
            ("https://www.lemonde.fr/", "lemonde.fr"),
            ("http://www.lemonde.fr/international/1.html?x=1", "lemonde.fr"),
            ("lemonde.fr", "lemonde.fr"),
            ("LeMonde.fr", "LeMonde.fr"),
            ("www. The web", "www. The web"),
            ("Le Fanal / La Vigie", "Le Fanal / La Vigie"),
            ("www.", "www."),
            ("https://", "https://"),
        ] {
            assert_eq!(outlet_name(value), name, "{value}");
        }
    }
}
