package org.temper.cli.agent;

import static java.util.stream.Collectors.toList;

import com.google.common.collect.Lists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.temper.algorithms.checkpoints.Checkpoint;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.rejection.RejectionConfig;
import org.temper.algorithms.rejection.RejectionMetrics;
import org.temper.algorithms.rejection.RejectionResult;
import org.temper.algorithms.rejection.RejectionSampling;
import org.temper.algorithms.rejection.RoundStart;
import org.temper.algorithms.rejection.TaskEpisodes;
import org.temper.algorithms.rollouts.EnvironmentRollouts;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.Seeds;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.cli.agent.AgentTasks.Purpose;
import org.temper.cli.training.BestCheckpoint;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.BatchConfig;
import org.temper.data.PreferenceBatches;
import org.temper.data.mixture.MixtureSource;
import org.temper.environments.Task;
import org.temper.models.optimizer.AdamW;
import org.temper.reporting.ConsoleProgress;
import org.temper.reporting.Curves;
import org.temper.samplers.rewards.EnvironmentRewards;
import org.temper.samplers.selection.CandidatePair;
import org.temper.samplers.selection.CandidatePool;
import org.temper.samplers.selection.Selection;

/**
 * Methods of learning in an environment with tools, all from the same weights, with the same number
 * of optimizer updates of the same number of episodes, and the same choice: each leaves the model
 * with the weights of its round that did best on the validation tasks.
 *
 * @param tasks the environment's tasks
 * @param settings what they share
 * @param identity what decides the weights they start from
 * @param <T> what is known of a task
 */
record AgentMethods<T>(AgentTasks<T> tasks, AgentSettings settings, Map<String, String> identity) {
  private static final int VALIDATION_SAMPLES = 2;
  private static final int TASKS_AT_ONCE = 16;
  private static final int GROUP = 8;
  private static final int MOST_PAIRS = 2;
  private static final double BETA = 0.1;

  /**
   * Rates for episodes of several turns, of which a task has few that succeed: those for single
   * answers destroy what demonstrations taught.
   */
  private static final LearningRates COMPARING_EPISODES = LearningRates.REINFORCEMENT.times(0.3);

  private static final LearningRates PREFERRING_EPISODES = LearningRates.PREFERENCES.times(0.3);
  private static final String PLAY = "agent-play";
  private static final String VALIDATE = "agent-validate";

  private static final BestCheckpoint CHOICE =
      new BestCheckpoint(RejectionMetrics.SUCCESS.name(), Direction.MAX);

  /** A way of learning. */
  interface Method<T> {
    /**
     * Learns, or goes on where it was stopped.
     *
     * @return success on the validation tasks before the first round and after each
     */
    List<Double> learn(AgentModel<T> model, Path out);
  }

  /** Rejection sampling: trains on what a selection keeps, with the demonstrations. */
  Method<T> rejection(Selection selection, int samples) {
    return (model, out) -> {
      RoundTraces<T> traces = new RoundTraces<>(tasks, out.resolve("traces"));
      try (AdamW optimizer = optimizer(model, LearningRates.FINE_TUNING, settings.updates())) {
        RejectionResult result =
            RejectionSampling.of(
                    new SftTrainer(model.model().policy(), optimizer),
                    model.episodes(training()).withListener(traces),
                    validation(model),
                    selection,
                    RejectionConfig.of(
                            out,
                            settings.rounds(),
                            samples,
                            settings.updates(),
                            BatchConfig.of(settings.batchSize()),
                            settings.seed())
                        .withTasks(settings.counts().training())
                        .withStart(RoundStart.LAST)
                        .withValidation(VALIDATION_SAMPLES, settings.rounds())
                        .withTasksAtOnce(TASKS_AT_ONCE))
                .withDemonstrations(
                    List.of(MixtureSource.of("demonstrations", demonstrations(model))))
                .withIdentity("recipe", identity)
                .withSink(traces)
                .withSink(new ConsoleProgress(out.getFileName().toString()))
                .withSink(new Curves(out.resolve("curves")))
                .resume();
        return result.evaluations().stream()
            .map(round -> round.get(RejectionMetrics.SUCCESS.name()))
            .collect(toList());
      }
    };
  }

  /** GRPO: compares the episodes of a task; as many episodes an update as the others have. */
  Method<T> grpo() {
    return (model, out) -> {
      int updates = settings.rounds() * settings.updates();
      Policy policy = model.model().policy();
      TaskEpisodes<Task<T>> validation = validation(model);
      MetricsHistory history = new MetricsHistory();
      try (AdamW optimizer = optimizer(model, COMPARING_EPISODES, updates)) {
        GroupTrainer trainer =
            new GroupTrainer(
                policy, optimizer, GroupConfig.of(GroupMethod.grpo()), settings.seed());
        TrainingRun<RolloutBatch> run =
            TrainingRun.of(
                    trainer,
                    EnvironmentRollouts.of(
                        model.play().rollouts(),
                        model.play().of(training()),
                        new EnvironmentRewards<>(),
                        RolloutConfig.of(Math.max(1, settings.batchSize() / GROUP), GROUP)),
                    CHOICE.config(out, settings.seed(), updates, settings.rounds(), identity))
                .withEvaluator(() -> validate(validation))
                .withSink(history);
        CHOICE.run(run, out, Start.RESUMED, trainer.state());
        return history.values(Kind.EVALUATION, RejectionMetrics.SUCCESS.name());
      }
    };
  }

  /**
   * DPO on pairs of a success and a failure of one task, sampled anew in each round by the weights
   * of the round before, and held to the weights before the first.
   */
  Method<T> dpo() {
    return (model, out) -> {
      Policy policy = model.model().policy();
      TaskEpisodes<Task<T>> training = model.episodes(training());
      TaskEpisodes<Task<T>> validation = validation(model);
      Checkpoints rounds = Checkpoints.in(out);
      List<Double> successes = new ArrayList<>();
      int updates = settings.updates();
      try (Policy reference = policy.reference()) {
        for (int round = 0; round <= settings.rounds(); round++) {
          try (AdamW optimizer = optimizer(model, PREFERRING_EPISODES, updates)) {
            PreferenceTrainer<PreferenceBatch> trainer =
                PreferenceTrainer.ofTexts(
                    policy, reference, optimizer, PreferenceObjective.dpo(BETA, 0));
            List<PreferenceBatch.Pair> pairs = round > 0 ? pairs(training, round) : List.of();
            // Where each task always or never succeeds there is nothing to prefer.
            if (!pairs.isEmpty()) {
              TrainingRun.of(
                      trainer,
                      PreferenceBatches.of(pairs, BatchConfig.of(settings.batchSize() / 2)),
                      RunConfig.of(
                              out.resolve("round-" + round),
                              RunLength.ofUpdates(updates),
                              Seeds.derive(settings.seed(), "dpo", round))
                          .withSettings(identity))
                  .withSink(new ConsoleProgress(out.getFileName() + " " + round))
                  .resume();
            }
            Map<String, Double> evaluation = validate(validation);
            successes.add(evaluation.get(RejectionMetrics.SUCCESS.name()));
            rounds.save(new Checkpoint(round, identity, evaluation), trainer.state());
            rounds.retain(CHOICE.retention());
            if (round == settings.rounds()) {
              CHOICE.restore(out, trainer.state());
            }
          }
        }
      }
      return successes;
    };
  }

  private List<PreferenceBatch.Pair> pairs(TaskEpisodes<Task<T>> training, int round) {
    int count = settings.counts().training();
    List<Integer> chosen = IntStream.range((round - 1) * count, round * count).boxed().toList();
    long seed = Seeds.derive(settings.seed(), PLAY, round);
    List<PreferenceBatch.Pair> pairs = new ArrayList<>();
    for (List<Integer> some : Lists.partition(chosen, TASKS_AT_ONCE)) {
      CandidatePool pool = CandidatePool.of(training.play(some, settings.samples(), seed));
      CandidatePair.ofOutcomes(pool, 1, MOST_PAIRS, seed).forEach(pair -> pairs.add(pair.toPair()));
    }
    return pairs;
  }

  private TaskEpisodes<Task<T>> validation(AgentModel<T> model) {
    return model.episodes(list(Purpose.VALIDATION, settings.counts().validation()));
  }

  private Map<String, Double> validate(TaskEpisodes<Task<T>> validation) {
    return validation.measure(
        1, VALIDATION_SAMPLES, TASKS_AT_ONCE, Seeds.derive(settings.seed(), VALIDATE));
  }

  private List<TokenSequence> demonstrations(AgentModel<T> model) {
    return model.sequences(
        tasks.demonstrations(
            Purpose.DEMONSTRATION, settings.seed(), settings.counts().demonstrations()));
  }

  /** The tasks that all rounds draw from. */
  private List<Task<T>> training() {
    return list(Purpose.TRAINING, settings.rounds() * settings.counts().training());
  }

  private List<Task<T>> list(Purpose purpose, int count) {
    return tasks.tasks(purpose, settings.seed(), count);
  }

  private AdamW optimizer(AgentModel<T> model, LearningRates rates, int updates) {
    return AdamW.of(model.model().policy().parameters(), model.optimizer(rates, updates));
  }
}
