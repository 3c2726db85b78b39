package org.temper.cli.inspect;

import com.google.common.primitives.ImmutableIntArray;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.temper.api.ContentHash;
import org.temper.api.TokenSequence;
import org.temper.data.Tokenization.Fate;

/** Counts of the records of data, and of the examples made of them. */
final class DataCounts {
  private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
  private final ImmutableIntArray.Builder lengths = ImmutableIntArray.builder();
  private final Set<String> seen = new HashSet<>();
  private int records;
  private int duplicates;
  private long learned;
  private long cut;

  /** Counts one more record. */
  void add(Inspected inspected) {
    records++;
    fates.merge(inspected.fate(), 1, Integer::sum);
    cut += inspected.cut();
    inspected.example().ifPresent(this::count);
  }

  private void count(TokenSequence example) {
    lengths.add(example.length());
    learned += example.scoredTokens();
    ContentHash hash = new ContentHash();
    for (long token : example.tokens()) {
      hash.add(token);
    }
    duplicates += seen.add(hash.digits()) ? 0 : 1;
  }

  /** The distribution of the examples' lengths. */
  Lengths lengths() {
    return Lengths.of(lengths.build());
  }

  /** The counts by name, in the order of a table. */
  Map<String, Long> figures() {
    Map<String, Long> figures = new LinkedHashMap<>();
    Lengths all = lengths();
    figures.put("records", (long) records);
    figures.put("examples", (long) all.count());
    figures.put("cut", count(Fate.CUT));
    figures.put("left_out", count(Fate.DROPPED) + count(Fate.IDENTICAL));
    figures.put("duplicates", (long) duplicates);
    figures.put("tokens", all.sum());
    figures.put("learned_tokens", learned);
    figures.put("tokens_not_used", cut);
    if (all.count() > 0) {
      figures.put("shortest", (long) all.quantile(0));
      figures.put("median_length", (long) all.quantile(0.5));
      figures.put("length_90_percent", (long) all.quantile(0.9));
      figures.put("length_99_percent", (long) all.quantile(0.99));
      figures.put("longest", (long) all.quantile(1));
    }
    return figures;
  }

  private long count(Fate fate) {
    return fates.getOrDefault(fate, 0);
  }
}
