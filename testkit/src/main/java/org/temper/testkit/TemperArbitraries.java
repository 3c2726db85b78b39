package org.temper.testkit;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;

/** Arbitraries of what policies are fed with, for jqwik. All shrink to small and short ones. */
public final class TemperArbitraries {
  private static final int LONGEST_SEGMENT = 5;

  private TemperArbitraries() {}

  /**
   * Token ids.
   *
   * @param vocabularySize ids are below this, at least 1
   * @param minLength the fewest tokens, at least 0
   * @param maxLength the most tokens, at least {@code minLength}
   * @return an arbitrary of arrays
   */
  public static Arbitrary<long[]> tokens(long vocabularySize, int minLength, int maxLength) {
    checkArgument(
        vocabularySize >= 1, "vocabularySize: expected at least 1, got %s", vocabularySize);
    return Arbitraries.longs()
        .between(0, vocabularySize - 1)
        .array(long[].class)
        .ofMinSize(minLength)
        .ofMaxSize(maxLength);
  }

  /**
   * Sequences with any flags: prompts, completions, several turns, texts.
   *
   * @param vocabularySize ids are below this, at least 1
   * @param maxLength the most tokens, at least 1
   * @return an arbitrary of sequences of at least one token
   */
  public static Arbitrary<TokenSequence> tokenSequences(long vocabularySize, int maxLength) {
    return tokens(vocabularySize, 1, maxLength)
        .flatMap(
            tokens -> mask(tokens.length).map(completion -> TokenSequence.of(tokens, completion)));
  }

  /**
   * Batches padded on the right.
   *
   * @param vocabularySize ids are below this, at least 1
   * @param maxRows the most rows, at least 1
   * @param maxLength the most tokens in a row, at least 1
   * @return an arbitrary of batches
   */
  public static Arbitrary<SequenceBatch> sequenceBatches(
      long vocabularySize, int maxRows, int maxLength) {
    return tokenSequences(vocabularySize, maxLength)
        .list()
        .ofMinSize(1)
        .ofMaxSize(maxRows)
        .map(SequenceBatch::of);
  }

  /**
   * Masks, all true and all false among them.
   *
   * @param size how many flags, at least 0
   * @return an arbitrary of arrays of this length
   */
  public static Arbitrary<boolean[]> mask(int size) {
    return Arbitraries.of(true, false).array(boolean[].class).ofSize(size);
  }

  /**
   * Logits from −20 to 20.
   *
   * @param size how many, at least 0
   * @return an arbitrary of arrays of this length
   */
  public static Arbitrary<float[]> logits(int size) {
    return Arbitraries.floats().between(-20, 20).array(float[].class).ofSize(size);
  }

  /**
   * Trajectories: a prompt, then one to three turns of an action and an observation, some rewarded,
   * ended in any way.
   *
   * @param vocabularySize ids are below this, at least 1
   * @return an arbitrary of trajectories
   */
  public static Arbitrary<Trajectory> trajectories(long vocabularySize) {
    Arbitrary<ImmutableLongArray> some =
        tokens(vocabularySize, 1, LONGEST_SEGMENT).map(ImmutableLongArray::copyOf);
    Arbitrary<ImmutableLongArray> any =
        tokens(vocabularySize, 0, LONGEST_SEGMENT).map(ImmutableLongArray::copyOf);
    Arbitrary<List<Segment>> turn =
        Combinators.combine(actions(some), any.map(Segment.Observation::new))
            .as((action, observation) -> List.of(action, observation));
    return Combinators.combine(some, turn.list().ofMinSize(1).ofMaxSize(3), endings())
        .as(
            (prompt, turns, ending) -> {
              List<Segment> segments = new ArrayList<>();
              segments.add(new Segment.Prompt(prompt));
              turns.forEach(segments::addAll);
              return new Trajectory(segments, ending);
            });
  }

  private static Arbitrary<Segment.Action> actions(Arbitrary<ImmutableLongArray> tokens) {
    Arbitrary<OptionalDouble> rewards =
        Arbitraries.doubles()
            .between(-1, 1)
            .injectNull(0.5)
            .map(reward -> reward == null ? OptionalDouble.empty() : OptionalDouble.of(reward));
    return tokens.flatMap(
        ids ->
            Combinators.combine(logProbs(ids.length()), logProbs(ids.length()), rewards)
                .as(
                    (logProbs, behavior, reward) ->
                        new Segment.Action(ids, logProbs, behavior, reward)));
  }

  private static Arbitrary<ImmutableDoubleArray> logProbs(int length) {
    return Arbitraries.doubles()
        .between(-20, 0)
        .array(double[].class)
        .ofSize(length)
        .map(ImmutableDoubleArray::copyOf);
  }

  private static Arbitrary<Ending> endings() {
    return Arbitraries.of(
        Ending.terminated(Ending.END_TOKEN),
        Ending.terminated(Ending.STOP_STRING),
        Ending.truncated(Ending.LENGTH),
        Ending.failed("the tool crashed"));
  }
}
