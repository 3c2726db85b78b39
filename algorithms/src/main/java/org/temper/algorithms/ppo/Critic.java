package org.temper.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.EpisodeTable.Part;
import org.temper.algorithms.policygradient.PolicyUpdater;
import org.temper.algorithms.policygradient.SequenceParts;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.GradientAccumulation.Outcome;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.Stateful;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.ValueModel;
import org.temper.losses.Reductions;
import org.temper.losses.ValueEstimates;
import org.temper.losses.ValueLosses;
import org.temper.losses.arrays.Scalars;

/** The critic of a PPO trainer: where its values come from, and how they are trained. */
sealed interface Critic extends PolicyUpdater.Addition {

  /** Values of the states of sequences' own tokens, a row for each. */
  float[][] values(List<TokenSequence> sequences, int rowsAtOnce);

  /** The most tokens of a sequence that it can value. */
  int maxLength();

  /** What a checkpoint carries beside the policy and its optimizer. */
  Map<String, Stateful> state();

  /** Settings that decide the numbers, beside those of the trainer. */
  Map<String, String> identity();

  /** A part's share of the mean value loss over an update's tokens. */
  private static NDArray loss(
      PpoConfig.ValueLoss config, NDArray values, NDArray mask, Part part, double tokens) {
    NDManager manager = values.getManager();
    NDArray returns = part.array(manager, Column.RETURNS);
    NDArray losses =
        config.clip().isPresent()
            ? ValueLosses.clipped(
                new ValueEstimates(values, part.array(manager, Column.VALUES)),
                returns,
                config.clip().getAsDouble())
            : ValueLosses.squared(values.sub(returns));
    return Reductions.tokenMean(losses, mask, tokens);
  }

  /** A head on the policy's own states. */
  record Shared(Policy policy, PpoConfig.ValueLoss config) implements Critic {

    @Override
    public float[][] values(List<TokenSequence> sequences, int rowsAtOnce) {
      return SequenceParts.scores(
          sequences,
          rowsAtOnce,
          batch -> {
            try (TokenScores scores = policy.evaluate(batch, EnumSet.of(TokenOutput.VALUE))) {
              return scores.values().toFloatArray();
            }
          });
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
        TokenScores scored, Part part, double tokens, MetricTally tally) {
      NDArray loss = loss(config, scored.values(), scored.completionMask(), part, tokens);
      // A share of an update's loss; the update itself is counted below.
      tally.add(PpoMetrics.VALUE_LOSS, loss.getFloat(), 0);
      return Optional.of(Scalars.times(loss, config.coefficient()));
    }

    @Override
    public double update(List<Part> parts, MetricTally tally) {
      tally.add(PpoMetrics.VALUE_LOSS, 0, 1);
      return 0;
    }

    @Override
    public Map<String, Stateful> state() {
      return Map.of();
    }

    @Override
    public Map<String, String> identity() {
      return Map.of("trainer.values", "SHARED");
    }
  }

  /** A model of its own. */
  record Separate(ValueModel model, Optimizer optimizer, PpoConfig.ValueLoss config)
      implements Critic {

    @Override
    public float[][] values(List<TokenSequence> sequences, int rowsAtOnce) {
      return SequenceParts.scores(sequences, rowsAtOnce, model::values);
    }

    @Override
    public int maxLength() {
      return model.maxLength();
    }

    @Override
    public double update(List<Part> parts, MetricTally tally) {
      double tokens = parts.stream().mapToLong(Part::tokens).sum();
      Outcome outcome =
          GradientAccumulation.update(
              optimizer,
              parts,
              part -> {
                SequenceBatch batch = part.batch();
                try (ValueModel.ValuedBatch valued = model.estimate(batch)) {
                  NDArray mask = batch.completionMask(valued.manager());
                  NDArray loss = loss(config, valued.values(), mask, part, tokens);
                  valued.backward(loss);
                  return loss.getFloat();
                }
              });
      // A gradient that is no number has to show in the figure that stops the run.
      double loss = outcome.loss() + 0 * outcome.step().gradientNorm();
      tally.add(PpoMetrics.VALUE_LOSS, loss, 1);
      return loss;
    }

    @Override
    public Map<String, Stateful> state() {
      return ImmutableMap.of("value", model.parameters(), "value_optimizer", optimizer);
    }

    @Override
    public Map<String, String> identity() {
      ImmutableMap.Builder<String, String> identity = ImmutableMap.builder();
      identity.put("trainer.values", "SEPARATE");
      optimizer.identity().forEach((name, value) -> identity.put("value_optimizer." + name, value));
      return identity.buildOrThrow();
    }
  }
}
