package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.cli.recommenders.ModelOptions.Defaults;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import org.temper.interactions.feedback.Standardization;
import org.temper.interactions.simulation.InteractionSimulator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Options for a log that is read, and for what of a log is held out. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class LogExperimentOptions {
  /** Names of the options that say what of a log is used and held out. */
  public static final ImmutableList<String> NAMES =
      ImmutableList.of(
          "--feedback-column",
          "--duplicates",
          "--core",
          "--validation-targets",
          "--test-targets",
          "--high",
          "--seen");

  @Mixin private LogOptions data;
  @Mixin private TargetOptions targets;

  /**
   * Whether a log is to be read.
   *
   * @return true where a file was named
   */
  public boolean isGiven() {
    return data.isGiven();
  }

  /**
   * Checks what has no effect, or none beside others.
   *
   * @param spec the command, parsed
   * @throws IllegalArgumentException if such an option was given
   */
  public void checkApplicable(CommandSpec spec) {
    data.checkApplicable(spec);
  }

  /** The defaults of what is trained and held out. */
  Defaults defaults() {
    return data.isGiven() ? Defaults.LOG : Defaults.SIMULATION;
  }

  /**
   * The experiment on the log that was named.
   *
   * @param seed decides the order of events of one time
   * @param rewards what feedback is for
   * @param messages where rows that were left out are named
   * @return the experiment, without rewards where the log has no feedback
   * @throws IllegalArgumentException if the log is not one to train on
   */
  public Experiment read(long seed, Rewards rewards, PrintWriter messages) {
    LogOptions.Source source = data.read(seed, rewards, messages);
    return source
        .feedback()
        .filter(
            columns ->
                columns.names().stream()
                    .allMatch(column -> source.log().havingFeedback(column).size() > 0))
        .map(columns -> experiment(source.log(), columns, rewards, Optional.empty()))
        .orElseGet(() -> withoutFeedback(source.log()));
  }

  /** The experiment on a simulated log, filtered as one that is read would be. */
  Experiment of(InteractionSimulator simulator, Rewards rewards) {
    FeedbackColumns columns =
        data.feedback().orElse(FeedbackColumns.of(InteractionSimulator.WATCH_TIME));
    for (String column : columns.names()) {
      checkArgument(
          simulator.log().events().feedback().containsKey(column),
          "--feedback-column: expected one of %s in a simulated log, got %s",
          simulator.log().events().feedback().keySet(),
          Excerpt.of(column));
    }
    return experiment(data.filtered(simulator.log()), columns, rewards, Optional.of(simulator));
  }

  private Experiment experiment(
      InteractionLog read,
      FeedbackColumns columns,
      Rewards rewards,
      Optional<InteractionSimulator> simulator) {
    InteractionLog log = columns.addTo(read, targets.split(read, defaults()).train());
    String feedback = columns.column();
    LogSplit split = targets.split(log, defaults());
    // Fitted to what is trained on, and applied to all.
    Standardization standardization = Standardization.of(split.train(), feedback);
    checkArgument(
        rewards == Rewards.REPORTED || standardization.deviation() > 0,
        "--feedback-column: expected one whose values differ, got %s, which is %s in every event"
            + " that is trained on: there is nothing to weight events by",
        feedback,
        standardization.mean());
    InteractionLog standardized = standardization.addTo(log, feedback, Experiment.REWARD);
    LogSplit all = targets.split(standardized, defaults());
    return Experiment.of(
        standardized, all, targets.high(all, feedback, rewards), targets.seen(), simulator);
  }

  private Experiment withoutFeedback(InteractionLog log) {
    targets.checkNoHigh();
    return Experiment.of(
        log, targets.split(log, defaults()), Optional.empty(), targets.seen(), Optional.empty());
  }
}
