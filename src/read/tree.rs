//! HTML → a tree, in time and memory that grow with the length of the page and no faster.
//!
//! **In** a page or a fragment as UTF-8. **Out** its tree, or [`TooTangled`]. **Cost** one parse.
//! **Never** builds on once a limit is passed: few bytes can ask for millions of elements, or for nesting without end.
//! **From** the WHATWG parser of `html5ever`, into the tree of `dom_query`, by a sink that counts.

use std::borrow::Cow;
use std::cell::{Cell, Ref};

use dom_query::{Document, NodeId};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use super::skip::SkipReason;

/// Elements nested deeper are not built by browsers either (Blink and WebKit stop at 512).
const MAX_DEPTH: usize = 512;
/// Pages with more elements are not news, or are built to hurt.
const MAX_ELEMENTS: usize = 200_000;
/// Elements that even a short page may have. Each tag takes three bytes or more: beyond this many and one a byte, the parser made
/// most of them up.
const FREE_ELEMENTS: usize = 1000;
/// Attributes of all elements together.
const MAX_ATTRIBUTES: usize = 1_000_000;
/// Attributes of one tag: the tokenizer compares each with all before it.
const MAX_ATTRIBUTES_OF_TAG: u32 = 8192;
/// Bytes that are parsed between two looks at the counts.
const STEP_BYTES: usize = 512;

/// The page passed a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooTangled(pub &'static str);

impl From<TooTangled> for SkipReason {
    fn from(TooTangled(what): TooTangled) -> Self {
        Self::BadHtml { what }
    }
}

/// The tree of a page; of a fragment too, with the missing elements around it.
pub(super) fn tree(html: &str) -> Result<Document, TooTangled> {
    if most_attributes(html.as_bytes()) > MAX_ATTRIBUTES_OF_TAG {
        return Err(TooTangled("a tag with thousands of attributes"));
    }
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let sink = Counting {
        document: Document::default(),
        elements: Cell::new(0),
        attributes: Cell::new(0),
        most_elements: MAX_ELEMENTS.min(FREE_ELEMENTS.saturating_add(html.len())),
        over: Cell::new(None),
    };
    let mut parser = parse_document(sink, ParseOpts { tree_builder, ..ParseOpts::default() });
    let mut at = 0;
    while at < html.len() {
        let mut end = (at + STEP_BYTES).min(html.len());
        while !html.is_char_boundary(end) {
            end += 1;
        }
        parser.process(StrTendril::from_slice(&html[at..end]));
        if let Some(why) = parser.tokenizer.sink.sink.over.get() {
            return Err(why);
        }
        at = end;
    }
    let document = parser.finish()?;
    if is_deeper(&document, MAX_DEPTH) { Err(DEEP) } else { Ok(document) }
}

const DEEP: TooTangled = TooTangled("elements more than 512 deep");
const MANY: TooTangled = TooTangled("more elements than its length explains");

/// Whether an element lies deeper than `limit`: some come to lie deeper after they were put in.
fn is_deeper(document: &Document, limit: usize) -> bool {
    let mut waiting = vec![(document.root(), 0)];
    while let Some((node, depth)) = waiting.pop() {
        if depth > limit {
            return true;
        }
        waiting.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    false
}

/// No tag has more attributes than this, wherever in `html` tags begin: scripts and comments are not known here, so that every `<` before a
/// letter may begin one.
///
/// All these tags are followed at once, by the state each would be in and the most attributes that one in this state has.
fn most_attributes(html: &[u8]) -> u32 {
    const STATES: usize = 6;
    // Between attributes, in a name, after `=`, in a bare value, in one in double and in one in single quotes.
    const BETWEEN: usize = 0;
    const NAME: usize = 1;
    const EQUALS: usize = 2;
    const BARE: usize = 3;
    const DOUBLE: usize = 4;
    const SINGLE: usize = 5;
    let mut most = 0;
    let mut now: [Option<u32>; STATES] = [None; STATES];
    for (at, &byte) in html.iter().enumerate() {
        if byte == b'<' && html.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            // The name of the tag goes as a value does.
            now[BARE] = now[BARE].max(Some(0));
        }
        if now == [None; STATES] {
            continue;
        }
        let mut next = [None; STATES];
        for (state, count) in now.into_iter().enumerate().filter_map(|(state, count)| Some((state, count?))) {
            let (to, more) = match (state, byte) {
                (DOUBLE, b'"') | (SINGLE, b'\'') => (BETWEEN, 0),
                (DOUBLE | SINGLE, _) => (state, 0),
                (_, b'>') => continue,
                (EQUALS, b'"') => (DOUBLE, 0),
                (EQUALS, b'\'') => (SINGLE, 0),
                (EQUALS, byte) if byte.is_ascii_whitespace() => (EQUALS, 0),
                (EQUALS, _) => (BARE, 0),
                (BARE, byte) if !byte.is_ascii_whitespace() && byte != b'/' => (BARE, 0),
                (_, byte) if byte.is_ascii_whitespace() || byte == b'/' => (BETWEEN, 0),
                // A second name ends the first: `a =b` has one attribute, counted as two at most.
                (NAME, b'=') => (EQUALS, 0),
                (BETWEEN, b'=') => (EQUALS, 1),
                (NAME, _) => (NAME, 0),
                _ => (NAME, 1),
            };
            most = most.max(count + more);
            next[to] = next[to].max(Some(count + more));
        }
        now = next;
    }
    most
}

/// Builds the tree and counts.
struct Counting {
    document: Document,
    elements: Cell<usize>,
    attributes: Cell<usize>,
    most_elements: usize,
    over: Cell<Option<TooTangled>>,
}

impl Counting {
    /// Whether the tree is still built; when not, what comes is only stepped over until the next look.
    fn is_sound(&self) -> bool {
        self.over.get().is_none()
    }

    fn count_attributes(&self, more: usize) {
        self.attributes.set(self.attributes.get() + more);
        if self.attributes.get() > MAX_ATTRIBUTES {
            self.over.set(Some(TooTangled("more than a million attributes")));
        }
    }

    fn check_depth(&self, parent: &NodeId, child: &NodeOrText<NodeId>) {
        if matches!(child, NodeOrText::AppendNode(_))
            && self.document.tree.ancestor_ids_of_it(parent, Some(MAX_DEPTH)).count() == MAX_DEPTH
        {
            self.over.set(Some(DEEP));
        }
    }
}

impl TreeSink for Counting {
    type ElemName<'a> = Ref<'a, QualName>;
    type Output = Result<Document, TooTangled>;
    type Handle = NodeId;

    fn finish(self) -> Self::Output {
        self.over.get().map_or(Ok(self.document), Err)
    }

    fn create_element(&self, name: QualName, mut attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.elements.set(self.elements.get() + 1);
        if self.elements.get() > self.most_elements {
            self.over.set(Some(MANY));
        }
        self.count_attributes(attrs.len());
        if !self.is_sound() {
            attrs = Vec::new();
        }
        self.document.create_element(name, attrs, flags)
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        // All those that are there are looked through for each call.
        self.count_attributes(
            attrs.len() + self.document.tree.get(target).map_or(0, |node| node.attrs().len()),
        );
        if self.is_sound() {
            self.document.add_attrs_if_missing(target, attrs);
        }
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.check_depth(parent, &child);
        self.document.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.check_depth(sibling, &child);
        self.document.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        self.check_depth(element, &child);
        self.check_depth(before, &child);
        self.document.append_based_on_parent_node(element, before, child);
    }

    // What is wrong with a page is nobody's business here.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.document.elem_name(target)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.document.create_pi(target, data)
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.document.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn pages_built_to_hurt_are_refused_soon() {
        let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
        let start = Instant::now();
        for (page, why) in [
            (many(100_000, &|_| "<div>".into()), DEEP),
            // Stray and void closing tags close nothing.
            (many(100_000, &|_| "<div></x>".into()), DEEP),
            (many(100_000, &|_| "<div></br>".into()), DEEP),
            // Each paragraph opens anew what the ones before it left open.
            (many(100_000, &|n| format!("<p><b a={n}>x</p>")), DEEP),
            (
                format!("<p>{}</p>", many(400, &|n| format!("<b a={n}>")))
                    + &many(100_000, &|_| "<p>x</p>".into()),
                MANY,
            ),
            (
                format!("<p{}>x", many(100_000, &|n| format!(" a{n}"))),
                TooTangled("a tag with thousands of attributes"),
            ),
            (
                format!("<p><b{}>x</p>", many(8000, &|n| format!(" a{n}")))
                    + &many(100_000, &|_| "<p>x</p>".into()),
                TooTangled("more than a million attributes"),
            ),
        ] {
            assert_eq!(tree(&page).err(), Some(why), "{}", &page[..40]);
        }
        // Minutes without the limits.
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }

    #[test]
    fn attributes_are_counted_wherever_a_tag_begins() {
        for (html, most) in [
            ("<p>one two three", 0),
            ("<p a b=c d = 'e f g' h=\"i j\">k l", 5),
            ("<p a/b/c/>", 3),
            ("a < b c d", 0),
            ("<script>x<a=\"</script><p a b c>", 3),
        ] {
            assert_eq!(most_attributes(html.as_bytes()), most, "{html}");
        }
    }

    #[test]
    fn a_tree_is_that_of_the_library() {
        let page = "<!doctype html><p>é <b>a<i>b</b>c</i><table>x<tr><td>y</table><svg><a/></svg>".repeat(50);
        assert_eq!(tree(&page).unwrap().html(), Document::from(page.as_str()).html());
    }
}
