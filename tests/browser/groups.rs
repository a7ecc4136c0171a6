//! Families and clusters: who had them first.

use crate::{chrome::Page, rows, sample, sample_page};
use serde_json::{Value, json};

fn count(page: &mut Page, fragment: &str) -> usize {
    page.eval(&format!("location.hash = {}", json!(fragment)));
    page.drawn();
    let text = page.text("document.querySelector('.count').textContent");
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

#[test]
fn first_seen_in_an_outlet_is_what_it_had_first_and_nothing_else() {
    let mut page = sample_page("");
    let families = rows(sample(), "families");
    let outlets = page.eval("data.meta.outlets.name");
    let (mut seen, mut carried) = (0, 0);
    for outlet in outlets.as_array().unwrap() {
        let of_outlet = |family: &&[Value], is_first: bool| {
            family.iter().any(|row| row["outlet"] == *outlet && (!is_first || row["first_seen"] == true))
        };
        let groups = || families.chunk_by(|a, b| a["family"] == b["family"]);
        let given = groups().filter(|family| of_outlet(family, true)).count();
        let name = page.text(&format!("encodeURIComponent({outlet})"));
        assert_eq!(count(&mut page, &format!("#/families?first={name}")), given, "{outlet}");
        seen += given;
        carried += groups().filter(|family| of_outlet(family, false)).count();
        let clusters = page.eval(&format!(
            "data.meta.clusters.filter(({{ members }}) => members.some((a) => outletOf(a) === {outlet} && data.articles.start[a] !== null && !members.some((b) => precedes(b, a)))).length"
        ));
        assert_eq!(clusters, count(&mut page, &format!("#/clusters?first={name}")), "{outlet}");
    }
    assert!(0 < seen && seen < carried, "{seen} of {carried}");
    page.assert_clean();
}
