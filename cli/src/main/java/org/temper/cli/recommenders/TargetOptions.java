package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.cli.recommenders.ModelOptions.Defaults;
import org.temper.evaluation.ranking.HighTargets;
import org.temper.evaluation.ranking.SeenItems;
import org.temper.interactions.HeldOut;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import picocli.CommandLine.Option;

/** Options for what is held out, and what of it counts as high. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TargetOptions {

  @Option(
      names = "--validation-targets",
      paramLabel = "N",
      description =
          "most events of a user to choose by, before those to report (default: 1; of a simulated"
              + " log 3)")
  private @Nullable Integer validation;

  @Option(
      names = "--test-targets",
      paramLabel = "N",
      description =
          "most events of a user to report, its last ones (default: 1; of a simulated log 3)")
  private @Nullable Integer test;

  @Option(
      names = "--high",
      paramLabel = "X",
      description =
          "least feedback of a high target (default: the median of what is trained on, or the"
              + " least above its minimum where that is the median; none where all is equal)")
  private @Nullable Double high;

  @Option(
      names = "--seen",
      paramLabel = "RULE",
      defaultValue = "excluded",
      description =
          "whether items of the history are recommended: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private SeenItems seen;

  SeenItems seen() {
    return seen;
  }

  LogSplit split(InteractionLog log, Defaults defaults) {
    int toChooseBy = validation == null ? usual(defaults) : validation;
    int toReport = test == null ? usual(defaults) : test;
    check("validation-targets", toChooseBy);
    check("test-targets", toReport);
    LogSplit split = LogSplit.leaveLastOut(log, new HeldOut(toChooseBy, toReport, 2));
    checkArgument(
        !split.test().isEmpty() && !split.validation().isEmpty(),
        "--data: expected a user with at least 4 events, got none");
    return split;
  }

  /**
   * Which targets are high: some of those to choose by and of those to report, and not all. None
   * where feedback tells them apart by no threshold that was asked for, and nobody learns from it.
   */
  Optional<HighTargets> high(LogSplit split, String column, Rewards rewards) {
    double threshold = high == null ? median(split.train(), column) : high;
    HighTargets rule = new HighTargets(column, threshold);
    boolean some =
        split.test().stream().anyMatch(rule::reaches)
            && split.validation().stream().anyMatch(rule::reaches);
    boolean all = split.test().stream().allMatch(rule::reaches);
    if (high == null && rewards == Rewards.REPORTED && (!some || all)) {
      return Optional.empty();
    }
    checkArgument(
        some,
        "--high: expected a %s that some held-out events reach, got %s, which none does",
        column,
        threshold);
    checkArgument(
        !all,
        "--high: expected a %s that some held-out events do not reach, got %s, which all do",
        column,
        threshold);
    return Optional.of(rule);
  }

  /** Refuses a threshold where there is nothing to hold against it. */
  void checkNoHigh() {
    checkArgument(
        high == null,
        "--high: expected none for a log without feedback, got %s; --feedback-column names the"
            + " column",
        high);
  }

  private static int usual(Defaults defaults) {
    return switch (defaults) {
      case LOG -> 1;
      case SIMULATION -> 3;
    };
  }

  private static double median(InteractionLog train, String column) {
    double[] sorted =
        train.havingFeedback(column).events().feedback(column).stream().sorted().toArray();
    int middle = sorted.length / 2;
    while (middle < sorted.length - 1 && sorted[middle] == sorted[0]) {
      middle++;
    }
    return sorted[middle];
  }

  private static void check(String option, int value) {
    checkArgument(value >= 1, "--%s: expected at least 1, got %s", option, value);
  }
}
