package org.temper.algorithms.distillation;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.EpisodeTable;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.IterationUpdates;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.algorithms.policygradient.SequenceParts;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.GradientAccumulation.Outcome;
import org.temper.algorithms.run.IterationTrainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.losses.DistillationLosses;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;
import org.temper.losses.TokenShares;
import org.temper.losses.arrays.Masks;

/**
 * On-policy distillation of several teachers into one student: the student completes prompts, and
 * each token that it says is compared with what its teacher would have said there.
 *
 * <pre>loss = Σ_tokens w · loss(π, π_teacher),  w by the domain's share, Σ w = 1</pre>
 *
 * <p>Every prompt is taught by the teacher of its domain, or all prompts by the sum of all
 * teachers' rewards ({@link Teachers}). Rewards of the episodes are not looked at, only told in the
 * metrics; so an episode needs any reward that is a number to be learned from.
 *
 * <p>Before the first update of an iteration the student scores the tokens once as it is: π_old.
 * Those whose π_old / π_behavior lies outside the range are left out, and shares are of what is
 * left. {@link DistillationLoss#sampledReverseKl} is multiplied by that ratio. Teachers score each
 * part as it is learned from, so that memory does not grow with the iteration; losses over choices
 * hold rows · tokens · vocabulary numbers of a part, which {@link MinibatchConfig#withRowsAtOnce}
 * bounds.
 *
 * <p>Sources: Agarwal et al. 2024, "On-Policy Distillation of Language Models" (GKD); Lu and
 * Thinking Machines Lab 2025, "On-Policy Distillation" (web page); Xiao et al. 2026, "MiMo-V2-Flash
 * Technical Report", the section on multi-teacher on-policy distillation.
 */
public final class DistillationTrainer implements IterationTrainer<RolloutBatch> {
  private final Policy policy;
  private final Teachers teachers;
  private final Optimizer optimizer;
  private final DistillationConfig config;
  private final PolicyObjective objective;
  private final ImmutableList<Metric> metrics;
  private final long seed;

  /**
   * A trainer. It owns none of its parts.
   *
   * @param policy the student
   * @param teachers frozen policies, and which task is taught by which
   * @param optimizer updates the student's parameters, or some of them
   * @param config the settings
   * @param seed decides the order of the minibatches
   * @throws IllegalArgumentException if the optimizer has no parameters, a teacher is the student
   *     or has another vocabulary, or the loss asks of a policy what it cannot tell
   */
  public DistillationTrainer(
      Policy policy, Teachers teachers, Optimizer optimizer, DistillationConfig config, long seed) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    teachers.check(policy, config.loss());
    this.policy = policy;
    this.teachers = teachers;
    this.optimizer = optimizer;
    this.config = config;
    this.objective =
        config.loss().clip().map(PolicyObjective::clipped).orElseGet(PolicyObjective::reinforce);
    this.metrics = DistillationMetrics.ofDomains(teachers.domains());
    this.seed = seed;
  }

  /**
   * Learns from one iteration's episodes.
   *
   * @param microBatches the episodes; how they are split changes nothing
   * @return {@link DistillationMetrics}. Where a loss or a gradient norm is not finite the
   *     iteration ends there, and earlier updates of it have been made
   * @throws IllegalArgumentException if there is no batch, a task has no route, or a policy cannot
   *     score an episode; nothing is changed then
   */
  @Override
  public Metrics iterate(List<RolloutBatch> microBatches) {
    MetricTally tally = new MetricTally(metrics);
    EpisodeTable recorded = EpisodeTable.of(microBatches);
    List<String> domains =
        recorded.rows().stream()
            .map(row -> teachers.domain(recorded.groups().get(row.group()).id()))
            .toList();
    PolicyMetrics.addRollouts(tally, microBatches);
    if (recorded.rows().isEmpty()) {
      PolicyMetrics.addNothing(tally, metrics, Optional.empty());
      return tally.metrics();
    }
    recorded.checkScorable(policy);
    teachers.policies().forEach(recorded::checkScorable);
    EpisodeTable episodes = read(recorded, tally);
    IterationUpdates updates = new IterationUpdates(objective, DistillationMetrics.UPDATE, tally);
    MinibatchConfig minibatches = config.minibatches();
    long iteration = optimizer.updates();
    updates.make(
        minibatches.epochs(),
        minibatches.maxKl(),
        pass -> episodes.minibatches(minibatches, seed, iteration, pass),
        parts ->
            update(
                parts.stream().flatMap(part -> RoutedPart.of(part, domains).stream()).toList(),
                updates,
                tally));
    return tally.metrics();
  }

  /** What the student says of its tokens before the first update, and which are learned from. */
  private EpisodeTable read(EpisodeTable recorded, MetricTally tally) {
    EpisodeTable episodes =
        recorded.with(
            Column.OLD_LOG_PROBS,
            SequenceParts.scores(
                recorded.sequences(),
                config.minibatches().rowsAtOnce(),
                batch -> {
                  try (TokenScores scores = policy.evaluate(batch, Set.of(TokenOutput.ENTROPY))) {
                    boolean[] own = scores.completionMask().toBooleanArray();
                    tally.add(PolicyMetrics.ENTROPY, scores.entropies().toFloatArray(), own);
                    return scores.tokenLogProbs().toFloatArray();
                  }
                }));
    try (NDManager host = NDManager.newBaseManager(Device.cpu())) {
      NDArray old = episodes.array(host, Column.OLD_LOG_PROBS);
      NDArray behavior = episodes.array(host, Column.BEHAVIOR_LOG_PROBS);
      NDArray keep = config.ratios().keep(old, behavior).logicalAnd(episodes.mask(host));
      NDArray ratios = PolicyLosses.ratios(new PolicyLogProbs(old, behavior));
      double tokens = (double) episodes.tokens();
      tally.add(DistillationMetrics.DROPPED, tokens - Masks.count(ratios, keep).getFloat(), tokens);
      return episodes.with(Column.IMPORTANCE, Masks.keep(ratios, keep));
    }
  }

  /** One optimizer update, over rows that are apart by domain. */
  private Outcome update(List<RoutedPart> parts, IterationUpdates updates, MetricTally tally) {
    List<String> domains = teachers.domains();
    long[] counts = new long[domains.size()];
    parts.forEach(routed -> counts[domains.indexOf(routed.domain())] += routed.kept());
    double[] weights = config.share().weights(ImmutableLongArray.copyOf(counts));
    double all = Math.max(1, Arrays.stream(counts).sum());
    for (int i = 0; i < counts.length; i++) {
      tally.add(DistillationMetrics.tokens(domains.get(i)), (double) counts[i], all);
      tally.add(DistillationMetrics.weight(domains.get(i)), weights[i] * counts[i], 1);
    }
    return GradientAccumulation.update(
        optimizer,
        parts,
        routed -> {
          double weight = weights[domains.indexOf(routed.domain())];
          return PartLosses.descend(
              policy,
              teachers.target(routed.domain()),
              config.loss(),
              routed.part(),
              losses -> share(losses, routed, weight, updates, tally));
        });
  }

  /** A part's share of an update's loss. */
  private static NDArray share(
      PartLosses losses,
      RoutedPart routed,
      double weight,
      IterationUpdates updates,
      MetricTally tally) {
    NDManager manager = losses.logProbs().getManager();
    NDArray old = routed.part().array(manager, Column.OLD_LOG_PROBS);
    NDArray mask = routed.part().batch().completionMask(manager);
    NDArray advantages = DistillationLosses.advantages(losses.teacher(), old);
    boolean[] own =
        updates.add(new PolicyLogProbs(losses.logProbs().stopGradient(), old), advantages, mask);
    float[] kl = advantages.neg().toFloatArray();
    tally.add(DistillationMetrics.KL, kl, own);
    tally.add(DistillationMetrics.kl(routed.domain()), kl, own);
    NDArray kept = routed.part().array(manager, Column.IMPORTANCE).gt(0);
    float[] weights = new float[routed.part().indices().length];
    Arrays.fill(weights, (float) weight);
    return TokenShares.sum(
        losses.losses(), kept, manager.create(weights, new Shape(weights.length, 1)));
  }

  @Override
  public TrainerDescription description() {
    return new TrainerDescription(
        ImmutableMap.of("policy", policy.parameters(), "optimizer", optimizer),
        metrics,
        Updater.identity(
            optimizer,
            ImmutableMap.<String, Object>builder()
                .put("algorithm", "distillation")
                .putAll(config.identity())
                .putAll(teachers.identity())
                .put("seed", seed)
                .buildOrThrow()));
  }
}
