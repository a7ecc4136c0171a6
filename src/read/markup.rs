//! Texts that still hold HTML: `caf&eacute;`, `<p>`.
//!
//! Such texts are compared as they stand, so that of two equal articles one with entities is another one. They are noticed and told,
//! never changed, since offsets count in the text as it stands; but a text that is HTML as a whole is read as a page is, before this.

use memchr::memchr2_iter;

/// Tags that articles are written with.
const TAGS: [&str; 12] = ["p", "br", "div", "span", "a", "b", "i", "em", "strong", "img", "blockquote", "h2"];
/// Names of entities that no accent ends.
const ENTITIES: [&str; 49] = [
    "amp", "nbsp", "quot", "apos", "lt", "gt", "lsquo", "rsquo", "ldquo", "rdquo", "sbquo", "bdquo", "laquo",
    "raquo", "lsaquo", "rsaquo", "ndash", "mdash", "hellip", "euro", "pound", "yen", "cent", "szlig",
    "oelig", "OElig", "aelig", "AElig", "eth", "ETH", "thorn", "THORN", "iexcl", "iquest", "copy", "reg",
    "trade", "deg", "middot", "bull", "shy", "ordf", "ordm", "sect", "para", "times", "ensp", "emsp",
    "thinsp",
];
/// Ends of the names of letters with a mark: `eacute`, `Ouml`.
const MARKS: [&str; 9] = ["acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "caron"];
/// Longest name of an entity that is looked for.
const LONGEST: usize = 8;

/// Where the first tag or entity of `text` stands, if there is one.
///
/// ```
/// use retold::read::markup::first;
///
/// assert_eq!(first("Le caf&eacute; rouvre"), Some(6));
/// assert_eq!(first("Le pont rouvre.<br/>Lundi."), Some(15));
/// assert_eq!(first("AT&T; 1 < 2 & a<b"), None);
/// ```
pub fn first(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr2_iter(b'&', b'<', bytes).find(|&at| {
        let rest = &bytes[at + 1..];
        if bytes[at] == b'&' { is_entity(rest) } else { is_tag(rest) }
    })
}

/// Whether an entity goes on here, behind its `&`.
fn is_entity(rest: &[u8]) -> bool {
    if let [b'#', number @ ..] = rest {
        let number = number.strip_prefix(b"x").or(number.strip_prefix(b"X")).unwrap_or(number);
        let digits = number.iter().take(7).take_while(|byte| byte.is_ascii_hexdigit()).count();
        return digits > 0 && number.get(digits) == Some(&b';');
    }
    let len = rest.iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (name, after) = rest.split_at(len);
    let is_name = |name: &str| {
        ENTITIES.contains(&name) || name.split_at_checked(1).is_some_and(|(_, mark)| MARKS.contains(&mark))
    };
    after.first() == Some(&b';') && std::str::from_utf8(name).is_ok_and(is_name)
}

/// Whether a tag goes on here, behind its `<`.
fn is_tag(rest: &[u8]) -> bool {
    let (is_closing, rest) = rest.strip_prefix(b"/").map_or((false, rest), |rest| (true, rest));
    let len = rest.iter().take(11).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let (name, after) = rest.split_at(len);
    let is_known = TAGS.iter().any(|tag| tag.as_bytes().eq_ignore_ascii_case(name));
    // An opening one may go on with attributes, as `<a href="…">` and `<br />`.
    let is_end = match after {
        [b'>', ..] | [b'/', b'>', ..] => true,
        [b' ' | b'\n', behind @ ..] if !is_closing => {
            let inside = behind.iter().take(1000).take_while(|byte| !matches!(byte, b'<' | b'>')).count();
            behind.get(inside) == Some(&b'>')
                && (behind[..inside].contains(&b'=') || behind[..inside].ends_with(b"/"))
        }
        _ => false,
    };
    is_known && is_end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_entities_are_found_where_they_stand() {
        for (text, at) in [
            ("a &amp; b", Some(2)),
            ("&#39;", Some(0)),
            ("a&#xE9;b", Some(1)),
            ("Stra&szlig;e", Some(4)),
            ("&nbsp;", Some(0)),
            ("&Ouml;l", Some(0)),
            ("a &b; c &rsquo; d", Some(8)),
            ("Oui.</p>", Some(4)),
            ("Oui.<BR>", Some(4)),
            ("Oui.<br />Non.", Some(4)),
            ("Oui. <a href=\"x\">Non</a>", Some(5)),
            ("Oui.<p class='x'\nid=y>", Some(4)),
        ] {
            assert_eq!(first(text), at, "{text}");
        }
        for text in [
            "",
            "&",
            "<",
            "a & b",
            "AT&T;",
            "&#;",
            "&#12",
            "&eacute",
            "&x;",
            "a<b>c",
            "<p",
            "<b a",
            "3 <i 4> 5",
            "&acute;x",
            "</>",
        ] {
            let expected = (text == "a<b>c").then_some(1);
            assert_eq!(first(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_string_is_too_odd(text in "[&<>/#x;a-z é=]{0,60}|\\PC{0,80}") {
            if let Some(at) = first(&text) {
                proptest::prop_assert!(matches!(text.as_bytes()[at], b'&' | b'<'));
            }
        }
    }
}
