//! Every view, clicked through.

use crate::sample_page;

const FERRY: &str = "#/pair/agence-0304-ferry/courrier-0304-ferry";

#[test]
fn the_navigation_reaches_every_view() {
    let mut page = sample_page("");
    let views = page.eval("[...document.querySelectorAll('#nav a')].map(a => a.dataset.view)");
    for view in views.as_array().unwrap() {
        let view = view.as_str().unwrap();
        page.click(&format!("#nav a[data-view={view}]"));
        page.wait(&format!("document.body.dataset.drawn === '#/{view}'"));
        assert_eq!(page.text("document.querySelector('#nav [aria-current]').dataset.view"), view);
        assert_eq!(page.eval("document.activeElement.tagName"), "H1", "{view}");
        assert_eq!(page.eval("document.querySelectorAll('h1').length"), 1);
    }
    page.assert_clean();
}

#[test]
fn the_matrix_leads_to_the_pairs_of_two_outlets() {
    let mut page = sample_page("");
    assert!(page.eval("document.querySelectorAll('.matrix tbody tr').length").as_u64().unwrap() >= 8);
    page.click("input[name=measure][value=articles]");
    page.wait("location.hash.includes('measure=articles')");
    let cell = "(() => { const a = document.querySelector('.matrix td:not(.self) a'); a.id = 'cell'; return a.textContent; })()";
    let articles: usize = page.text(cell).parse().unwrap();
    page.click("#cell");
    page.wait("document.body.dataset.view === 'pairs'");
    page.drawn();
    let pairs = page.eval("document.querySelectorAll('.row').length").as_u64().unwrap() as usize;
    assert!(pairs > 0 && articles > 0);
    page.assert_clean();
}

#[test]
fn a_column_of_the_matrix_orders_its_rows() {
    let mut page = sample_page("");
    page.click(".slant:nth-child(4) button");
    page.wait("location.hash.includes('by=')");
    let column = page.eval(
        "[...document.querySelectorAll('.matrix tbody tr')].map(r => Number(r.cells[3].textContent.replace(/[^0-9]/g, '') || 0)).slice(1)",
    );
    let column: Vec<u64> = column.as_array().unwrap().iter().map(|value| value.as_u64().unwrap()).collect();
    assert!(column.iter().is_sorted_by(|a, b| a >= b) && column[0] > 0, "{column:?}");
    assert_eq!(page.eval("document.activeElement.getAttribute('aria-pressed')"), "true");
    let fragment = page.text("location.hash");
    let mut linked = sample_page(&fragment);
    assert_eq!(linked.eval("document.querySelectorAll('.slant[aria-sort=descending]').length"), 1);
    page.assert_clean();
}

#[test]
fn the_matrix_is_one_stop_of_the_keyboard_and_arrows_walk_in_it() {
    let mut page = sample_page("");
    let stops =
        "[...document.querySelectorAll('.matrix a, .matrix button')].filter(e => e.tabIndex === 0).length";
    assert_eq!(page.eval(stops), 1);
    page.eval("document.querySelector('.matrix [tabindex=\"0\"]').focus()");
    let at = "(() => { const cell = document.activeElement.closest('td, th'); return [cell.parentNode.rowIndex, cell.cellIndex]; })()";
    let mut place = |key: &str| {
        page.key(key);
        assert_eq!(page.eval(stops), 1);
        let at = page.eval(at);
        (at[0].as_u64().unwrap(), at[1].as_u64().unwrap())
    };
    // It begins at the name of the first column; cells without a number are passed over.
    let down = place("ArrowDown");
    assert!(down.0 >= 1 && down.1 == 1, "{down:?}");
    let right = place("ArrowRight");
    assert!(right.0 == down.0 && right.1 > 1, "{right:?}");
    assert_eq!(place("ArrowLeft"), down);
    assert_eq!(place("ArrowUp"), (0, 1));
    page.assert_clean();
}

#[test]
fn the_current_entry_of_the_navigation_is_seen_on_a_phone() {
    let mut page = sample_page("");
    page.resize(390, 844);
    for view in ["clusters", "records", "overview"] {
        page.eval(&format!("location.hash = '#/{view}'"));
        page.drawn();
        let place = page.eval(
            "(() => { const b = document.querySelector('#nav [aria-current]').getBoundingClientRect(); return [b.left, b.right]; })()",
        );
        assert!(place[0].as_f64().unwrap() >= 0.0 && place[1].as_f64().unwrap() <= 390.0, "{view}: {place}");
    }
    // What is an outlet's own is outlined: on white it is hardly to be seen.
    let outlines = page.eval("['.stack', '.swatch.own', '.swatch.bar'].map(one => getComputedStyle(document.querySelector(one)).outlineStyle)");
    assert_eq!(outlines, serde_json::json!(["solid", "solid", "solid"]));
    page.assert_clean();
}

#[test]
fn an_article_leads_to_its_passages_of_each_level() {
    let mut page = sample_page("");
    let found = page.eval("passages().then(() => data.articles.key.filter((_, a) => { const p = [...passagesOf(a)]; return p.some(p => data.passages.level[p] === 2) && p.some(p => data.passages.level[p] === 0); })[0])");
    let article = format!("#/article/{}", found.as_str().unwrap());
    for level in ["verbatim", "rewritten"] {
        page.eval(&format!("location.hash = '{article}'"));
        page.drawn();
        let link = format!(".by-level a[href$='level={level}']");
        let said = page.text(&format!("document.querySelector(\"{link}\").textContent"));
        page.click(&link);
        page.wait("document.body.dataset.view === 'passages'");
        page.drawn();
        assert_eq!(page.text("document.querySelector('.count').textContent"), said, "{level}");
        let levels =
            page.eval("[...new Set([...document.querySelectorAll('.row .level')].map(e => e.textContent))]");
        assert_eq!(levels, serde_json::json!([level]));
    }
    // In other words: both wordings stand in the row.
    assert_eq!(
        page.eval(
            "document.querySelectorAll('.row').length * 2 - document.querySelectorAll('.row .excerpt').length"
        ),
        0
    );
    page.assert_clean();
}

#[test]
fn letters_go_from_passage_to_passage_in_the_texts() {
    let mut page = sample_page("#/pairs?sort=passages");
    page.click(".row a");
    page.wait("document.body.dataset.view === 'pair'");
    page.drawn();
    // At once: one arrives on the heading.
    page.eval(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }))",
    );
    page.wait("document.querySelector('.counter').textContent.startsWith('Passage 2 ')");
    page.eval(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', bubbles: true }))",
    );
    page.wait("document.querySelector('.counter').textContent.startsWith('Passage 1 ')");
    let mut press = |key: &str| {
        page.eval("document.querySelector('.panes .text').focus()");
        page.eval(&format!(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
        ));
        page.text("document.querySelector('.counter').textContent")
    };
    let told = ["n", "j", "p", "k", "k", "x"].map(&mut press);
    let shown = told.each_ref().map(|text| text.split(' ').nth(1).unwrap());
    assert_eq!(shown, ["2", "3", "2", "1", "1", "1"], "{told:?}");
    page.assert_clean();
}

#[test]
fn a_passage_is_followed_to_its_partner_by_mouse_and_keyboard() {
    let mut page = sample_page("#/passages");
    page.click(".row a");
    page.wait("document.body.dataset.view === 'pair'");
    page.drawn();
    let level = "(side) => { const t = document.querySelectorAll('.panes .text')[side]; \
        return t.querySelector('.chip[aria-pressed=true]').getBoundingClientRect().top - t.getBoundingClientRect().top; }";
    let in_line = format!("(() => {{ const at = {level}; return Math.abs(at(0) - at(1)) < 3; }})()");
    page.wait(&in_line);
    // From the button on the left to its partner on the right and back.
    page.eval("document.querySelector('.panes .text .chip').focus()");
    page.key("ArrowRight");
    page.wait("document.activeElement.closest('.text') === document.querySelectorAll('.panes .text')[1]");
    page.wait(&in_line);
    page.key("ArrowLeft");
    page.wait("document.activeElement.closest('.text') === document.querySelectorAll('.panes .text')[0]");
    page.wait("document.querySelector('.why').textContent.includes('of the words are the same')");
    page.assert_clean();
}

#[test]
fn a_passage_far_down_is_brought_into_line() {
    let mut page = sample_page("#/pairs?sort=passages");
    page.click(".row a");
    page.wait("document.body.dataset.view === 'pair'");
    page.drawn();
    let last =
        page.eval("document.querySelectorAll('.panes .text:first-child .chip').length").as_u64().unwrap();
    assert!(last > 1, "no pair of the sample has two passages");
    for _ in 1..last {
        page.click(".bar-line button:last-of-type");
    }
    page.wait(&format!("document.querySelector('.counter').textContent === 'Passage {last} of {last}'"));
    assert_eq!(page.eval("document.querySelectorAll('.m.chosen').length >= 2"), true);
    let visible = "[...document.querySelectorAll('.panes .text')].every(t => { const c = t.querySelector('.chip[aria-pressed=true]').getBoundingClientRect(); \
        const b = t.getBoundingClientRect(); return c.top >= b.top && c.bottom <= b.bottom; })";
    page.wait(visible);
    page.assert_clean();
}

#[test]
fn the_chosen_passage_is_in_the_link() {
    let mut page = sample_page("#/pairs?sort=passages");
    page.click(".row a");
    page.wait("document.body.dataset.view === 'pair'");
    page.drawn();
    page.click(".bar-line button:last-of-type");
    page.wait("document.querySelector('.counter').textContent.startsWith('Passage 2 of')");
    let fragment = page.text("location.hash");
    let seen = page.text("document.querySelector('.why').textContent");
    let mut linked = sample_page(&fragment);
    assert_eq!(linked.text("document.querySelector('.why').textContent"), seen);
    linked.assert_clean();
}

#[test]
fn filters_are_kept_in_the_link() {
    let mut page = sample_page("#/passages");
    let all = count(&mut page);
    page.click("input[name=level][value=edited]");
    page.wait("location.hash === '#/passages?level=edited'");
    page.drawn();
    let edited = count(&mut page);
    assert!(0 < edited && edited < all, "{edited} of {all}");
    page.eval("(() => { const s = document.querySelector('select[name=outlet]'); s.value = 'Mirador'; s.dispatchEvent(new Event('change')); })()");
    page.wait("location.hash.includes('outlet=Mirador')");
    page.drawn();
    let both = count(&mut page);
    assert!(both < edited);
    let fragment = page.text("location.hash");
    let mut linked = sample_page(&fragment);
    assert_eq!(count(&mut linked), both);
    assert_eq!(linked.eval("document.querySelector('input[value=edited]').checked"), true);
    assert_eq!(linked.text("document.querySelector('select[name=outlet]').value"), "Mirador");
    linked.assert_clean();
    page.assert_clean();
}

#[test]
fn filters_typed_one_after_another_are_kept_and_none_follows_to_another_view() {
    let mut page = sample_page("#/passages");
    let type_into = |name: &str, value: &str| {
        format!(
            "(() => {{ const i = document.querySelector('input[name={name}]'); i.value = '{value}'; i.dispatchEvent(new Event('input')); }})();"
        )
    };
    page.eval(&(type_into("length", "440") + &type_into("score", "0.5")));
    page.wait("location.hash.includes('score=0.5') && location.hash.includes('length=440')");
    page.drawn();
    page.eval(&(type_into("words", "pont") + "location.hash = '#/articles'"));
    page.wait("document.body.dataset.view === 'articles'");
    page.drawn();
    page.eval("new Promise((resume) => setTimeout(resume, 400))");
    assert_eq!(page.text("location.hash"), "#/articles");
    page.assert_clean();
}

#[test]
fn an_article_tells_who_ran_it_when_and_how_much_of_theirs_it_is() {
    let dispatch = "The harbour master of Tarnmouth said that the old ferry would be scrapped after forty years of service, \
        because repairs to its corroded hull would cost more than eleven million crowns.";
    let other = "A bakery in the narrow lane behind the station has sold rye bread since the spring of the great flood, \
        and its ovens are still fired with beech wood from the hills.";
    let record = |id: &str, date: &str, text: String| {
        serde_json::json!({ "id": id, "outlet": id, "date": date, "text": text }).to_string() + "\n"
    };
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    let records = [
        record("wire", "2026-03-02T08:00:00Z", format!("{dispatch} {}", "It was built in Osmy.")),
        record("Evening Post", "2026-03-02T11:00:00Z", dispatch.to_owned()),
        record("Morning Star", "2026-03-02T08:30:00Z", format!("{dispatch} {other}")),
        record("Weekly", "2026-03-03", dispatch.to_owned()),
    ];
    std::fs::write(&input, records.concat()).unwrap();
    crate::scan(&[input], &dir.path().join("out"));
    let mut page = crate::chrome::Page::new(1280, 900);
    page.open(&dir.path().join("out/report.html"), "#/article/wire");
    let told = "[...document.querySelectorAll('.partners li')].map(li => li.innerText.replace(/\\s+/g, ' '))";
    let told_in = |page: &mut crate::chrome::Page| -> Vec<String> {
        page.eval(told).as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    let most = told_in(&mut page);
    assert_eq!(most.len(), 3);
    let of = |outlet: &str, list: &[String]| list.iter().position(|one| one.contains(outlet)).unwrap();
    let soon = &most[of("Morning Star", &most)];
    assert!(
        soon.contains("30 minutes later")
            && soon.contains("% of that one")
            && !soon.contains("100 % of that one"),
        "{soon}"
    );
    let late = &most[of("Evening Post", &most)];
    assert!(
        late.contains("3 hours later") && late.contains("of this one · 100") && late.ends_with("verbatim"),
        "{late}"
    );
    assert!(most[of("Weekly", &most)].contains("1 day later"), "{most:?}");
    page.click(".choice input[value=date]");
    let by_date = told_in(&mut page);
    assert_eq!(["Morning Star", "Evening Post", "Weekly"].map(|outlet| of(outlet, &by_date)), [0, 1, 2]);
    page.assert_clean();
}

#[test]
fn a_matrix_of_hundreds_of_outlets_is_drawn() {
    let dir = tempfile::tempdir().unwrap();
    let record = |at: usize| {
        let shared =
            format!("The ferry {0} to Osmy stays in port number {0} until the storm {0} is over.", at / 2);
        serde_json::json!({ "id": at, "outlet": format!("Outlet {at}"), "text": shared }).to_string() + "\n"
    };
    let input = dir.path().join("in.jsonl");
    std::fs::write(&input, (0..400).map(record).collect::<String>()).unwrap();
    crate::scan(&[input], &dir.path().join("out"));
    let mut page = crate::chrome::Page::new(1280, 900);
    page.open(&dir.path().join("out").join(retold::report::html::REPORT_FILE), "#/overview?outlets=all");
    page.drawn();
    assert_eq!(page.eval("document.querySelectorAll('.matrix tbody tr').length"), 400);
    // On paper those that a screen shows fit side by side, whatever stands in the cells.
    page.eval("location.hash = '#/'");
    page.drawn();
    page.call("Emulation.setEmulatedMedia", serde_json::json!({ "media": "print" }));
    page.resize(700, 1000);
    page.eval("document.querySelectorAll('.matrix tbody td').forEach(td => td.replaceChildren(h('a', { href: '#/' }, '293k')))");
    assert_eq!(page.eval("document.querySelectorAll('.matrix thead .slant').length"), 30);
    // And it is said that there are more.
    let said = page.text("document.querySelector('#matrix .on-paper').innerText");
    assert_eq!(said, "Characters, most shared first; the 30 of 400 outlets that share most.");
    let said = page.text("document.querySelector('#own .note').innerText");
    assert!(said.contains("The 20 with most text of 400 outlets."), "{said}");
    let width =
        page.eval("document.querySelector('.matrix').getBoundingClientRect().right").as_f64().unwrap();
    assert!(width <= 700.0, "{width}");
    page.assert_clean();
}

#[test]
fn words_are_searched_in_the_texts_of_passages() {
    let mut page = sample_page("#/passages");
    // Accents and case aside.
    page.fill("input[name=words]", "ETOILE belorme");
    page.wait("location.hash.includes('words=')");
    page.drawn();
    let found = count(&mut page);
    assert!(found > 0);
    page.wait("[...document.querySelectorAll('.excerpt')].every(e => e.textContent)");
    assert!(page.text("document.querySelector('.excerpt').textContent").contains("Belorme"));
    page.fill("input[name=words]", "nosuchwordanywhere");
    page.wait("document.querySelector('.count').textContent === 'Nothing passes this filter.'");
    page.assert_clean();
}

fn count(page: &mut crate::chrome::Page) -> usize {
    let text = page.text("document.querySelector('.count').textContent");
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

#[test]
fn an_article_shows_who_carries_each_stretch() {
    let mut page = sample_page("#/article/agence-0304-ferry");
    page.click("[data-stretch]");
    page.wait("document.querySelectorAll('.carriers li').length >= 2");
    assert!(page.text("document.querySelector('.carriers').textContent").contains("this article"));
    page.key("Tab");
    page.eval("document.querySelector('[data-stretch]').focus()");
    page.key("Enter");
    page.click(".carriers a");
    page.wait("document.body.dataset.view === 'pair'");
    page.drawn();
    page.assert_clean();
}

#[test]
fn a_cluster_shows_its_members_and_what_differs() {
    let mut page = sample_page("#/clusters");
    page.click(".row a");
    page.wait("document.body.dataset.view === 'cluster'");
    page.drawn();
    assert!(page.eval("document.querySelectorAll('.members tbody tr').length").as_u64().unwrap() >= 2);
    page.click(".members button");
    page.wait("document.querySelector('.difference .text')");
    assert!(
        page.eval("document.querySelectorAll('.difference ins, .difference del').length").as_u64().unwrap()
            > 0
    );
    page.assert_clean();
}

#[test]
fn a_family_shows_who_was_first_and_every_variant() {
    let mut page = sample_page("#/families");
    page.click(".row a");
    page.wait("document.body.dataset.view === 'family'");
    page.drawn();
    assert!(page.eval("document.querySelectorAll('.variants li').length").as_u64().unwrap() >= 2);
    assert!(page.eval("document.querySelectorAll('.variants .first').length").as_u64().unwrap() >= 1);
    let times =
        page.eval("[...document.querySelectorAll('.variants time')].map(t => Date.parse(t.dateTime))");
    let times: Vec<i64> = times.as_array().unwrap().iter().map(|at| at.as_i64().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    page.assert_clean();
}

#[test]
fn going_back_returns_to_the_place_in_the_list() {
    let mut page = sample_page("#/passages");
    page.eval("scrollTo(0, 3000)");
    page.wait("document.querySelector('[data-row=\"24\"] a')");
    page.click("[data-row=\"24\"] a");
    page.wait("document.body.dataset.view === 'pair'");
    page.drawn();
    page.eval("history.back()");
    page.wait("document.body.dataset.view === 'passages' && document.body.dataset.drawn");
    assert!(page.eval("scrollY").as_f64().unwrap() > 2000.0);
    page.assert_clean();
}

#[test]
fn a_link_to_nothing_says_so() {
    for fragment in ["#/pair/no/one", "#/article/%E0%A4%A", "#/cluster/999", "#/family/99999", "#/nothing"] {
        let mut page = sample_page(fragment);
        assert!(page.text("document.querySelector('h1').textContent").contains("Not here"), "{fragment}");
        page.assert_clean();
    }
}

#[test]
fn nothing_is_wider_than_the_window() {
    for width in [360, 820, 1440] {
        let mut page = sample_page("");
        page.resize(width, 800);
        for fragment in
            ["#/", "#/pairs", "#/passages", "#/articles", "#/clusters", "#/cluster/1", "#/records", FERRY]
        {
            page.eval(&format!("location.hash = '{fragment}'"));
            page.drawn();
            let wide = page.eval("document.documentElement.scrollWidth").as_u64().unwrap();
            assert!(wide <= u64::from(width), "{fragment} at {width}: {wide}");
        }
    }
}

#[test]
fn of_many_articles_with_one_stretch_all_are_told() {
    let dispatch = "The harbour master of Tarnmouth said on Monday that the old ferry would be scrapped after forty years of \
        service, because repairs to its corroded hull would cost more than eleven million crowns.";
    let record = |at: usize| {
        // Words of its own: digits as letters.
        let word = |number: usize| -> String {
            (100_000 + 7_919 * number)
                .to_string()
                .bytes()
                .map(|digit| char::from(digit + b'k' - b'0'))
                .collect()
        };
        let own = |from: usize| -> String { (0..30).map(|nth| word(60 * at + from + nth) + " ").collect() };
        let (outlet, id) = (format!("Outlet {at:02}"), format!("a{at:02}"));
        let text = format!("{}.\n\n{dispatch}\n\n{}.", own(0), own(30));
        let date = format!("2026-03-{:02}", 1 + at / 20);
        serde_json::json!({ "id": id, "outlet": outlet, "date": date, "text": text }).to_string() + "\n"
    };
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    std::fs::write(&input, (0..140).map(record).collect::<String>()).unwrap();
    crate::scan(&[input], &dir.path().join("out"));
    let mut page = crate::chrome::Page::new(1280, 900);
    page.open(&dir.path().join("out/report.html"), "#/article/a50");
    assert_eq!(
        page.text("document.querySelector('aside h2:last-of-type').textContent"),
        "139 articles share text with this one"
    );
    page.click(".shade[title^='In 139 other articles']");
    page.wait("document.querySelectorAll('.carriers li').length === 140");
    let first = page.text("document.querySelector('.carriers li').textContent");
    assert!(first.contains("first seen (tie)"), "{first}");
    page.open(&dir.path().join("out/report.html"), "#/pair/a40/a50");
    let remarks = page.text("document.querySelector('.remarks').textContent");
    assert!(remarks.contains("a family of 140 articles"), "{remarks}");
    assert!(!page.text("document.querySelector('.heads').textContent").contains("0 %"));
    page.assert_clean();
}

#[test]
fn months_and_years_are_dates_of_a_filter_as_in_the_command() {
    let count = |filter: &str| -> String {
        let mut page = sample_page(&format!("#/passages?{filter}"));
        page.text("document.querySelector('.count').textContent")
    };
    let (all, march) = (count(""), count("from=2026-03-01&to=2026-03-31"));
    assert_eq!(count("from=2026-03&to=2026-03"), march);
    assert_eq!(count("to=2026-02"), "Nothing passes this filter.");
    assert_eq!(count("from=2027"), "Nothing passes this filter.");
    assert_eq!(count("from=2020&to=2030"), all);
    assert_eq!(count("from=soon"), all);
}

#[test]
fn the_words_of_a_passage_stand_beside_the_outlet_that_has_them() {
    let mut page = sample_page("#/passages?level=rewritten");
    page.wait("[...document.querySelectorAll('.excerpt')].every(e => e.textContent)");
    let wrong = page.eval(
        "Promise.all([...document.querySelectorAll('.row a')].map(async (row) => { \
         const [left, right] = row.hash.split('?')[0].split('/').slice(2).map(k => data.keys.get(decodeURIComponent(k))); \
         const first = precedes(right, left) ? right : left; \
         const text = await textOf(first); \
         return text.raw.includes(row.querySelector('.excerpt').textContent) && row.querySelector('.two .byline').textContent.startsWith(outletOf(first)); })).then(all => all.length === 0 || all.includes(false))",
    );
    assert_eq!(wrong, false);
    let lengths = page.eval("[...document.querySelectorAll('.row .line:first-child > span:nth-child(2)')].map(e => parseInt(e.textContent.replace(/\\D/g, '')))");
    let lengths: Vec<i64> = lengths.as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).collect();
    assert!(lengths.len() > 2 && lengths.is_sorted_by(|a, b| a >= b), "longest first: {lengths:?}");
    page.assert_clean();
}

#[test]
fn a_filter_that_has_no_field_is_named_and_can_be_left() {
    let mut page = sample_page("#/pairs?article=agence-0304-ferry");
    let some = count(&mut page);
    assert!(page.text("document.querySelector('.of-article').textContent").starts_with("Of the article"));
    page.click(".of-article button");
    page.wait("!location.hash.includes('article=')");
    page.drawn();
    assert!(count(&mut page) > some);
    let mut page = sample_page("#/passages?outlet=Nobody");
    assert_eq!(page.text("document.querySelector('select[name=outlet]').value"), "Nobody");
    page.assert_clean();
}

#[test]
fn near_duplicates_alone_are_as_many_as_the_overview_says() {
    let mut page = sample_page("");
    let number =
        "[...document.querySelectorAll('.fact')].find(f => f.textContent.includes('near-duplicate pairs'))";
    let said = page.text(&format!("{number}.querySelector('b').textContent"));
    page.eval(&format!("{number}.click()"));
    page.wait("document.body.dataset.view === 'pairs'");
    page.drawn();
    // Those without a passage stand in the table of pairs alone, and the lead says how many.
    let lead = page.text("document.querySelector('.lead').textContent");
    assert!(!lead.contains("without one"), "{lead}");
    assert_eq!(count(&mut page).to_string(), said);
    assert_eq!(page.eval("document.querySelector('input[name=near]').checked"), true);
    page.click("input[name=near]");
    page.wait("!location.hash.includes('near')");
    page.drawn();
    assert!(count(&mut page) > said.parse().unwrap());
    page.assert_clean();
}

#[test]
fn who_carries_a_stretch_is_seen_on_a_phone() {
    let mut page = sample_page("#/article/agence-0304-ferry");
    page.resize(390, 844);
    page.click("[data-stretch]");
    page.wait("document.querySelectorAll('.carriers li').length >= 2");
    let (top, bottom) = (
        page.eval("document.querySelector('.carriers').getBoundingClientRect().top").as_f64().unwrap(),
        page.eval("document.querySelector('.carriers').getBoundingClientRect().bottom").as_f64().unwrap(),
    );
    assert!(top > 0.0 && bottom <= 844.5, "{top} {bottom}");
    // What stands last in the page can be brought above it.
    page.eval("scrollTo(0, document.body.scrollHeight)");
    let last = "document.querySelector('footer').getBoundingClientRect().bottom <= document.querySelector('.carriers').getBoundingClientRect().top + 1";
    page.wait(last);
    for close in ["click", "key"] {
        if close == "click" {
            page.click(".carriers .close");
        } else {
            page.click("[data-stretch]");
            page.key("Escape");
        }
        page.wait("document.querySelector('.carriers').childElementCount === 0");
        assert_eq!(page.eval("document.querySelectorAll('[data-stretch][aria-pressed=true]').length"), 0);
        assert_eq!(page.eval("document.activeElement.matches('[data-stretch]')"), true, "{close}");
    }
    assert_eq!(page.eval("document.querySelectorAll('[data-stretch][tabindex=\"0\"]').length"), 1);
    page.assert_clean();
}

#[test]
fn how_fast_a_family_spread_is_said_where_it_is_known() {
    let mut page = sample_page("#/families?sort=speed");
    let said = page.eval("families().then(all => all.map(f => [halfWords(f), f.article.length, f.article.map(a => [data.articles.start[a], data.articles.end[a]])]))");
    for family in said.as_array().unwrap() {
        let words = family[0].as_str().unwrap();
        let mut times: Vec<(i64, i64)> = family[2]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|time| Some((time[0].as_i64()?, time[1].as_i64()?)))
            .collect();
        times.sort_unstable();
        // What is known to the day only says nothing of the order within it.
        if times.iter().all(|time| time.0 < times[0].1) {
            assert_eq!(words, "", "{family}");
        }
        assert!(family[1] != 2 || words.is_empty() || words.starts_with("both"), "{family}");
    }
    let heading = "document.querySelector('h1').textContent";
    page.click(".row a");
    page.wait("document.body.dataset.view === 'family'");
    page.drawn();
    let (name, text) = (
        page.text(heading),
        page.text("document.querySelector('blockquote').textContent.replace(/\\s+/g, ' ').trim()"),
    );
    assert!(text.starts_with(name.trim_end_matches('…')), "{name}: {text}");
    assert_eq!(page.eval("[...document.querySelectorAll('input[value=quote]')].length"), 0);
    page.assert_clean();
}
