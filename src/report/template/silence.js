/* Where nothing was found: which step removed how many candidates, in the words of the command line. */

/** Why there is nothing to show; nothing where there is something. */
function silence() {
  const { held, filter, summary } = data.meta;
  if (held.clusters[1] > 0 || held.passages[1] > 0) return null;
  const reasons = filter ? ["nothing that was found passes the filter"] : reasonsOf(summary);
  return h("section", { class: "silence" }, h("h2", null, "Nothing was found"), h("ul", null, reasons.map((reason) => h("li", null, reason))));
}

/** What each step let fall, as sentences. */
function reasonsOf({ counts, options }) {
  const { records, near_duplicates: near, passages: runs, retold } = counts;
  const { preset } = options.retell;
  const { seed } = options.passage;
  const run = options.text.is_by_letter ? `${seed.length_unspaced} letters` : `${seed.length} words`;
  const days = options.window_days;
  if (records.articles < 2) return ["there is nothing to compare: give two articles or more"];
  return [
    near.candidates === 0
      ? "no two articles looked alike enough to be counted"
      : `${plural(near.candidates, "pair of articles was", "pairs of articles were")} counted, ${num(near.below_threshold)} below --threshold ${options.verify.resemblance} and --containment ${options.verify.containment}`,
    runs.candidates === 0
      ? `no two articles share a sampled run of ${run}`
      : `${plural(runs.candidates, "pair shares", "pairs share")} a run of ${run}, ${num(runs.not_aligned)} of them no more than that, or a phrase that turns up everywhere; of the others ${plural(runs.chains_refused, "stretch was", "stretches were")} shown to be too little`,
    retold.compared > 0 && `${plural(retold.compared, "pair was", "pairs were")} compared sentence by sentence, without a passage that --rewritten ${preset} reports${preset === "wide" ? "" : ": --rewritten wide asks for less"}`,
    retold.unlikely > 0 && `${plural(retold.unlikely, "passage found word by word was", "passages found word by word were")} left out: the sentences around tell different things`,
    runs.boilerplate_set_aside > 0 && `${plural(runs.boilerplate_set_aside, "passage is made", "passages are made")} of sentences that an outlet repeats in unrelated articles (boilerplate)`,
    typeof days === "number" && `passages were sought in articles of ${plural(days, "day")} at most from each other (--window)`,
    records.without_words > 0 && `${plural(records.without_words, "article has", "articles have")} no word at all`,
  ].filter(Boolean);
}
