//! Every number in the page equals the one in the tables.

use crate::{chrome, rows, sample, sample_page};
use retold::report::export::{self, TableFormat};
use retold::report::html::{Filter, Limits};
use retold::report::saved;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

fn table(name: &str) -> Vec<Value> {
    rows(sample(), name)
}

/// The passages of two articles.
fn shared(passages: &[Value]) -> Vec<&Value> {
    passages.iter().filter(|row| row["left"] != row["right"]).collect()
}

#[test]
fn rows_in_the_page_are_the_rows_of_the_tables() {
    let mut page = sample_page("#/passages");
    let shown = page.eval(
        "(() => { const p = data.passages, k = data.articles.key; return Array.from(p.left, (_, i) => ({ left: k[p.left[i]], left_start: p.leftStart[i], \
         left_end: p.leftEnd[i], right: k[p.right[i]], right_start: p.rightStart[i], right_end: p.rightEnd[i], level: LEVELS[p.level[i]], \
         score: p.score[i] / 1e6, identity: p.identity[i] / 1e6 })); })()",
    );
    let shown = shown.as_array().unwrap();
    let table_rows = table("passages");
    assert_eq!(shown.len(), table_rows.len());
    for (shown, row) in shown.iter().zip(&table_rows) {
        for (name, value) in shown.as_object().unwrap() {
            match (value.as_f64(), row[name].as_f64()) {
                (Some(shown), Some(given)) => {
                    assert!((shown - given).abs() < 1e-9, "{name}: {shown} {given}")
                }
                _ => assert_eq!(value, &row[name], "{name}"),
            }
        }
    }
    let columns = [
        ("key", "id"),
        ("date", "date"),
        ("title", "title"),
        ("url", "url"),
        ("chars", "chars"),
        ("words", "words"),
        ("boilerplate", "boilerplate_chars"),
        ("shared", "shared_chars"),
        ("again", "own_outlet_chars"),
        ("earlier", "earlier_chars"),
        ("unknown", "unknown_order_chars"),
        ("later", "later_chars"),
    ];
    for (column, name) in columns {
        let shown = page.eval(&format!("data.articles.{column}"));
        let given: Vec<Value> = table("articles").iter().map(|row| row[name].clone()).collect();
        assert_eq!(shown, Value::Array(given), "{column}");
    }
    page.assert_clean();
}

/// The page of articles with one text, each dated by its id; and the folder it lies in.
fn dated_page(dates: &[String]) -> (tempfile::TempDir, chrome::Page) {
    let dir = tempfile::tempdir().unwrap();
    let text =
        "The old bridge at Harrowford will open again to cars on Monday morning, the mayor told residents.";
    let line = |date: &String| serde_json::json!({"id": date, "date": date, "text": text}).to_string() + "\n";
    let input = dir.path().join("a.jsonl");
    fs::write(&input, dates.iter().map(line).collect::<String>()).unwrap();
    let folder = dir.path().join("out");
    crate::scan(&[input], &folder);
    let mut page = chrome::Page::new(1280, 900);
    page.open(&folder.join(retold::report::html::REPORT_FILE), "");
    (dir, page)
}

#[test]
fn dates_are_shown_as_far_as_they_are_known() {
    let dates =
        ["2024-03", "2024-05-17", "2024-05-17T23:30:00+05:30", "2024-06-02T08:00Z", "2024-06-03T08:00"];
    // Most dates say the day: the month is in no bar.
    let others = (10..20).map(|day| format!("2024-05-{day}"));
    let dates: Vec<String> = dates.into_iter().map(str::to_owned).chain(others).collect();
    let (_dir, mut page) = dated_page(&dates);
    let shown = page.eval("data.articles.date.slice().sort().map(known)");
    for date in
        ["March 2024", "2024-05-17", "2024-05-17 23:30 +05:30", "2024-06-02 08:00 UTC", "2024-06-03 08:00"]
    {
        assert!(shown.as_array().unwrap().contains(&date.into()), "{date}: {shown}");
    }
    let drawn = page.eval("document.getElementById('when').textContent");
    let drawn = drawn.as_str().unwrap();
    assert!(
        drawn.contains("articles in a day")
            && drawn.contains("1 article with a less exact date is in no bar"),
        "{drawn}"
    );
    // No day of it is said anywhere.
    assert!(!drawn.contains("2024-03"), "{drawn}");
    let bars =
        page.eval("[...document.querySelectorAll('#when .bar title')].map(t => t.textContent.split(':')[0])");
    assert_eq!((bars[0].as_str(), bars.as_array().unwrap().len()), (Some("2024-05-10"), 12), "{bars}");
    // Of months alone there are bars of months.
    let bars = page.eval(
        "(() => { data.articles.start = data.articles.start.map((_, i) => Date.UTC(2024, i % 4) / 1000); \
         data.articles.end = data.articles.start.map((_, i) => Date.UTC(2024, i % 4 + 1) / 1000); \
         return [...timeline([]).querySelectorAll('.bar title')].map(t => t.textContent.split(':')[0]); })()",
    );
    assert_eq!(bars, serde_json::json!(["January 2024", "February 2024", "March 2024", "April 2024"]));
    page.assert_clean();
}

#[test]
fn what_is_certainly_earlier_is_that_in_the_page_as_in_the_tables() {
    let dates = [
        "2024",
        "2024-05",
        "2024-05-17",
        "2024-05-18",
        "2024-05-16T20:00",
        "2024-05-17T08:00",
        "2024-05-17T23:30+05:30",
        "2024-05-17T20:00-08:00",
        "2024-05-17T12:00Z",
        "2024-05-18T12:00Z",
    ];
    let (_dir, mut page) = dated_page(&dates.map(str::to_owned));
    let order = page.eval("data.articles.key.map((_, a) => data.articles.key.map((_, b) => precedes(a, b)))");
    let mut sorted = dates;
    sorted.sort_unstable();
    let read = sorted.map(|date| retold::read::date::parse(date).unwrap());
    let expected = read.map(|one| read.map(|other| one.precedes(other)).to_vec()).to_vec();
    assert_eq!(order, serde_json::json!(expected));
    // Those that nobody precedes, of all and of a few.
    for from in 0..sorted.len() {
        let firsts = page.eval(&format!("firstOf(data.articles.key.map((_, a) => a).slice({from}))"));
        let is_first = |at: &usize| read[from..].iter().all(|other| !other.precedes(read[*at]));
        let expected: Vec<usize> = (from..sorted.len()).filter(is_first).collect();
        assert_eq!(firsts, serde_json::json!(expected), "from {from}");
    }
    page.assert_clean();
}

#[test]
fn the_axis_of_time_is_marked_where_bars_begin_and_leaves_out_what_is_empty() {
    let dir = tempfile::tempdir().unwrap();
    let days = ["2014-02-11".to_owned()].into_iter().chain((5..25).map(|day| format!("2024-05-{day:02}")));
    let line = |day: String| {
        let text = format!(
            "On {day} the old bridge at Harrowford was closed to all cars, the mayor told residents."
        );
        serde_json::json!({ "id": day, "date": day, "text": text }).to_string() + "\n"
    };
    let input = dir.path().join("a.jsonl");
    fs::write(&input, days.map(line).collect::<String>()).unwrap();
    let folder = dir.path().join("out");
    crate::scan(&[input], &folder);
    let mut page = chrome::Page::new(1280, 900);
    page.open(&folder.join(retold::report::html::REPORT_FILE), "");
    let ticks = page.eval(
        "[...document.querySelectorAll('.ticks span')].map(e => [e.textContent, parseFloat(e.style.left)])",
    );
    let bars = page.eval("[...document.querySelectorAll('#when .bar title')].map(t => [t.textContent.split(':')[0], Number(t.parentNode.getAttribute('x')) / 10])");
    let (ticks, bars) = (ticks.as_array().unwrap(), bars.as_array().unwrap());
    assert_eq!(bars.len(), 21, "a day each, ten years of them left out: {bars:?}");
    assert!(ticks.len() > 3, "{ticks:?}");
    for tick in ticks {
        let bar = bars.iter().find(|bar| bar[0] == tick[0]).unwrap_or_else(|| panic!("{tick} of {bars:?}"));
        assert!((bar[1].as_f64().unwrap() - tick[1].as_f64().unwrap()).abs() < 0.1, "{tick} {bar}");
    }
    let said = page.text("document.getElementById('when').textContent");
    assert!(said.contains("Where the axis is broken"), "{said}");
    page.assert_clean();
}

/// For each article how many characters are shaded; and how many articles of each outlet share with each other one, by "outlet outlet".
const SHADED: &str = "(async () => { await passages(); const { key, outlet } = data.articles; const [shaded, sharing] = [[], new Map()]; \
    for (let a = 0; a < key.length; a++) { const stretches = stretchesOf(a, await crowdsOf(a)); \
    shaded.push(stretches.reduce((sum, { start, end }) => sum + end - start, 0)); \
    for (const other of new Set(stretches.flatMap(({ others }) => others.map((b) => outlet[b])))) \
    { const cell = outlet[a] + ' ' + other; sharing.set(cell, (sharing.get(cell) ?? 0) + 1); } } \
    return [shaded, Object.fromEntries(sharing)]; })()";

#[test]
fn of_a_text_that_many_have_a_filtered_page_shades_what_its_tables_count() {
    let told = "The harbour master of Tarnmouth said that the old ferry would be scrapped after forty years of service. \
        Repairs to its corroded hull would cost more than eleven million crowns, and no yard on the coast has a free dock. \
        Until a new vessel is built, passengers will cross the sound by bus, over the long bridge north of the town.";
    let record = |at: usize| {
        let date = format!("2026-03-{:02}", 1 + at / 10);
        let outlet = format!("Outlet {}", at % 5);
        let id = format!("a{at:02}");
        serde_json::json!({ "id": id, "outlet": outlet, "date": date, "text": told }).to_string() + "\n"
    };
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, (0..70).map(record).collect::<String>()).unwrap();
    let folder = dir.path().join("out");
    crate::scan(&[input], &folder);
    let filters: [&[&str]; 7] = [
        &[],
        &["outlet=Outlet 1"],
        &["outlet=Outlet 1", "with=Outlet 2"],
        &["article=a33"],
        &["first=Outlet 3"],
        &["from=2026-03-03", "outlet=Outlet 4"],
        &["level=edited"],
    ];
    for (number, typed) in filters.iter().enumerate() {
        let typed: Vec<String> = typed.iter().map(|part| part.to_string()).collect();
        let filter = Filter::parse(&typed).unwrap();
        let filter = (!typed.is_empty()).then_some(&filter);
        let tables = dir.path().join(format!("tables{number}"));
        export::write(&folder, &tables, &[TableFormat::Jsonl], filter, false).unwrap();
        let path = dir.path().join(format!("page{number}.html"));
        saved::write_page(&folder, &path, filter, &Limits::default()).unwrap();
        let mut page = chrome::Page::new(1280, 900);
        page.open(&path, "");
        let shown = page.eval(SHADED);
        let shared: Vec<Value> =
            rows(&tables, "articles").iter().map(|row| row["shared_chars"].clone()).collect();
        assert_eq!(shown[0], Value::Array(shared), "{typed:?}");
        let cell = |row: &Value| {
            let number = |name: &str| row[name].as_str().unwrap().trim_start_matches("Outlet ").to_owned();
            (format!("{} {}", number("outlet"), number("other")), row["articles"].clone())
        };
        let cells: serde_json::Map<String, Value> = rows(&tables, "outlets").iter().map(cell).collect();
        assert_eq!(cells.is_empty(), typed == ["level=edited"], "{typed:?}");
        assert_eq!(shown[1], Value::Object(cells), "{typed:?}");
        page.assert_clean();
    }
}

#[test]
fn families_pairs_and_clusters_are_those_of_the_tables() {
    let mut page = sample_page("");
    let families = page.eval(
        "families().then(all => all.flatMap(f => f.article.map((a, i) => ({ family: f.number, id: data.articles.key[a], start: f.start[i], \
         end: f.end[i], level: f.level[i] === null ? null : LEVELS[f.level[i]], medoid: i === f.medoid, outlet: outletOf(a), date: data.articles.date[a] }))))",
    );
    let without = |mut row: Value, name: &str| {
        row.as_object_mut().unwrap().remove(name);
        row
    };
    let given: Vec<Value> = table("families").into_iter().map(|row| without(row, "first_seen")).collect();
    assert_eq!(families, Value::Array(given));
    let first = page.eval(
        "families().then(all => all.map(f => [...new Set(f.first_seen.map(a => data.articles.key[a]))]))",
    );
    for (family, first) in (1..).zip(first.as_array().unwrap()) {
        let given =
            table("families").into_iter().filter(|row| row["family"] == family && row["first_seen"] == true);
        let mut given: Vec<Value> = given.map(|row| row["id"].clone()).collect();
        given.dedup();
        assert_eq!(first, &Value::Array(given), "{family}");
    }
    let pairs = page.eval(
        "verified().then(all => [...all].map(([k, v]) => [...k.split(' ').map(a => data.articles.key[a]), v.resemblance, v.ofLeft, v.ofRight]))",
    );
    let columns = ["left", "right", "resemblance", "containment_of_left", "containment_of_right"];
    // JavaScript knows no difference between 1 and 1.0.
    let given =
        table("pairs").into_iter().map(|row| columns.map(|name| row[name].clone())).map(|mut cells| {
            cells[2..]
                .iter_mut()
                .filter(|share| share.as_f64() == Some(1.0))
                .for_each(|share| *share = 1.into());
            cells.to_vec().into()
        });
    assert_eq!(pairs, Value::Array(given.collect()));
    let clusters = page.eval(
        "data.meta.clusters.flatMap(c => c.members.map(a => ({ cluster: c.number, id: data.articles.key[a], representative: data.articles.key[c.representative] })))",
    );
    assert_eq!(clusters, Value::Array(table("clusters")));
    let boilerplate = page.eval(
        "data.meta.boilerplate.map(b => ({ outlet: b.outlet === null ? null : data.meta.outlets.name[b.outlet], text: b.text, articles: b.articles }))",
    );
    assert_eq!(boilerplate, Value::Array(table("boilerplate")));
    page.assert_clean();
}

#[test]
fn what_is_read_in_the_views_is_what_the_tables_say() {
    let mut page = sample_page("#/boilerplate");
    let cells = page.eval("[...document.querySelectorAll('main tbody tr')].map(r => [r.cells[0].textContent, r.cells[1].textContent, Number(r.cells[2].textContent)])");
    let given = table("boilerplate")
        .into_iter()
        .map(|row| serde_json::json!([row["outlet"], row["text"], row["articles"]]));
    assert_eq!(cells, Value::Array(given.collect()));
    // Bars of the outlets: parts of all characters, in whole percent.
    page.eval("location.hash = '#/'");
    page.drawn();
    let shown = page.eval("[...document.querySelectorAll('table.own tbody tr')].map(r => [r.cells[0].querySelector('a').textContent, ...[2, 3, 4, 5, 6, 7].map(c => r.cells[c].textContent.replace(/[^0-9]/g, ''))])");
    let articles = table("articles");
    for row in shown.as_array().unwrap() {
        let of_outlet = || articles.iter().filter(|article| article["outlet"] == row[0]);
        let sum = |name: &str| of_outlet().map(|article| article[name].as_u64().unwrap()).sum::<u64>() as f64;
        let parts =
            ["own_outlet_chars", "boilerplate_chars", "later_chars", "unknown_order_chars", "earlier_chars"]
                .map(sum);
        let own = sum("chars") - parts.iter().sum::<f64>();
        for (at, part) in std::iter::once(own).chain(parts).enumerate() {
            let said = row[at + 1].as_str().unwrap();
            let percent = (100.0 * part / sum("chars")).round();
            assert!(
                said == percent.to_string() || (said.is_empty() && part == 0.0) || percent == 0.0,
                "{row}: {at}: {percent}"
            );
        }
    }
    // Rows of the list of articles.
    page.eval("location.hash = '#/articles?sort=shared'");
    page.drawn();
    let rows = page.eval("[...document.querySelectorAll('.row a')].slice(0, 8).map(a => [decodeURIComponent(a.getAttribute('href').slice(10)), a.innerText.replaceAll('\\u202f', '')])");
    for row in rows.as_array().unwrap() {
        let article = articles.iter().find(|article| article["id"] == row[0]).unwrap();
        let text = row[1].as_str().unwrap();
        let shared = (100.0 * article["shared"].as_f64().unwrap()).round();
        assert!(text.contains(&format!("{} words", article["words"])), "{text}");
        assert!(
            text.contains(&format!("{shared}%")) || text.contains('>') || text.contains('<'),
            "{text}: {shared}"
        );
    }
    // The members of a cluster with their exact counts.
    page.eval("location.hash = '#/cluster/1'");
    page.drawn();
    let clusters = table("clusters");
    let members = clusters.iter().filter(|row| row["cluster"] == 1).count();
    assert_eq!(page.eval("document.querySelectorAll('.members tbody tr').length"), members);
    page.assert_clean();
}

#[test]
fn the_overview_says_what_the_tables_say() {
    let mut page = sample_page("");
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(sample().join("findings.json")).unwrap()).unwrap();
    let found = &summary["counts"]["found"];
    let facts = page.text("document.querySelector('.facts').innerText.replaceAll('\\u202f', '')");
    for name in ["pairs", "clusters"] {
        assert!(facts.contains(&found[name].to_string()), "{name} in {facts}");
    }
    // What stands twice in one article is told of apart.
    let passages = table("passages");
    let shared = shared(&passages);
    assert!(facts.starts_with(&format!("{}\npassages", shared.len())), "{facts}");
    let levels = page.eval("[...document.querySelectorAll('table.levels tr')].map(r => [r.cells[0].textContent, Number(r.cells[1].textContent.replaceAll('\\u202f', ''))])");
    for level in levels.as_array().unwrap() {
        assert_eq!(shared.iter().filter(|row| row["level"] == level[0]).count(), level[1]);
    }
    for measure in ["chars", "articles", "passages"] {
        page.click(&format!("input[name=measure][value={measure}]"));
        page.wait(&format!("document.querySelector('input[name=measure]:checked').value === '{measure}'"));
        let cells = page.eval("[...document.querySelectorAll('.matrix td a')].map(a => a.getAttribute('aria-label').replaceAll('\\u202f', '').replace(/[0-9.]+[kM] \\((\\d+)\\)$/, '$1'))");
        let cells: Vec<&str> = cells.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap()).collect();
        let outlets = table("outlets");
        assert_eq!(cells.len(), outlets.len());
        for row in outlets {
            let label = format!(
                "{} with {}: {}",
                row["outlet"].as_str().unwrap(),
                row["other"].as_str().unwrap(),
                row[measure]
            );
            assert!(cells.contains(&label.as_str()), "{label}");
        }
    }
    page.assert_clean();
}

#[test]
fn a_filtered_page_says_what_the_filtered_tables_say() {
    let dir = tempfile::tempdir().unwrap();
    let filter = Filter::parse(&["outlet=Mirador".to_owned(), "level=verbatim".to_owned()]).unwrap();
    let (tables, path) = (dir.path().join("tables"), dir.path().join("mirador.html"));
    export::write(sample(), &tables, &[TableFormat::Jsonl], Some(&filter), false).unwrap();
    saved::write_page(sample(), &path, Some(&filter), &Limits::default()).unwrap();
    let (outlets, articles) = (rows(&tables, "outlets"), rows(&tables, "articles"));
    // Less is shared than in the whole scan, and no level but the one asked for.
    assert!(!outlets.is_empty() && outlets.len() < table("outlets").len());
    assert!(outlets.iter().all(|row| row["outlet"] == "Mirador" || row["other"] == "Mirador"));
    let sum = |name: &str| articles.iter().map(|row| row[name].as_u64().unwrap()).sum::<u64>();
    assert!(sum("shared_chars") > 0 && sum("shared_chars") == sum("verbatim_chars"));
    let mut page = chrome::Page::new(1280, 900);
    page.open(&path, "");
    let cells = page.eval("[...document.querySelectorAll('.matrix td a')].map(a => a.getAttribute('aria-label').replaceAll('\\u202f', '').replace(/[0-9.]+[kM] \\((\\d+)\\)$/, '$1'))");
    let mut cells: Vec<&str> = cells.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap()).collect();
    let name = |row: &Value, column: &str| row[column].as_str().unwrap().to_owned();
    let label =
        |row: &Value| format!("{} with {}: {}", name(row, "outlet"), name(row, "other"), row["chars"]);
    let mut labels: Vec<String> = outlets.iter().map(label).collect();
    cells.sort_unstable();
    labels.sort_unstable();
    assert_eq!(cells, labels);
    let levels = page
        .eval("[...document.querySelectorAll('table.levels tr')].map(r => Number(r.cells[1].textContent))");
    assert_eq!(levels, serde_json::json!([rows(&tables, "passages").len(), 0, 0, 0]));
    page.assert_clean();
}

#[test]
fn own_and_shared_parts_sum_to_the_whole() {
    let mut page = sample_page("");
    let wrong = page.eval(
        "data.articles.key.filter((_, a) => { const d = data.articles; return d.again[a] + d.earlier[a] + d.later[a] + d.unknown[a] !== d.shared[a]; })",
    );
    assert_eq!(wrong, serde_json::json!([]));
}

#[test]
fn what_is_shaded_in_an_article_is_what_the_tables_call_shared() {
    let mut page = sample_page("#/passages");
    let shaded = page.eval(
        "data.articles.key.map((_, a) => stretchesOf(a, []).reduce((sum, { start, end }) => sum + end - start, 0))",
    );
    let articles = table("articles");
    let shared: Vec<Value> = articles.iter().map(|row| row["shared_chars"].clone()).collect();
    assert_eq!(shaded, Value::Array(shared));
    // Boilerplate lies in some of the passages.
    let with = page.eval(
        "Array.from(data.passages.left, (a, p) => boilerplateIn(a, data.passages.leftStart[p], data.passages.leftEnd[p])).some(n => n > 0)",
    );
    assert_eq!(with, true);
    // The only partner has what the article shares, by the same share.
    let one = page.eval(
        "(() => { const d = data.articles; for (let a = 0; a < d.key.length; a++) { const [all] = partnersOf(a); \
         if (all.length === 1 && d.boilerplate[a] > 0 && d.shared[a] > 0) return [d.key[a], percent(shareOf(a, d.shared[a])), percent(shareOf(a, all[0].shared))]; } })()",
    );
    assert_eq!(one[1], one[2], "{one}");
    page.assert_clean();
}

#[test]
fn a_filter_passes_as_many_in_the_page_as_in_the_tables() {
    let dir = tempfile::tempdir().unwrap();
    let mut page = sample_page("");
    for (number, (filter, views)) in [
        ("outlet=Mirador", &["passages", "families", "clusters"][..]),
        ("from=2026-03-04&to=2026-03-05", &["passages", "families", "clusters"]),
        ("from=2026-03-05", &["passages", "families", "clusters"]),
        ("words=\"a passé seize\" osmy", &["passages", "families", "clusters"]),
        ("words=«seize passé»", &["passages"]),
        ("words=osm", &["passages", "families", "clusters"]),
        ("words=\"osm\"", &["passages"]),
        ("outlet=Agence Corvane&with=Le Courrier de Valmarie", &["passages", "families", "clusters"]),
        ("outlet=Agence Corvane&with=Agence Corvane", &["passages", "families", "clusters"]),
        ("first=Agence Corvane", &["passages", "families", "clusters"]),
        (
            "first=Le Courrier de Valmarie&outlet=L’Écho des Trois-Ponts",
            &["passages", "families", "clusters"],
        ),
        ("first=Agence Corvane&with=The Vessary Ledger&level=rewritten", &["passages", "families"]),
        ("article=agence-0304-ferry", &["passages", "families", "clusters"]),
        ("outlet=Le Courrier de Valmarie&article=agence-0304-ferry", &["families", "clusters"]),
        ("outlet=Agence Corvane&length=100&level=edited", &["passages", "families"]),
    ]
    .into_iter()
    .enumerate()
    {
        let typed: Vec<String> = filter.split('&').map(str::to_owned).collect();
        let tables = dir.path().join(number.to_string());
        let filtered = Filter::parse(&typed).unwrap();
        export::write(sample(), &tables, &[TableFormat::Jsonl], Some(&filtered), false).unwrap();
        for view in views {
            let groups = rows(&tables, view);
            let of = |row: &Value| match *view {
                "families" => row["family"].clone(),
                "clusters" => row["cluster"].clone(),
                _ => Value::Null,
            };
            let given = if *view == "passages" {
                shared(&groups).len()
            } else {
                groups.chunk_by(|a, b| of(a) == of(b)).count()
            };
            page.eval(&format!("location.hash = '#/{view}?{filter}'"));
            page.drawn();
            let text = page.text("document.querySelector('.count').textContent");
            let shown = text.chars().filter(char::is_ascii_digit).collect::<String>();
            let shown: usize = shown.parse().unwrap_or(0);
            // What stands twice in one article is not among them unless it is asked for.
            assert_eq!(shown, given, "{view} with {filter}: {text}");
        }
        assert_eq!(
            rows(&tables, "passages").is_empty(),
            matches!(filter, "words=«seize passé»" | "words=\"osm\""),
            "{filter}"
        );
    }
    page.assert_clean();
}

#[test]
fn articles_that_share_only_quoted_words_are_counted_apart() {
    let passages = table("passages");
    let others = |id: &Value, is_asked: &dyn Fn(&Value) -> bool| -> BTreeSet<String> {
        let sides = shared(&passages).into_iter().filter(|row| is_asked(row)).filter_map(|row| {
            let [left, right] = [&row["left"], &row["right"]];
            (left == id).then_some(right).or((right == id).then_some(left))
        });
        sides.map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let mut page = sample_page("");
    let mut seen = 0;
    for article in table("articles") {
        let id = &article["id"];
        let counted = others(id, &|row| row["level"] != "quote");
        let quoted = others(id, &|row| row["level"] == "quote").difference(&counted).count();
        if quoted == 0 {
            continue;
        }
        seen += 1;
        page.eval(&format!("location.hash = '#/article/{}'", id.as_str().unwrap()));
        page.drawn();
        let said = page.text("document.querySelector('.reading aside').innerText");
        let (articles, share) =
            if counted.len() == 1 { ("article", "shares") } else { ("articles", "share") };
        assert!(
            said.contains(&format!("{} {articles} {share} text with this one", counted.len())),
            "{id}: {said}"
        );
        assert!(said.contains(&format!("{quoted} more share")), "{id}: {said}");
        assert_eq!(page.eval("document.querySelectorAll('.reading aside ol li').length"), counted.len());
    }
    assert!(seen > 0, "the sample has articles that share only quoted words");
    page.assert_clean();
}
