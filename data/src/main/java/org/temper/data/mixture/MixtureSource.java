package org.temper.data.mixture;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Suppliers;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.api.TokenSequence;
import org.temper.data.DataHash;

/**
 * A named source of a mixture: its examples, the bucket that its figures are reported under, and
 * how often they may be repeated.
 *
 * <p>The examples may lie on disk: they are asked for one at a time, by index, and only their
 * lengths are kept.
 */
public final class MixtureSource {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final String name;
  private final String bucket;
  private final List<TokenSequence> examples;
  private final ImmutableIntArray lengths;
  private final double maxEpochs;
  private final Supplier<String> contents;

  private MixtureSource(
      String name,
      String bucket,
      List<TokenSequence> examples,
      ImmutableIntArray lengths,
      double maxEpochs,
      Supplier<String> contents) {
    this.name = name;
    this.bucket = bucket;
    this.examples = examples;
    this.lengths = lengths;
    this.maxEpochs = maxEpochs;
    this.contents = contents;
  }

  /**
   * A source whose lengths and hash are computed by reading all its examples. It is its own bucket
   * and is repeated as often as the run asks for.
   *
   * @param name what it is called, of lower-case letters, digits and {@code _}, a letter first
   * @param examples at least one, each with at least one token; not to change
   * @return the source
   * @throws IllegalArgumentException if the name has other characters, or there is no example or an
   *     empty one
   */
  public static MixtureSource of(String name, List<TokenSequence> examples) {
    return of(
        name,
        examples,
        ImmutableIntArray.copyOf(examples.stream().mapToInt(TokenSequence::length)),
        () -> DataHash.ofSequences(examples));
  }

  /**
   * A source whose lengths and hash are known already, such as those of a cache on disk.
   *
   * @param name what it is called, of lower-case letters, digits and {@code _}, a letter first
   * @param examples at least one; not to change
   * @param lengths the tokens of each example, at least 1
   * @param contents computes a hash of the examples; asked once, and only where the identity is
   * @return the source
   * @throws IllegalArgumentException if the name has other characters, or there is no example, an
   *     empty one, or another number of lengths
   */
  public static MixtureSource of(
      String name,
      List<TokenSequence> examples,
      ImmutableIntArray lengths,
      Supplier<String> contents) {
    checkName("name", name);
    checkArgument(!examples.isEmpty(), "%s: expected at least one example, got none", name);
    checkArgument(
        lengths.length() == examples.size(),
        "%s: expected %s lengths, one for each example, got %s",
        name,
        examples.size(),
        lengths.length());
    for (int i = 0; i < lengths.length(); i++) {
      checkArgument(
          lengths.get(i) > 0, "%s: expected at least one token in example %s, got none", name, i);
    }
    return new MixtureSource(
        name, name, examples, lengths, Double.POSITIVE_INFINITY, Suppliers.memoize(contents::get));
  }

  private static void checkName(String argument, String value) {
    checkArgument(
        NAME.matcher(value).matches(),
        "%s: expected lower-case letters, digits and _, a letter first, got %s",
        argument,
        Excerpt.of(value));
  }

  /**
   * This source in a bucket, such as {@code chat}, {@code math}, {@code code} or {@code tool}.
   *
   * @param value the bucket, of the same characters as the name
   * @return a new source
   * @throws IllegalArgumentException if it has other characters
   */
  public MixtureSource withBucket(String value) {
    checkName("bucket of " + name, value);
    return new MixtureSource(name, value, examples, lengths, maxEpochs, contents);
  }

  /**
   * This source with a bound on how often it is gone through.
   *
   * @param value the most passes over its examples, above 0, not necessarily whole
   * @return a new source
   * @throws IllegalArgumentException if it is not above 0, or less than one example
   */
  public MixtureSource withMaxEpochs(double value) {
    checkArgument(
        value * examples.size() >= 1,
        "max epochs of %s: expected a number above 0 that leaves an example, got %s of %s examples",
        name,
        value,
        examples.size());
    return new MixtureSource(name, bucket, examples, lengths, value, contents);
  }

  /**
   * The source's name.
   *
   * @return as it was given
   */
  public String name() {
    return name;
  }

  /**
   * The label of the source's rows in batches.
   *
   * @return the bucket
   */
  public String bucket() {
    return bucket;
  }

  /**
   * The examples.
   *
   * @return at least one
   */
  public List<TokenSequence> examples() {
    return examples;
  }

  /**
   * The tokens of each example.
   *
   * @return as many as there are examples, each at least 1
   */
  public ImmutableIntArray lengths() {
    return lengths;
  }

  /**
   * The most passes over the examples.
   *
   * @return above 0, perhaps infinite
   */
  public double maxEpochs() {
    return maxEpochs;
  }

  /** The most draws: passes times examples. */
  long maxDraws() {
    return (long) Math.min(Long.MAX_VALUE, Math.floor(maxEpochs * examples.size()));
  }

  int longest() {
    return lengths.stream().max().orElse(0);
  }

  String contents() {
    return contents.get();
  }
}
