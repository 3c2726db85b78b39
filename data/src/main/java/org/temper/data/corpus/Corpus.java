package org.temper.data.corpus;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.EnumMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.temper.data.Split;
import org.temper.data.Tokenization.Fate;

/**
 * Examples made of the records of files, and what became of the records that are none.
 *
 * @param <E> what an example is
 */
public final class Corpus<E> {
  private final RowStore<E> rows;
  private final int maxLength;
  private final Reading reading;

  Corpus(RowStore<E> rows, int maxLength, Reading reading) {
    this.rows = rows;
    this.maxLength = maxLength;
    this.reading = reading;
  }

  /**
   * What was read.
   *
   * @param name what the files were asked for as
   * @param contents a hash of the files' contents: of one file its SHA-256
   * @param silent records that say nothing that can be learned, and were left out
   * @param badRecords records that were skipped
   * @param firstBadRecords what is wrong with the first of them
   */
  public record Reading(
      String name, String contents, long silent, long badRecords, List<String> firstBadRecords) {
    /** Copies. */
    public Reading {
      firstBadRecords = ImmutableList.copyOf(firstBadRecords);
    }
  }

  /**
   * A part of the examples.
   *
   * @param examples the examples in the order of their records; of a cache a {@link
   *     org.temper.data.lists.StoredList}
   * @param prompts what its records are held out by, each once, those of records that were left out
   *     included; of a cache none
   * @param truncated how many examples were cut off
   * @param dropped how many records were left out as too long
   * @param identical how many records were left out because what they compare is the same
   * @param <E> what an example is
   */
  public record Part<E>(
      List<E> examples, List<String> prompts, int truncated, int dropped, int identical) {}

  /**
   * What is trained on and what is held out.
   *
   * @param train the one
   * @param heldOut the other; may have no examples
   * @param <E> what an example is
   */
  public record Parts<E>(Part<E> train, Part<E> heldOut) {

    /**
     * The examples of both.
     *
     * @return the split
     */
    public Split<E> split() {
      return new Split<>(train.examples(), heldOut.examples());
    }
  }

  /**
   * What was read.
   *
   * @return counts, and the hash of the files
   */
  public Reading reading() {
    return reading;
  }

  /**
   * The records, those that were left out as too long or as identical included.
   *
   * @return how many, at least 1
   */
  public int records() {
    return rows.size();
  }

  /**
   * Whether the examples lie in a cache.
   *
   * @return false where they lie in memory
   */
  public boolean isCached() {
    return rows instanceof CachedRows;
  }

  /**
   * All examples.
   *
   * @return the part
   * @throws IllegalArgumentException if there is none
   */
  public Part<E> all() {
    return checked(part(row -> true));
  }

  /**
   * Holds out about a share of the records, as {@link Split#byShare} does by their prompts.
   *
   * @param share the share, from 0 to 0.5
   * @param seed decides which
   * @return both parts
   * @throws IllegalArgumentException if the share is another, or a part with records has no example
   */
  public Parts<E> holdOutShare(double share, long seed) {
    if (share == 0) {
      return parts(new BitSet());
    }
    RowStore.Prompts prompts = rows.promptNumbers();
    BitSet chosen =
        Split.groupsByShare(rows.size(), prompts.count(), prompts.number(), share, seed);
    BitSet heldOut = new BitSet(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      heldOut.set(row, chosen.get(prompts.number().applyAsInt(row)));
    }
    return parts(heldOut);
  }

  /**
   * Holds out the last records.
   *
   * @param heldOut how many, from 0 to fewer than there are
   * @return both parts
   * @throws IllegalArgumentException if it is another number, or a part with records has no example
   */
  public Parts<E> holdOutEnd(int heldOut) {
    checkArgument(
        heldOut >= 0 && heldOut < rows.size(),
        "heldOut: expected a number from 0 to below %s, got %s",
        rows.size(),
        heldOut);
    BitSet last = new BitSet(rows.size());
    last.set(rows.size() - heldOut, rows.size());
    return parts(last);
  }

  private Parts<E> parts(BitSet heldOut) {
    Part<E> rest = part(heldOut::get);
    return new Parts<>(
        checked(part(row -> !heldOut.get(row))), heldOut.isEmpty() ? rest : checked(rest));
  }

  private Part<E> part(IntPredicate wanted) {
    Multiset<Fate> counts = EnumMultiset.create(Fate.class);
    for (int row = 0; row < rows.size(); row++) {
      if (wanted.test(row)) {
        counts.add(rows.fate(row));
      }
    }
    int[] kept = new int[counts.count(Fate.WHOLE) + counts.count(Fate.CUT)];
    int count = 0;
    for (int row = 0; row < rows.size(); row++) {
      Fate fate = rows.fate(row);
      if (wanted.test(row) && (fate == Fate.WHOLE || fate == Fate.CUT)) {
        kept[count++] = row;
      }
    }
    return new Part<>(
        rows.examples(kept),
        rows.prompts(wanted),
        counts.count(Fate.CUT),
        counts.count(Fate.DROPPED),
        counts.count(Fate.IDENTICAL));
  }

  private Part<E> checked(Part<E> part) {
    checkArgument(
        !part.examples().isEmpty(),
        "records: expected at least one with something to learn within %s tokens (--max-length),"
            + " got none among %s, of which %s compare what is the same",
        maxLength,
        part.dropped() + part.identical(),
        part.identical());
    return part;
  }
}
