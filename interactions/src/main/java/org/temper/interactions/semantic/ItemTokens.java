package org.temper.interactions.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.temper.api.ContentHash;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.semantic.Continuations;
import org.temper.api.semantic.SemanticIds;
import org.temper.api.semantic.SemanticTokens;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;

/**
 * A writing of items as tokens of a vocabulary of their own: each item as the codes of its semantic
 * id, level by level, and one token 0 in a sequence, first or between history and what is
 * generated. Whatever trains on items, such as {@link
 * org.temper.interactions.sequences.UserSequences}, is so trained on by a model of tokens.
 *
 * @param ids the items' codes
 * @param startPlace where token 0 stands
 */
public record ItemTokens(SemanticIds ids, StartPlace startPlace) {
  /** The token that is no item's. */
  public static final long START = 0;

  /** Where {@link #START} stands in a sequence. */
  public enum StartPlace {
    /** Before all items: for models that read one token after the other. */
    FIRST,
    /**
     * After the history, and so before the first item that is scored or generated: for models that
     * read a history as a whole, as OneRec's do.
     */
    AFTER_HISTORY
  }

  /**
   * A writing whose sequences begin with {@link #START}.
   *
   * @param ids the items' codes
   */
  public ItemTokens(SemanticIds ids) {
    this(ids, StartPlace.FIRST);
  }

  /**
   * The tokens that codes have.
   *
   * @return the tokens, after {@link #START}
   */
  public SemanticTokens tokens() {
    return SemanticTokens.of(ids, START + 1);
  }

  /**
   * The codes that lead to an item of the table: after whole items the first codes, and after some
   * codes of an item those that follow them.
   *
   * @return what may come next, also after {@link #START}
   */
  public Continuations continuations() {
    SemanticTokens tokens = tokens();
    Map<ImmutableIntArray, ImmutableLongArray> known = new ConcurrentHashMap<>();
    return before -> known.computeIfAbsent(prefix(tokens, before), this::next);
  }

  /** The codes of an item that tokens end with, unless it is whole. */
  private ImmutableIntArray prefix(SemanticTokens tokens, ImmutableLongArray before) {
    long last = before.get(before.length() - 1);
    int length = tokens.contains(last) ? (tokens.level(last) + 1) % ids.levels() : 0;
    return ImmutableIntArray.copyOf(
        before.subArray(before.length() - length, before.length()).stream().mapToInt(tokens::code));
  }

  private ImmutableLongArray next(ImmutableIntArray prefix) {
    ImmutableIntArray codes = ids.nextCodes(prefix);
    checkArgument(!codes.isEmpty(), "tokens: expected the first codes of an item, got %s", prefix);
    SemanticTokens tokens = tokens();
    return ImmutableLongArray.copyOf(
        codes.stream().mapToLong(code -> tokens.token(prefix.length(), code)));
  }

  /**
   * The size of the vocabulary that a model needs.
   *
   * @return all codes of all levels, and the start
   */
  public int vocabularySize() {
    return tokens().count() + 1;
  }

  /**
   * How many tokens a history has.
   *
   * @param items how many items it has, at least 0
   * @return the start token and the codes of each
   */
  public int length(int items) {
    return 1 + Math.multiplyExact(items, ids.levels());
  }

  /**
   * A history as a prompt, from which the next item can be decoded.
   *
   * @param items the items, oldest first; may be none
   * @return the start token and the codes of each
   * @throws IndexOutOfBoundsException if an item is not in the table
   */
  public long[] prompt(ImmutableIntArray items) {
    return written(items, startPlace == StartPlace.FIRST ? 0 : items.length());
  }

  /** Items with the start token before one of them, or after all. */
  private long[] written(ImmutableIntArray items, int start) {
    SemanticTokens tokens = tokens();
    long[] written = new long[length(items.length())];
    written[start * ids.levels()] = START;
    for (int i = 0; i < items.length(); i++) {
      for (int level = 0; level < ids.levels(); level++) {
        written[place(i, start) + level] = tokens.token(level, ids.code(items.get(i), level));
      }
    }
    return written;
  }

  /** Where an item begins, with the start token before one of them. */
  private int place(int item, int start) {
    return item * ids.levels() + (item < start ? 0 : 1);
  }

  /**
   * Sequences of items as sequences of tokens: the codes of an item that is scored are scored.
   *
   * @param items sequences of item numbers, with any padding; their side inputs are left out, their
   *     labels stay
   * @return the sequences, padded on the right
   * @throws IllegalArgumentException if an item is not in the table
   */
  public SequenceBatch write(SequenceBatch items) {
    List<TokenSequence> rows =
        IntStream.range(0, items.rows()).mapToObj(row -> sequence(items, row)).toList();
    SequenceBatch written = SequenceBatch.of(rows);
    return items.labels().isEmpty() ? written : written.withLabels(items.labels());
  }

  private TokenSequence sequence(SequenceBatch items, int row) {
    long[] those = items.rowTokens(row);
    for (long item : those) {
      checkArgument(
          item >= 0 && item < ids.items(),
          "items: expected numbers below the table's %s, got %s in row %s",
          ids.items(),
          item,
          row);
    }
    int first = items.start(row);
    int start =
        startPlace == StartPlace.FIRST
            ? 0
            : IntStream.range(0, those.length)
                .filter(i -> items.isScored(row, first + i))
                .findFirst()
                .orElse(those.length);
    long[] tokens =
        written(ImmutableIntArray.copyOf(Arrays.stream(those).mapToInt(Math::toIntExact)), start);
    boolean[] scored = new boolean[tokens.length];
    for (int i = 0; i < those.length; i++) {
      int place = place(i, start);
      Arrays.fill(scored, place, place + ids.levels(), items.isScored(row, first + i));
    }
    return TokenSequence.of(tokens, scored);
  }

  /**
   * A source of sequences of items as one of sequences of tokens.
   *
   * @param items the source
   * @return the same updates, written
   */
  public UpdateSource<SequenceBatch> write(UpdateSource<SequenceBatch> items) {
    ContentHash hash = new ContentHash();
    for (int item = 0; item < ids.items(); item++) {
      ids.path(item).forEach(hash::add);
    }
    String digits = hash.digits();
    return new UpdateSource<>() {
      @Override
      public long updatesPerEpoch() {
        return items.updatesPerEpoch();
      }

      @Override
      public UpdateBatch<SequenceBatch> update(long seed, long index) {
        UpdateBatch<SequenceBatch> update = items.update(seed, index);
        return new UpdateBatch<>(
            update.microBatches().stream().map(ItemTokens.this::write).toList(),
            update.exampleIds());
      }

      @Override
      public Map<String, String> identity() {
        return ImmutableMap.<String, String>builder()
            .putAll(items.identity())
            .put("data.semantic_ids", digits)
            .putAll(
                startPlace == StartPlace.FIRST
                    ? Map.of()
                    : Map.of("data.start_place", startPlace.name()))
            .buildOrThrow();
      }
    };
  }
}
