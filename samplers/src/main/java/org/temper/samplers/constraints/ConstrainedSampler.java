package org.temper.samplers.constraints;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.constraints.TokenTrie.Branch;

/**
 * A sampler of completions that are legal sequences: each token is drawn from the policy's
 * distribution over the tokens that may follow.
 *
 * <p>What is drawn for a prompt depends on the seed, on the prompt's position in the list, and on
 * the policy alone.
 *
 * @param policy what chooses; still owned by the caller
 * @param legal what may be chosen
 * @param temperature what logits are divided by, above 0
 * @param maxRows the most rows that are decoded at once: a limit on memory, at least 1
 */
public record ConstrainedSampler(
    Policy policy, LegalTokens legal, double temperature, int maxRows) {
  private static final int DEFAULT_MAX_ROWS = 1024;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the temperature is not above 0, or the rows are below 1
   */
  public ConstrainedSampler {
    checkArgument(
        temperature > 0 && Double.isFinite(temperature),
        "temperature: expected a number above 0, got %s; ConstrainedBeamSearch takes the most"
            + " probable",
        temperature);
    checkArgument(maxRows >= 1, "maxRows: expected at least 1, got %s", maxRows);
  }

  /**
   * A sampler at temperature 1 that decodes at most 1,024 rows at once.
   *
   * @param policy what chooses; still owned by the caller
   * @param legal what may be chosen
   * @return the sampler
   */
  public static ConstrainedSampler of(Policy policy, LegalTokens legal) {
    return new ConstrainedSampler(policy, legal, 1, DEFAULT_MAX_ROWS);
  }

  /**
   * Completes each prompt several times.
   *
   * @param prompts token ids, each with at least one
   * @param groupSize G, completions of each prompt, at least 1
   * @param seed decides the draws
   * @return for each prompt G trajectories: the prompt and one action, whose log-probabilities are
   *     the policy's of the whole vocabulary, and whose behavior log-probabilities are those of
   *     what was drawn from, which is legal alone. {@link TokenTrie#sequences} reads the completion
   * @throws IllegalArgumentException if {@code groupSize} is below 1, a prompt is empty, holds an
   *     id outside the vocabulary, or leaves no space for a completion
   */
  public List<List<Trajectory>> sample(List<long[]> prompts, int groupSize, long seed) {
    return sample(prompts, LegalTokens.nothingExcluded(prompts), groupSize, seed);
  }

  /**
   * Completes each prompt several times, without some sequences.
   *
   * @param prompts token ids, each with at least one
   * @param excluded for each prompt, the numbers of the sequences that may not occur
   * @param groupSize G, completions of each prompt, at least 1
   * @param seed decides the draws
   * @return see {@link #sample(List, int, long)}
   * @throws IllegalArgumentException as {@link #sample(List, int, long)}, or if there are not as
   *     many lists as prompts, or too few sequences stay
   */
  public List<List<Trajectory>> sample(
      List<long[]> prompts, List<ImmutableIntArray> excluded, int groupSize, long seed) {
    checkArgument(groupSize >= 1, "groupSize: expected at least 1, got %s", groupSize);
    List<TriePath> starts = legal.starts(prompts, excluded, policy);
    List<Row> rows =
        IntStream.range(0, prompts.size() * groupSize)
            .mapToObj(
                i ->
                    new Row(
                        prompts.get(i / groupSize),
                        starts.get(i / groupSize),
                        Seeds.random(seed, "constrained-sample", i / groupSize, i % groupSize)))
            .toList();
    Lists.partition(rows, maxRows).forEach(this::complete);
    return ImmutableList.copyOf(
        Lists.partition(
            rows.stream().map(Row::trajectory).collect(ImmutableList.toImmutableList()),
            groupSize));
  }

  private void complete(List<Row> rows) {
    // Rows of one prompt share its pass.
    List<long[]> prompts = new ArrayList<>();
    int[] parents = new int[rows.size()];
    for (int i = 0; i < parents.length; i++) {
      if (i == 0 || rows.get(i).prompt != rows.get(i - 1).prompt) {
        prompts.add(rows.get(i).prompt);
      }
      parents[i] = prompts.size() - 1;
    }
    try (DecodingSession session = policy.decode(prompts)) {
      session.select(parents);
      List<Row> live = rows;
      while (true) {
        HostLogits logits = HostLogits.of(session);
        int[] liveRows = session.liveRows();
        List<Row> next = new ArrayList<>();
        long[] tokens = new long[live.size()];
        for (int i = 0; i < live.size(); i++) {
          long token = live.get(i).take(logits, i, temperature);
          if (live.get(i).path.isComplete()) {
            session.finish(liveRows[i]);
          } else {
            tokens[next.size()] = token;
            next.add(live.get(i));
          }
        }
        if (next.isEmpty()) {
          return;
        }
        session.advance(Arrays.copyOf(tokens, next.size()));
        live = next;
      }
    }
  }

  /** A completion on its way. */
  private static final class Row {
    final long[] prompt;
    TriePath path;
    private final SplittableRandom random;
    private final ImmutableLongArray.Builder tokens = ImmutableLongArray.builder();
    private final ImmutableDoubleArray.Builder policy = ImmutableDoubleArray.builder();
    private final ImmutableDoubleArray.Builder behavior = ImmutableDoubleArray.builder();

    Row(long[] prompt, TriePath path, SplittableRandom random) {
      this.prompt = prompt;
      this.path = path;
      this.random = random;
    }

    long take(HostLogits logits, int row, double temperature) {
      List<Branch> steps = path.steps();
      double[] logProbs = logits.of(row, TriePath.tokens(steps));
      double all = logits.logSum(row);
      double[] scaled = new double[logProbs.length];
      for (int i = 0; i < scaled.length; i++) {
        logProbs[i] -= all;
        scaled[i] = logProbs[i] / temperature;
      }
      double whole = HostLogits.logSum(scaled);
      double left = Seeds.uniform(random);
      int drawn = 0;
      for (int i = 0; i < scaled.length; i++) {
        double mass = Math.exp(scaled[i] - whole);
        if (mass > 0) {
          drawn = i;
          if (left < mass) {
            break;
          }
          left -= mass;
        }
      }
      Branch step = steps.get(drawn);
      path = path.then(step);
      tokens.add(step.token());
      policy.add(logProbs[drawn]);
      behavior.add(scaled[drawn] - whole);
      return step.token();
    }

    Trajectory trajectory() {
      return new Trajectory(
          ImmutableList.of(
              new Segment.Prompt(ImmutableLongArray.copyOf(prompt)),
              new Segment.Action(
                  tokens.build(), policy.build(), behavior.build(), OptionalDouble.empty())),
          Ending.terminated(Ending.END_TOKEN));
    }
  }
}
