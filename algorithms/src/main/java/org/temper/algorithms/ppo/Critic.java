package org.temper.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.temper.algorithms.policygradient.LearnedRows;
import org.temper.algorithms.policygradient.RowScores;
import org.temper.algorithms.policygradient.TokenTable;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.Stateful;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.ValueModel;
import org.temper.losses.arrays.Scalars;

/** Where a PPO trainer's values come from, and how they are trained. */
sealed interface Critic {

  /** Values of the states of rows' own tokens. */
  TokenTable values(List<TokenSequence> rows, int rowsAtOnce);

  /** The most tokens of a sequence that it can value. */
  int maxLength();

  /** What the policy has to be asked for. */
  Set<TokenOutput> outputs();

  /** What is added to the policy's loss; its figures go into the sums. */
  Optional<NDArray> share(
      TokenScores scored, LearnedRows.Part part, ValueFit fit, double tokens, ValueSums sums);

  /** An update of its own; nothing where it is trained with the policy. */
  void update(LearnedRows rows, List<int[]> parts, ValueFit fit, ValueSums sums);

  /** What a checkpoint carries beside the policy and its optimizer. */
  Map<String, Stateful> state();

  /** A head on the policy's own states. */
  record Shared(Policy policy, double coefficient) implements Critic {

    @Override
    public TokenTable values(List<TokenSequence> rows, int rowsAtOnce) {
      return RowScores.values(policy, rows, rowsAtOnce);
    }

    @Override
    public int maxLength() {
      return policy.maxLength();
    }

    @Override
    public Set<TokenOutput> outputs() {
      return EnumSet.of(TokenOutput.ENTROPY, TokenOutput.VALUE);
    }

    @Override
    public Optional<NDArray> share(
        TokenScores scored, LearnedRows.Part part, ValueFit fit, double tokens, ValueSums sums) {
      NDArray loss = fit.share(scored.values(), scored.completionMask(), part, tokens);
      sums.add(loss.getFloat());
      return Optional.of(Scalars.times(loss, coefficient));
    }

    @Override
    public void update(LearnedRows rows, List<int[]> parts, ValueFit fit, ValueSums sums) {
      sums.end();
    }

    @Override
    public Map<String, Stateful> state() {
      return Map.of();
    }
  }

  /** A model of its own. */
  record Separate(ValueModel model, Optimizer optimizer) implements Critic {

    @Override
    public TokenTable values(List<TokenSequence> rows, int rowsAtOnce) {
      return RowScores.of(rows, rowsAtOnce, model::values);
    }

    @Override
    public int maxLength() {
      return model.maxLength();
    }

    @Override
    public Set<TokenOutput> outputs() {
      return EnumSet.of(TokenOutput.ENTROPY);
    }

    @Override
    public Optional<NDArray> share(
        TokenScores scored, LearnedRows.Part part, ValueFit fit, double tokens, ValueSums sums) {
      return Optional.empty();
    }

    @Override
    public void update(LearnedRows rows, List<int[]> parts, ValueFit fit, ValueSums sums) {
      double tokens = rows.normalizer(parts).tokens();
      GradientAccumulation.Outcome outcome =
          GradientAccumulation.update(
              optimizer,
              parts,
              part -> {
                LearnedRows.Part learned = rows.part(part);
                try (ValueModel.ValuedBatch valued = model.estimate(learned.batch())) {
                  NDArray mask = learned.batch().completionMask(valued.manager());
                  NDArray loss = fit.share(valued.values(), mask, learned, tokens);
                  valued.backward(loss);
                  return loss.getFloat();
                }
              });
      // A gradient that is no number has to show in the figure that stops the run.
      sums.add(outcome.loss() + 0 * outcome.step().gradientNorm());
      sums.end();
    }

    @Override
    public Map<String, Stateful> state() {
      return ImmutableMap.of("value", model.parameters(), "value_optimizer", optimizer);
    }
  }
}
