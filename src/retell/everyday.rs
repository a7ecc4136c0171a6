//! Everyday words: how common a term is before any collection is seen.
//!
//! **In** a folded word. **Out** the share of articles that would hold its stem. **Cost** one look-up.
//! **Never** needed: a language without a table gets its priors from the length of the stem, and in a small collection from the
//! texts themselves.
//! **From** lists written by hand for this crate, in three bins of how many news articles hold a word; no corpus, no licence.

use super::term::stem;
use crate::number;
use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
use crate::text::unicode::is_unspaced;
use std::sync::LazyLock;

/// Shares of articles, and the words that stand in about so many, folded.
const TABLES: &[(f64, &str)] = &[
    // French
    (
        0.80,
        "a au aux avec ce cette ces dans de des du d elle en est et ete etre il ils l la le les leur mais n \
         ne on ont ou par pas plus pour qu que qui s sa se ses son sont sur un une y c",
    ),
    (
        0.35,
        "ai ainsi alors ans apres aussi autre autres avait avant avoir bien comme contre depuis deux dit dont \
         encore entre etait etaient eu fait faire fois je jour jours leurs lors lui me meme moins mois moi \
         non notamment nous premier premiere peu peut plusieurs quand sans selon si sera serait sous tous \
         tout toute toutes tres trois va vous dernier derniere derniers egalement deja annonce declare \
         indique explique ajoute precise personnes pays fin temps monde annee annees an lundi mardi mercredi \
         jeudi vendredi samedi dimanche etat president ministre quelques jusqu m mme ca cela celui celle ceux \
         cet chez donc dire eux faut ici j jamais mes mon ma nos notre ni nouveau nouvelle nouvelles nouveaux \
         parce pendant pres puis quel quelle quelque rien sait seul soit suis suite te tu t toujours \
         toutefois trop vers votre vos voir vu aurait auraient avaient devant ete etant ayant h",
    ),
    (
        0.12,
        "affirme assure estime souligne rapporte rappele confie raconte lance poursuivi poursuit conclu \
         insiste regrette evoque demande janvier fevrier mars avril mai juin juillet aout septembre octobre \
         novembre decembre heure heures matin soir nuit semaine semaines euros million millions milliard \
         milliards cent mille quatre cinq six sept huit neuf dix homme hommes femme femmes famille enfants \
         personne gens ville pays place partie part moment face cote cours cas compte chef porte parole \
         conseil directeur ancien ancienne grand grande grands petit petite jeune jeunes bon bonne national \
         nationale international internationale public publique francais francaise france paris gouvernement \
         politique police justice enquete crise situation mesure mesures question travail vie mort morts lieu \
         nombre groupe raison cause mis mise pris prise prendre mettre donne donner passe passer veut vont \
         doit doivent devrait pourrait pourraient peuvent savoir aller venir dernierement desormais ailleurs \
         alors aujourd hui hier demain loin debut depuis lors afin aupres car certains certaines chaque aucun \
         aucune beaucoup environ ensemble ensuite enfin malgre parmi partir plutot pourtant quant seulement \
         surtout tard tandis toutefois presque permis permet permettre afp agence presse communique \
         information medias journal reseaux sociaux twitter site media source sources service",
    ),
    // English
    (
        0.80,
        "the in of and to a on with for that is by at his as he has it be was from s not have this are an but \
         will their they who been after said",
    ),
    (
        0.35,
        "about would out we what no i also or over all into two its some you which were before last can \
         during up if us may first there time our so now new think against week could other had did any than \
         years when do people many just get them while told both much him well should down very here how \
         where see like even go make come back say says including being part most made way such past own only \
         those along year whether called then since might saying day days off same again another these her \
         she one more my me your t u re ll ve don d m dont doesnt didnt cant couldnt wouldnt shouldnt isnt \
         arent wasnt werent hasnt havent hadnt wont im ive youre youve theyre theyve weve hes shes thats whats \
         theres lets monday tuesday wednesday thursday friday saturday \
         sunday president according because between through under around among without though still however",
    ),
    (
        0.12,
        "january february march april may june july august september october november december hour hours \
         morning night weeks month months million billion hundred thousand three four five six seven eight \
         nine ten man men woman women family children person city country countries place point case head \
         spokesman spokeswoman council director former big great little young good bad national international \
         public government political police state states united minister official officials house white news \
         media press report reported reports statement added told asked announced wrote interview group \
         number question issue issues work life set put take took taken give given made making know known \
         want wants need help keep going doing having getting look looking thing things something anything \
         nothing really always never ever yet too enough few every each either later ago today tomorrow \
         yesterday long high top right left end start late early second next half however despite although \
         until across behind toward towards near photo image images file ap reuters afp associated getty \
         updated published com twitter facebook story read share",
    ),
    // German
    (
        0.80,
        "der die das und in zu den von mit ist im des auf fur ein eine dem nicht sich es an als auch er hat \
         am bei nach sie aus um",
    ),
    (
        0.35,
        "wird wurde werden haben war sind uber vor einen einer eines einem noch wie bis nur sein seine mehr \
         durch dass oder zum zur kann gegen unter aber wenn so ich wir hatte schon jahr jahre jahren prozent \
         sagte sei seit alle keine diese dieser dieses man ihre ihr vom zwei drei was neue neuen damit dann \
         da immer nun",
    ),
    // Spanish
    (0.80, "de la que el en y a los se del las un por con no una su para es al lo como mas o"),
    (
        0.35,
        "pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos tambien fue habia era muy \
         anos hasta desde nos durante uno ni contra otros ese eso ante ellos e mi antes algunos unos yo otro \
         otras otra dijo segun tras porque dia dias ano presidente gobierno han hay donde estado puede",
    ),
    // Italian
    (0.80, "di e il la che in a per un una del della con non si da i le dei al sono nel lo gli ha alla"),
    (
        0.35,
        "ma anche piu come dal dalla delle degli ai alle questo questa o se suo sua stato stata essere anni \
         dopo tra due nella nelle sul sulla ci hanno era prima cui solo tutti ancora contro quando poi all \
         dell nell sull dall fatto ieri oggi presidente",
    ),
    // Indonesian
    (0.80, "yang dan di dari itu dengan untuk ini dalam tidak pada ke adalah"),
    (
        0.35,
        "akan juga mereka dia ia oleh sebagai telah ada saya kami kita bisa karena atau seperti lebih sebuah \
         tersebut para orang namun tetapi satu dapat menjadi sudah saat kepada bahwa hanya secara antara \
         sangat hari tahun lain banyak harus masih setelah lagi",
    ),
    // Chinese and Japanese, letter by letter
    (0.80, "的 了 在 是 一 不 有 这 這 の に は を た が て と し い る で な"),
    (
        0.35,
        "和 与 為 为 人 他 她 它 我 们 們 中 上 下 也 就 说 說 对 對 将 將 被 到 从 從 以 于 於 会 會 要 年 月 日 时 時 个 個 大 后 後 前 \
         并 並 但 及 其 而 或 等 之 所 可 能 都 没 沒 还 還 出 来 來 过 過 向 由 已 者 里 裡 把 让 讓 给 給 地 得 着 著 最 更 多 两 兩 新 \
         周 週 星 期 曜 れ さ も か ら り あ こ ま す っ く き う け そ よ え だ つ め ん へ ば み せ ち わ や ろ ど お",
    ),
];

static SHARES: LazyLock<Hashed<f64>> = LazyLock::new(|| {
    let mut shares: Hashed<f64> = Hashed::default();
    for &(share, words) in TABLES {
        for word in words.split_ascii_whitespace() {
            let most: &mut f64 = shares.entry(word_hash(stem(word).as_bytes())).or_default();
            *most = most.max(share);
        }
    }
    shares
});

/// The share of articles that hold a word with the stem `stem`, whose hash is `key`, as a guess.
pub fn of_word(stem: &str, key: u64) -> f64 {
    if let Some(&share) = SHARES.get(&key) {
        return share;
    }
    let Some(first) = stem.chars().next() else { return 1.0 };
    if is_unspaced(first) {
        return 0.05;
    }
    // Measured on French and English news.
    match stem.chars().count() {
        1 => 0.25,
        2 => 0.05,
        3 => 0.02,
        4 => 0.012,
        _ => 0.008,
    }
}

/// How much rarer so many millions are than so many.
const OF_MILLIONS: f64 = 0.3;

/// The share of articles that hold the number `digits`, in its canonical spelling.
pub fn of_number(digits: &str) -> f64 {
    let digits = digits.trim_end_matches('%');
    // Millions are as rare as their number, and rarer still.
    if let Some(millions) = digits.strip_suffix("000000").filter(|millions| !millions.is_empty()) {
        return OF_MILLIONS * of_number(millions.trim_end_matches('0'));
    }
    match digits.len() {
        0 | 1 => 0.15,
        2 => 0.06,
        _ if number::is_year(digits) => 0.05,
        _ => 0.006,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(word: &str) -> f64 {
        of_word(&stem(word), word_hash(stem(word).as_bytes()))
    }

    #[test]
    fn everyday_words_are_more_common_than_others() {
        assert_eq!(share("the"), 0.8);
        assert_eq!(share("president"), 0.35);
        assert!(share("libere") < 0.01);
        assert!(of_number("7") > of_number("16") && of_number("2019") > of_number("1300"));
        assert!(of_number("7") > of_number("7000000") && of_number("75%") == of_number("75"));
    }
}
