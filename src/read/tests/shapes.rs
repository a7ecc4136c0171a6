//! Shapes that other programs give to articles, and what is made of them.

use super::*;

/// What a file that is named comes to.
fn named(name: &str, bytes: impl AsRef<[u8]>) -> Read {
    let shelf = Shelf::with(name, bytes);
    read(&[shelf.path().join(name)], &ReadParams::default())
}

#[test]
fn articles_in_xml_are_no_page() {
    for xml in [
        "<articles><article><id>0</id><headline>H0</headline><body>Le pont rouvre.</body></article></articles>",
        "<newsMessage><header><sent>2025</sent></header><newsItem><p>Le pont rouvre.</p></newsItem></newsMessage>",
        "<nitf><head><title>Pont</title></head><body><p>Le pont rouvre.</p></body></nitf>",
    ] {
        let read = named("a.xml", format!("<?xml version=\"1.0\"?>\n{xml}"));
        assert_eq!((read.articles.len(), read.reasons()), (0, vec!["not-here"]), "{xml}");
    }
}
