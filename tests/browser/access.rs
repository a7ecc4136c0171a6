//! axe-core finds nothing serious in any view, light and dark, wide and narrow.

use crate::sample_page;
use serde_json::Value;

const AXE: &str = include_str!("vendor/axe.min.js");

const VIEWS: &[&str] = &[
    "#/",
    "#/families",
    "#/family/1",
    "#/pairs",
    "#/passages",
    "#/articles",
    "#/clusters",
    "#/cluster/1",
    "#/boilerplate",
    "#/records",
    "#/pair/agence-0304-ferry/courrier-0304-ferry",
    "#/article/agence-0304-ferry",
];

#[test]
fn no_view_has_a_serious_fault() {
    for (scheme, width) in [("light", 1280), ("dark", 390)] {
        let mut page = sample_page("");
        page.resize(width, 900);
        page.scheme(scheme);
        page.eval(&format!("{AXE}; 0"));
        for view in VIEWS {
            page.eval(&format!("location.hash = '{view}'"));
            page.drawn();
            let found = page.eval("axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.map(v => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' ' + (n.any[0] ? n.any[0].message : '')) })))");
            let serious = |v: &&Value| v["impact"] == "serious" || v["impact"] == "critical";
            let serious: Vec<_> = found.as_array().unwrap().iter().filter(serious).collect();
            assert!(
                serious.is_empty(),
                "{view}, {scheme}, {width}: {}",
                serde_json::to_string_pretty(&serious).unwrap()
            );
        }
    }
}
