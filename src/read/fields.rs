//! Which field of a record plays which role.
//!
//! **In** the names given by the user; the names that exports use. **Out** for each key, the roles it may play.
//! **Cost** a hash look-up for a key not met before. **Never** guesses by content.
//!
//! A name given by the user is strict: only that field is taken, and its type must fit. Otherwise the usual names
//! are tried in the order of [`USUAL`], upper and lower case and `_`, `-`, `.` and spaces inside aside, and the first
//! one that holds something usable wins. Fields inside [`CONTAINERS`] count after all fields of the record itself,
//! and of one name in two containers that of the first in their order.

use std::cell::Cell;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{DateOrder, ReadParams};

/// What a field can be to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The text.
    Text,
    /// The user's id.
    Id,
    /// The publication.
    Outlet,
    /// When it was published.
    Date,
    /// The headline.
    Title,
    /// Where it can be read.
    Url,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [Self::Text, Self::Id, Self::Outlet, Self::Date, Self::Title, Self::Url];

    /// The flag that maps it.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Text => "--text",
            Self::Id => "--id",
            Self::Outlet => "--outlet",
            Self::Date => "--date",
            Self::Title => "--title",
            Self::Url => "--url",
        }
    }
}

impl Role {
    /// Its name in tables: `text`, `id` and so on.
    pub fn name(self) -> &'static str {
        &self.flag()[2..]
    }
}

/// A field that stands in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name as written; inside other objects the dotted path, as it would be given to `--text`.
    pub path: String,
    /// What it was taken for in this record.
    pub role: Option<Role>,
    /// The order of day and month that its date can only have, as `15/08/2025` has the day first.
    pub date_order: Option<DateOrder>,
}

/// Where the value of a role came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// The field the user named for this role: of another one where an address stands for the outlet.
    Given(Role),
    /// A field with the usual name of this role and rank: of another role where an address stands for the outlet.
    Usual(Role, u16),
}

/// The fields of a record as [`Field`]s: each with its path and what that may mean.
pub(super) fn fields<'p>(
    chosen: &[Option<Chosen>; 6],
    paths: impl Iterator<Item = (&'p str, Match)>,
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut taken = [None; 6];
    for (path, key) in paths {
        for role in Role::ALL {
            let is_it = match chosen[role as usize] {
                Some(Chosen::Given(of)) => key.given & (1 << of as u8) != 0,
                Some(Chosen::Usual(of, rank)) => key.usual == Some((of, rank)),
                None => false,
            };
            if is_it {
                // Of two with one rank the later counts.
                taken[role as usize] = Some(fields.len());
            }
        }
        fields.push(Field { path: path.to_owned(), role: None, date_order: None });
    }
    for role in Role::ALL {
        if let Some(at) = taken[role as usize] {
            match fields[at].role {
                None => fields[at].role = Some(role),
                // One field may serve two roles.
                Some(_) => fields.push(Field { role: Some(role), ..fields[at].clone() }),
            }
        }
    }
    fields
}

/// The usual names of each role, first choice first: lower case, separators taken out.
///
/// From the exports of news archives and crawlers (Europresse, Factiva, LexisNexis, Media Cloud, Common Crawl News,
/// WordPress, NewsAPI, schema.org) and from plain English, French, German, Spanish, Italian, Portuguese, Dutch, Polish, Russian,
/// Ukrainian, Turkish, Arabic, Indonesian, Chinese, Japanese and Korean.
#[rustfmt::skip]
pub const USUAL: [(Role, &[&str]); 6] = [
    (Role::Text, &[
        "text", "fulltext", "maintext", "articletext", "articlebody", "body", "bodytext", "content", "contents",
        "cleantext", "cleanedtext", "plaintext", "textcontent", "contenttext", "storytext", "rawtext", "rawcontent",
        "article", "story", "paragraphs", "document", "doc",
        "texte", "texteintegral", "textecomplet", "articletexte", "textearticle", "corps", "corpsdutexte", "contenu",
        "volltext", "artikeltext", "haupttext", "inhalt", "artikel", "beitrag",
        "texto", "textocompleto", "cuerpo", "contenido", "testo", "testocompleto", "corpo", "contenuto",
        "conteúdo", "conteudo", "tekst", "td",
        "artikeltekst", "inhoud", "treść", "tresc", "treśćartykułu", "pełnytekst", "metin", "tammetin", "habermetni", "içerik", "icerik",
        "текст", "полныйтекст", "текстстатьи", "текстновости", "содержание", "статья", "повнийтекст", "зміст", "вміст",
        "النص", "نص", "نصالمقال", "المحتوى", "محتوى", "isiberita", "isi", "teks", "متن",
        "正文", "全文", "内容", "內容", "內文", "文章内容", "文章", "新闻内容", "文本", "本文", "記事本文", "記事", "본문", "내용", "기사",
    ]),
    (Role::Id, &[
        "id", "_id", "articleid", "docid", "documentid", "storyid", "storiesid", "recordid", "itemid", "postid",
        "guid", "uuid", "uid", "key", "identifier", "accessionnumber", "accessionno", "an", "urn",
        "identifiant", "idarticle", "kennung", "artikelid", "dokumentid", "identificador", "identificativo",
        "identyfikator", "ид", "идентификатор", "ідентифікатор", "المعرف", "编号", "編號", "記事id",
    ]),
    (Role::Outlet, &[
        "outlet", "outletname", "publication", "publicationname", "newspaper", "newspapername", "paper",
        "medianame", "media", "medium", "sourcename", "sourcehostname", "source", "sitename", "publisher", "publishername",
        "journal", "agency", "provider", "site", "website", "domain", "sourcedomain", "hostname", "host", "sn",
        "newssource", "domainname", "journalname", "titredujournal", "titrejournal", "titredepresse", "nommedia",
        "nomdelasource", "nomdusource", "média", "editeur", "éditeur",
        "publikation", "quelle", "zeitung", "medienname", "herausgeber", "verlag",
        "medio", "fuente", "periódico", "periodico", "diario", "fonte", "testata", "giornale",
        "jornal", "veículo", "veiculo",
        "bron", "krant", "uitgever", "źródło", "zrodlo", "gazeta", "wydawca", "kaynak", "gazete",
        "источник", "издание", "газета", "сми", "джерело", "видання", "المصدر", "مصدر", "الصحيفة", "منبع", "sumber",
        "来源", "來源", "媒体", "媒體", "媒体名称", "媒体名", "报纸", "報紙", "新聞", "新聞名", "出典", "掲載紙", "언론사", "매체", "출처",
    ]),
    (Role::Date, &[
        "published", "publishedat", "publisheddate", "publishedtime", "publishdate", "publicationdate", "pubdate",
        "publicationtime", "publishtime", "pubtime", "datepublished", "datepublish", "date", "datetime",
        "firstpublished", "firstpublishedat", "issuedate", "issued", "timestamp", "seendate", "time",
        "created", "createdat", "datecreated", "creationdate", "pd",
        "datedepublication", "datepublication", "datedeparution", "dateparution", "datepubli",
        "parution", "publiéle", "publiele",
        "datum", "erschienen", "veröffentlicht", "veroeffentlicht", "veröffentlichungsdatum", "erscheinungsdatum",
        "publikationsdatum", "fecha", "fechadepublicación", "fechadepublicacion", "fechapublicacion",
        "data", "datapubblicazione", "datadipubblicazione", "datadepublicação",
        "publicatiedatum", "datapublikacji", "tarih", "yayıntarihi", "yayimtarihi", "yayintarihi", "habertarihi",
        "дата", "датапубликации", "опубликовано", "датапублікації", "опубліковано", "التاريخ", "تاريخ", "تاريخالنشر", "تاریخ",
        "tanggal", "发布时间", "发布日期", "發布時間", "发表时间", "日期", "时间", "時間", "掲載日", "公開日", "配信日", "発行日", "日付",
        "작성일", "날짜", "일자",
    ]),
    (Role::Title, &[
        "title", "headline", "articletitle", "heading", "head", "hd", "titre", "titrearticle", "titel",
        "überschrift", "ueberschrift", "schlagzeile", "título", "titulo", "titular", "encabezado", "titolo",
        "kop", "tytuł", "tytul", "nagłówek", "başlık", "başlik", "baslik", "заголовок", "название", "назва", "العنوان", "عنوان",
        "judul", "标题", "標題", "题目", "題目", "タイトル", "見出し", "題名", "제목",
    ]),
    (Role::Url, &[
        "url", "link", "permalink", "canonicalurl", "canonical", "articleurl", "storyurl", "weburl", "sourceurl",
        "uri", "href", "lien", "enlace", "collegamento", "warctargeturi",
        "ссылка", "посилання", "bağlantı", "الرابط", "رابط", "tautan", "链接", "網址", "网址", "連結", "リンク", "링크",
    ]),
];

/// Where an export cuts the first paragraph off the text: Factiva has it in `LP`, and the rest in `TD`.
const LEADS: [&str; 2] = ["lp", "leadparagraph"];
/// The field that goes on behind the first paragraph.
const TAIL: &str = "td";

/// Objects that hold the fields of the article in some exports: Elasticsearch, Dolma, JSON:API, feed readers.
pub const CONTAINERS: &[&str] =
    &["_source", "article", "document", "doc", "data", "record", "attributes", "fields", "metadata", "meta"];

/// Names inside an object that stand for the object itself, as in `{"content": {"rendered": …}}`.
const INNER_TEXT: &[&str] = &["text", "rendered", "plain", "#text", "@value", "value"];
/// The same for what is not the text, as in `{"source": {"name": …}}` and `{"_id": {"$oid": …}}`.
const INNER: &[&str] = &[
    "name",
    "rendered",
    "$oid",
    "$date",
    "$numberLong",
    "#text",
    "@value",
    "value",
    "title",
    "domain",
    "url",
    "id",
];

/// The rank of `name` among the names that stand for the object around it, which is held by `key`.
pub(super) fn inner_rank(key: Match, name: &str) -> Option<usize> {
    let text = 1 << Role::Text as u8;
    let is_text = key.given & text != 0 || key.usual.is_some_and(|(role, _)| role == Role::Text);
    if key.container.is_some() || !key.is_wanted() {
        return None;
    }
    let names = if is_text { INNER_TEXT } else { INNER };
    names.iter().position(|&inner| inner == name)
}

/// Between the ranks of two names: room for the container a field is in, and for a name that stands for the object around it.
const STEP: u16 = 256;
/// Between the ranks of one name in two containers.
const CONTAINER_STEP: u16 = 16;
/// Added to the rank of a field inside a container.
const INSIDE: u16 = 1 << 15;

/// The roles a key may play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Match {
    /// Roles whose given name ends here, as bits.
    pub given: u8,
    /// Roles whose given path goes on inside, as bits.
    pub deeper: u8,
    /// The role the name usually has, and its rank.
    pub usual: Option<(Role, u16)>,
    /// The name of a container: its place among [`CONTAINERS`].
    pub container: Option<u16>,
    /// The first paragraph of a text whose rest stands in another field.
    pub is_lead: bool,
    /// That other field.
    pub is_tail: bool,
}

impl Match {
    /// Whether the value may be left unread.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Whether the value itself, not only something inside it, is wanted.
    pub fn is_wanted(self) -> bool {
        self.given != 0 || self.usual.is_some() || self.is_lead
    }
}

/// The mapping of fields to roles.
#[derive(Debug)]
pub(super) struct Mapping {
    given: [Option<Given>; 6],
    usual: HashMap<&'static str, Match>,
    /// Roles whose given field stood in a record that was read by this mapping, as bits.
    met: Cell<u8>,
}

#[derive(Debug)]
struct Given {
    whole: String,
    path: Vec<String>,
}

impl Mapping {
    pub fn new(params: &ReadParams) -> Self {
        let given = Role::ALL.map(|role| {
            params.named(role).map(|name| Given {
                whole: name.to_owned(),
                path: name.split('.').map(str::to_owned).collect(),
            })
        });
        let mut usual: HashMap<_, Match> = HashMap::new();
        for (role, names) in USUAL {
            if given[role as usize].is_none() {
                for (rank, &name) in names.iter().enumerate() {
                    usual.entry(name).or_default().usual = Some((role, rank as u16 * STEP));
                }
            }
        }
        if given[Role::Text as usize].is_none() {
            for name in LEADS {
                usual.entry(name).or_default().is_lead = true;
            }
            usual.entry(TAIL).or_default().is_tail = true;
        }
        for (place, &name) in CONTAINERS.iter().enumerate() {
            usual.entry(name).or_default().container = Some(place as u16);
        }
        Self { given, usual, met: Cell::new(0) }
    }

    /// Notes that the given fields of these roles, as bits, stand in a record.
    pub fn meet(&self, roles: u8) {
        self.met.set(self.met.get() | roles);
    }

    /// Roles whose given field was met, as bits.
    pub fn met(&self) -> u8 {
        self.met.get()
    }

    /// Whether a field was given and not met.
    pub fn is_missing(&self) -> bool {
        Role::ALL.into_iter().any(|role| self.given(role).is_some() && self.met() & (1 << role as u8) == 0)
    }

    /// The name the user gave for `role`.
    pub fn given(&self, role: Role) -> Option<&str> {
        self.given[role as usize].as_ref().map(|given| given.whole.as_str())
    }

    /// What the field at a path of names may be.
    pub fn of_path<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Match {
        let mut found = Match { deeper: !0, ..Match::default() };
        for (depth, name) in names.into_iter().enumerate() {
            found = self.find(name, depth, found.deeper, found.container);
        }
        found
    }

    /// What the key `name` may be, at `depth` objects deep, within paths that `inside` (bits of roles) still follow;
    /// `container` where the object around it is one, as in [`Match::container`].
    pub fn find(&self, name: &str, depth: usize, inside: u8, container: Option<u16>) -> Match {
        let mut found = Match::default();
        for (bit, given) in self.given.iter().enumerate() {
            let Some(given) = given else { continue };
            if depth == 0 && given.whole == name {
                found.given |= 1 << bit;
            } else if inside & (1 << bit) != 0 && given.path.get(depth).is_some_and(|part| part == name) {
                if given.path.len() == depth + 1 {
                    found.given |= 1 << bit;
                } else {
                    found.deeper |= 1 << bit;
                }
            }
        }
        if depth == 0 || container.is_some() {
            let usual = match self.usual.get(name) {
                Some(usual) => Some(usual),
                None => {
                    let plain = plain(name);
                    let bare = || self.usual.get(bare(&plain).as_str());
                    self.usual.get(plain.as_str()).or_else(|| if plain.is_ascii() { None } else { bare() })
                }
            };
            if let Some(usual) = usual {
                let within = container.map_or(0, |place| INSIDE + place * CONTAINER_STEP);
                found.usual = usual.usual.map(|(role, rank)| (role, rank + within));
                found.container = usual.container.filter(|_| depth == 0);
                (found.is_lead, found.is_tail) = (usual.is_lead, usual.is_tail);
            }
        }
        found
    }
}

/// The rank of `name` among the usual names of the text.
pub(super) fn text_rank(name: &str) -> Option<usize> {
    let plain = plain(name);
    USUAL[Role::Text as usize].1.iter().position(|&usual| usual == plain)
}

/// A name as [`USUAL`] has it: lower case, without separators inside.
fn plain(name: &str) -> String {
    let lead = if name.starts_with('_') { "_" } else { "" };
    let rest = name
        .chars()
        .filter(|c| !matches!(c, '_' | '-' | '.' | ' ' | '\u{A0}' | ':'))
        .flat_map(char::to_lowercase);
    let plain: String = lead.chars().chain(rest).collect();
    if lead.is_empty() || matches!(plain.as_str(), "_id" | "_source") { plain } else { plain[1..].to_owned() }
}

/// The same without accents: `Texte intégral`.
fn bare(plain: &str) -> String {
    plain.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual(name: &str) -> Option<Role> {
        Mapping::new(&ReadParams::default()).find(name, 0, !0, None).usual.map(|(role, _)| role)
    }

    #[test]
    fn usual_names_are_found_in_any_spelling() {
        for (name, role) in [
            ("Full-Text", Role::Text),
            ("maintext", Role::Text),
            ("articleBody", Role::Text),
            ("pubDate", Role::Date),
            ("date_publish", Role::Date),
            ("DATE DE PUBLICATION", Role::Date),
            ("_id", Role::Id),
            ("Article ID", Role::Id),
            ("Überschrift", Role::Title),
            ("source_name", Role::Outlet),
            ("Periódico", Role::Outlet),
            ("Texte intégral", Role::Text),
            ("WARC-Target-URI", Role::Url),
            ("cleaned_text", Role::Text),
            ("texte_article", Role::Text),
            ("nom_media", Role::Outlet),
            ("Titre de presse", Role::Outlet),
            ("domain_name", Role::Outlet),
            ("Publikation", Role::Outlet),
            ("seendate", Role::Date),
            ("publie_le", Role::Date),
            ("first_published_at", Role::Date),
            ("Erschienen", Role::Date),
            ("Текст статьи", Role::Text),
            ("ЗАГОЛОВОК", Role::Title),
            ("Дата публикации", Role::Date),
            ("Издание", Role::Outlet),
            ("正文", Role::Text),
            ("标题", Role::Title),
            ("日期", Role::Date),
            ("媒体", Role::Outlet),
            ("本文", Role::Text),
            ("タイトル", Role::Title),
            ("日付", Role::Date),
            ("Treść", Role::Text),
            ("Tytuł", Role::Title),
            ("Źródło", Role::Outlet),
            ("METİN", Role::Text),
            ("BAŞLIK", Role::Title),
            ("Tarih", Role::Date),
            ("Kaynak", Role::Outlet),
            ("النص", Role::Text),
            ("العنوان", Role::Title),
            ("التاريخ", Role::Date),
            ("المصدر", Role::Outlet),
            ("Bron", Role::Outlet),
            ("본문", Role::Text),
        ] {
            assert_eq!(usual(name), Some(role), "{name}");
        }
        assert_eq!(usual("description"), None);
    }

    #[test]
    fn no_name_has_two_roles() {
        let mut seen = HashMap::new();
        for (role, names) in USUAL {
            for &name in names {
                assert_eq!(plain(name), name);
                assert_eq!(seen.insert(name, role), None, "{name}");
            }
        }
    }

    #[test]
    fn ranks_of_two_names_leave_room_for_what_stands_inside() {
        assert!(INNER.len().max(INNER_TEXT.len()) < CONTAINER_STEP as usize);
        assert!(CONTAINERS.len() * (CONTAINER_STEP as usize) < STEP as usize);
        assert!(USUAL.iter().all(|(_, names)| names.len() * (STEP as usize) < INSIDE as usize));
    }

    #[test]
    fn a_given_path_is_followed_and_puts_convention_aside() {
        let mapping = Mapping::new(&ReadParams { text: Some("a.b".into()), ..ReadParams::default() });
        let text = 1 << Role::Text as u8;
        assert_eq!(mapping.find("a", 0, !0, None).deeper, text);
        assert_eq!(mapping.find("b", 1, text, None).given, text);
        assert_eq!(mapping.find("a.b", 0, !0, None).given, text);
        assert_eq!(mapping.find("b", 1, 0, None).given, 0);
        assert!(mapping.find("text", 0, !0, None).is_nothing());
        assert_eq!(mapping.find("id", 0, !0, None).usual, Some((Role::Id, 0)));
    }
}
