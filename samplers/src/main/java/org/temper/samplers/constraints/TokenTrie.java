package org.temper.samplers.constraints;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.api.semantic.SemanticIds;
import org.temper.api.semantic.SemanticTokens;

/**
 * A trie of the token sequences that are legal, such as the semantic ids of a catalog's items. None
 * is a prefix of another, so that the tokens alone tell where a sequence ends. Immutable.
 *
 * <p>It holds the sequences in order, and nothing else: a prefix is a range of them.
 */
public final class TokenTrie {
  /** The sequences, ascending. */
  private final long[][] sorted;

  /** The number that each of the sorted sequences was given by, and the other way round. */
  private final int[] numbers;

  private final int[] positions;
  private final int longest;

  /**
   * The sequences that begin with the same tokens.
   *
   * @param from the first of them in order
   * @param to the one after the last
   * @param length how many tokens they share
   */
  record Prefix(int from, int to, int length) {
    int size() {
      return to - from;
    }
  }

  /**
   * A token that may follow a prefix.
   *
   * @param token its id
   * @param prefix the longer prefix
   */
  record Branch(long token, Prefix prefix) {}

  private TokenTrie(long[][] sorted, int[] numbers) {
    this.sorted = sorted;
    this.numbers = numbers;
    this.positions = new int[numbers.length];
    for (int position = 0; position < numbers.length; position++) {
      positions[numbers[position]] = position;
    }
    this.longest = Arrays.stream(sorted).mapToInt(sequence -> sequence.length).max().orElse(0);
  }

  /**
   * A trie of sequences, numbered as they are given.
   *
   * @param sequences token ids, at least one sequence, each of at least one token
   * @return the trie
   * @throws IllegalArgumentException if there is none, one is empty or holds a negative id, two are
   *     equal, or one begins another
   */
  public static TokenTrie of(List<long[]> sequences) {
    checkArgument(!sequences.isEmpty(), "sequences: expected at least one, got none");
    for (int i = 0; i < sequences.size(); i++) {
      checkArgument(
          sequences.get(i).length > 0, "sequences[%s]: expected at least one token, got none", i);
      for (long token : sequences.get(i)) {
        checkArgument(token >= 0, "sequences[%s]: expected ids of at least 0, got %s", i, token);
      }
    }
    int[] numbers =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparing(sequences::get, Arrays::compare))
            .mapToInt(Integer::intValue)
            .toArray();
    long[][] sorted =
        Arrays.stream(numbers).mapToObj(i -> sequences.get(i).clone()).toArray(long[][]::new);
    for (int i = 1; i < sorted.length; i++) {
      checkArgument(
          Arrays.mismatch(sorted[i - 1], sorted[i]) < sorted[i - 1].length
              && Arrays.mismatch(sorted[i - 1], sorted[i]) >= 0,
          "sequences[%s]: expected none that is or begins another, got %s, which begins"
              + " sequences[%s]",
          numbers[i - 1],
          Arrays.toString(sorted[i - 1]),
          numbers[i]);
    }
    return new TokenTrie(sorted, numbers);
  }

  /**
   * A trie of the semantic ids of a catalog: sequence i is item i.
   *
   * @param ids the items' codes, no two the same
   * @param tokens the ids that codes have in the vocabulary
   * @return the trie
   * @throws IllegalArgumentException if two items share their codes
   */
  public static TokenTrie of(SemanticIds ids, SemanticTokens tokens) {
    checkArgument(
        ids.distinct(), "ids: expected a path for each item alone, got items that share theirs");
    return of(
        IntStream.range(0, ids.items())
            .mapToObj(
                item ->
                    IntStream.range(0, ids.levels())
                        .mapToLong(level -> tokens.token(level, ids.code(item, level)))
                        .toArray())
            .toList());
  }

  /**
   * How many sequences there are.
   *
   * @return at least 1
   */
  public int size() {
    return sorted.length;
  }

  /**
   * The most tokens of a sequence.
   *
   * @return at least 1
   */
  public int longest() {
    return longest;
  }

  /**
   * The largest token id.
   *
   * @return at least 0
   */
  public long largestToken() {
    return Arrays.stream(sorted).flatMapToLong(Arrays::stream).max().orElseThrow();
  }

  /**
   * A sequence.
   *
   * @param number its number
   * @return its tokens
   * @throws IndexOutOfBoundsException if there is no such sequence
   */
  public ImmutableLongArray sequence(int number) {
    return ImmutableLongArray.copyOf(sorted[position(number)]);
  }

  /**
   * The sequences that tokens are made of, one after another.
   *
   * @param tokens whole sequences
   * @return their numbers
   * @throws IllegalArgumentException if the tokens are not whole legal sequences
   */
  public ImmutableIntArray sequences(ImmutableLongArray tokens) {
    ImmutableIntArray.Builder found = ImmutableIntArray.builder();
    Prefix prefix = root();
    for (int t = 0; t < tokens.length(); t++) {
      prefix = after(prefix, tokens.get(t));
      checkArgument(
          prefix.size() > 0, "tokens[%s]: expected a legal token, got %s", t, tokens.get(t));
      if (isComplete(prefix)) {
        found.add(number(prefix));
        prefix = root();
      }
    }
    checkArgument(prefix.length() == 0, "tokens: expected whole sequences, got one cut short");
    return found.build();
  }

  Prefix root() {
    return new Prefix(0, sorted.length, 0);
  }

  boolean isComplete(Prefix prefix) {
    return prefix.size() == 1 && sorted[prefix.from()].length == prefix.length();
  }

  int number(Prefix complete) {
    return numbers[complete.from()];
  }

  int position(int number) {
    return positions[checkElementIndex(number, positions.length, "number")];
  }

  /** The tokens that may follow, ascending; none after a complete sequence. */
  List<Branch> branches(Prefix prefix) {
    if (isComplete(prefix)) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<Branch> branches = ImmutableList.builder();
    int from = prefix.from();
    while (from < prefix.to()) {
      long token = sorted[from][prefix.length()];
      int to = firstFrom(from, prefix, token + 1);
      branches.add(new Branch(token, new Prefix(from, to, prefix.length() + 1)));
      from = to;
    }
    return branches.build();
  }

  private Prefix after(Prefix prefix, long token) {
    int from = firstFrom(prefix.from(), prefix, token);
    return new Prefix(from, firstFrom(from, prefix, token + 1), prefix.length() + 1);
  }

  /** The first position from one on whose next token is not below a given one. */
  private int firstFrom(int start, Prefix prefix, long token) {
    int low = start;
    int high = prefix.to();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle][prefix.length()] < token) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public String toString() {
    return "TokenTrie of " + sorted.length + " sequences";
  }
}
