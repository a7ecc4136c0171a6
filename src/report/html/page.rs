//! Blocks and templates to the page.
//!
//! **In** [`Block`]s. **Out** HTML. **Cost** linear. **Never** puts anything into markup but base64 and our own files.
//!
//! The policy in the head allows the one script and the one style by their hash and nothing else: no network, no other
//! script, no frame, no form.

use super::pack::Block;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const SHELL: &str = include_str!("../template/report.html");

const STYLE: &[&str] = &[
    include_str!("../template/base.css"),
    include_str!("../template/views.css"),
    include_str!("../template/texts.css"),
    include_str!("../template/print.css"),
];

const SCRIPT: &[&str] = &[
    include_str!("../template/dom.js"),
    include_str!("../template/data.js"),
    include_str!("../template/route.js"),
    include_str!("../template/words.js"),
    include_str!("../template/filter.js"),
    include_str!("../template/list.js"),
    include_str!("../template/matrix.js"),
    include_str!("../template/timeline.js"),
    include_str!("../template/silence.js"),
    include_str!("../template/first.js"),
    include_str!("../template/overview.js"),
    include_str!("../template/lists.js"),
    include_str!("../template/reasons.js"),
    include_str!("../template/pair.js"),
    include_str!("../template/article.js"),
    include_str!("../template/families.js"),
    include_str!("../template/clusters.js"),
    include_str!("../template/records.js"),
    include_str!("../template/main.js"),
];

/// Writes the page.
///
/// # Errors
/// When `out` fails.
pub fn write(blocks: &[Block], out: &mut dyn Write) -> io::Result<()> {
    let (style, script) = (STYLE.concat(), SCRIPT.concat());
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&script)
    );
    // Cut at the markers, so that what is put in is never searched for markers again.
    let mut rest = SHELL;
    while let Some((before, after)) = rest.split_once("{{") {
        out.write_all(before.as_bytes())?;
        let (marker, after) = after.split_once("}}").expect("every marker of the template is closed");
        match marker {
            "policy" => out.write_all(policy.as_bytes())?,
            "style" => out.write_all(style.as_bytes())?,
            "script" => out.write_all(script.as_bytes())?,
            "data" => blocks.iter().try_for_each(|Block { name, data }| {
                writeln!(out, "<script type=\"application/gzip\" id=\"data-{name}\">{data}</script>")
            })?,
            other => unreachable!("the template names no `{other}`"),
        }
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_cannot_end_before_their_end() {
        for text in SCRIPT.iter().chain(STYLE) {
            assert!(!text.contains("</"), "an end tag in a script or style would close it");
            assert!(!text.contains("<!--"));
            assert!(!text.contains('\r'), "browsers hash line feeds only");
        }
    }

    #[test]
    fn every_block_is_in_the_page_once() {
        let block = Block { name: "meta".into(), data: "eHg=".into() };
        let mut page = Vec::new();
        write(&[block], &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert_eq!(page.matches("id=\"data-meta\">eHg=</script>").count(), 1);
        assert!(!page.contains("{{"));
    }
}
