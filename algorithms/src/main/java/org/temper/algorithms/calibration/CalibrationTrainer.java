package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.SequenceBatch;
import org.temper.api.items.CandidatePolicy;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.losses.ConfidenceLosses;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * Calibration tuning: after its own answer a model is asked whether that is correct, and what it
 * says is trained by how right the answer was; on the answer itself it is held to its reference.
 *
 * <pre>loss = 1/N · Σ_examples (objective(options | question, answer, asking)
 *                          + coefficient · Σ_tokens of the answer divergence(π, π_ref))</pre>
 *
 * <p>over the N examples of the whole batch, however it is split into micro-batches. Both terms
 * come of one pass: what is asked after an answer does not change the answer's log-probabilities.
 *
 * <p>The reference is not needed while training: examples carry its scores, from the sampling where
 * the reference drew the answers ({@link SampledAnswers}), or by {@link ReferenceScores}.
 *
 * <p>Sources: Kapoor et al. 2024, "Large Language Models Must Be Taught to Know What They Don't
 * Know", section 4, whose divergence over the vocabulary is that of {@link
 * ReferenceScores.Choices}; Li et al. 2025, "ConfTuner", for {@link
 * CalibrationObjective#tokenizedBrier}.
 */
public final class CalibrationTrainer implements Trainer<CalibrationBatch> {
  private final CandidatePolicy policy;
  private final CalibrationConfig config;
  private final Updater updater;

  /**
   * A trainer. It owns neither policy nor optimizer.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param config the settings
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public CalibrationTrainer(CandidatePolicy policy, Optimizer optimizer, CalibrationConfig config) {
    this.policy = policy;
    this.config = config;
    this.updater = Updater.of("policy", policy.parameters(), optimizer, CalibrationMetrics.ALL);
  }

  /**
   * What a policy states of answers: the levels of the options, each by its probability among them.
   *
   * @param policy says whether the answers are correct; nothing of it is changed
   * @param batch the answers
   * @return the confidence of each, in order, in [0, 1]
   */
  public static double[] confidences(CandidatePolicy policy, CalibrationBatch batch) {
    SequenceBatch sequences = batch.sequences();
    try (CandidateScores scores =
        policy.evaluateCandidates(sequences, batch.candidates(sequences))) {
      return doubles(
          ConfidenceLosses.confidence(
              optionLogProbs(scores, batch), batch.options().levels().toArray()));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, the objective does not take the
   *     options, or the reference counts and an example does not carry its scores
   */
  @Override
  public Metrics update(List<CalibrationBatch> microBatches) {
    long examples = check("microBatches", microBatches);
    return updater.update(
        updater.tally(),
        microBatches,
        batch -> {
          SequenceBatch sequences = batch.sequences();
          Candidates candidates = batch.candidates(sequences);
          return policy.scoreCandidates(sequences, candidates);
        },
        loss(examples));
  }

  /**
   * Scores held-out answers; changes nothing.
   *
   * @param batches the answers
   * @return {@link CalibrationMetrics} over all of them together
   * @throws IllegalArgumentException as {@link #update}
   */
  public Metrics evaluate(List<CalibrationBatch> batches) {
    long examples = check("batches", batches);
    return updater.evaluate(
        batches,
        batch -> {
          SequenceBatch sequences = batch.sequences();
          return policy.evaluateCandidates(sequences, batch.candidates(sequences));
        },
        loss(examples));
  }

  @Override
  public TrainerDescription description() {
    return updater.description("calibration", config);
  }

  private long check(String argument, List<CalibrationBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    for (CalibrationBatch batch : batches) {
      config.objective().check(batch.options());
      for (CalibrationExample example : batch.examples()) {
        checkArgument(
            config.reference().coefficient() == 0 || example.reference().isPresent(),
            "%s: expected the reference's scores in %s, as the reference term counts, got none; use"
                + " ReferenceScores.ofDrawn, or ReferenceTerm.none()",
            argument,
            example.id());
      }
    }
    return batches.stream().mapToLong(batch -> batch.examples().size()).sum();
  }

  private Updater.Share<CandidateScores, CalibrationBatch> loss(long examples) {
    return (scores, batch, tally) -> {
      NDManager manager = scores.manager();
      NDArray logits = optionLogProbs(scores, batch);
      float[] correct = new float[batch.examples().size()];
      for (int row = 0; row < correct.length; row++) {
        correct[row] = (float) batch.examples().get(row).correctness();
      }
      NDArray losses = config.objective().losses(logits, batch.options(), manager.create(correct));
      NDArray divergences = config.reference().of(scores, batch);
      tally(tally, batch, logits, losses, divergences.toFloatArray());
      NDArray kept = Scalars.times(divergences, config.reference().coefficient());
      return Scalars.over(losses.add(kept).sum(), (double) examples);
    };
  }

  /** The options' log-probabilities of the whole vocabulary, [B, K]. */
  private static NDArray optionLogProbs(CandidateScores scores, CalibrationBatch batch) {
    Shape shape = scores.logProbs().getShape();
    boolean[] mask = new boolean[(int) shape.size()];
    int columns = (int) shape.get(1);
    int count = (int) shape.get(2);
    for (int row = 0; row < batch.examples().size(); row++) {
      int last = row * columns + batch.examples().get(row).length() - 1;
      Arrays.fill(mask, last * count, (last + 1) * count, true);
    }
    NDArray there = scores.manager().create(mask, shape);
    NDArray standing = Masks.keep(scores.logProbs(), there).sum(new int[] {1});
    return standing.get(new NDIndex(":, :{}", batch.options().count()));
  }

  private static void tally(
      MetricTally tally,
      CalibrationBatch batch,
      NDArray logits,
      NDArray losses,
      float[] divergences) {
    List<CalibrationExample> examples = batch.examples();
    double[] confidence =
        doubles(ConfidenceLosses.confidence(logits, batch.options().levels().toArray()));
    double brier = 0;
    double correct = 0;
    double divergence = 0;
    int carried = 0;
    for (int row = 0; row < confidence.length; row++) {
      double truth = examples.get(row).correctness();
      brier += (truth - confidence[row]) * (truth - confidence[row]);
      correct += truth;
      divergence += divergences[row];
      carried += examples.get(row).reference().isPresent() ? 1 : 0;
    }
    tally.add(CalibrationMetrics.CONFIDENCE_LOSS, losses);
    tally.add(CalibrationMetrics.BRIER, brier, confidence.length);
    tally.add(CalibrationMetrics.CONFIDENCE, confidence);
    tally.add(CalibrationMetrics.CORRECTNESS, correct, confidence.length);
    tally.add(CalibrationMetrics.OPTION_MASS, logits.exp().sum(new int[] {1}));
    if (carried > 0) {
      tally.add(CalibrationMetrics.DIVERGENCE, divergence, carried);
    }
    tally.add(CalibrationMetrics.EXAMPLES, (double) confidence.length);
  }

  private static double[] doubles(NDArray array) {
    float[] values = array.toFloatArray();
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
