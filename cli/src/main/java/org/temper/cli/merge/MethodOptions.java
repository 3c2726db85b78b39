package org.temper.cli.merge;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.temper.cli.options.values.Inapplicable;
import org.temper.models.merge.methods.Average;
import org.temper.models.merge.methods.Dare;
import org.temper.models.merge.methods.ExpertWeights;
import org.temper.models.merge.methods.MergeMethod;
import org.temper.models.merge.methods.Slerp;
import org.temper.models.merge.methods.TaskArithmetic;
import org.temper.models.merge.methods.Ties;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options that decide how models are joined. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class MethodOptions {
  private static final Set<String> ALL =
      ImmutableSet.of(
          "--weights",
          "--lambda",
          "--density",
          "--drop",
          "--seed",
          "--sum",
          "--position",
          "--convention");

  /** Whose way a method has where a paper and mergekit differ. */
  public enum Convention {
    /** The paper's. */
    PAPER,
    /** That of mergekit 0.1.5. */
    MERGEKIT
  }

  @Option(
      names = "--method",
      required = true,
      paramLabel = "NAME",
      description =
          "how experts are joined: average, task_arithmetic, ties, dare or slerp, in any case")
  private MethodName method;

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "W",
      description =
          "the weight of each expert, in order; averages divide by their sum (default: 1 each)")
  private List<Double> weights = new ArrayList<>();

  @Option(
      names = "--lambda",
      paramLabel = "L",
      defaultValue = "1",
      description =
          "how far the joined task vector is followed; below 0, away from what was learned (default:"
              + " ${DEFAULT-VALUE})")
  private double lambda;

  @Option(
      names = "--density",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "the share of a task vector that ties keeps, its largest magnitudes, above 0 and at most 1"
              + " (default: ${DEFAULT-VALUE})")
  private double density;

  @Option(
      names = "--drop",
      paramLabel = "P",
      defaultValue = "0.9",
      description =
          "the probability with which dare drops a number, from 0 and below 1 (default:"
              + " ${DEFAULT-VALUE})")
  private double drop;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides which numbers dare drops (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--sum",
      paramLabel = "KIND",
      defaultValue = "linear",
      description =
          "how dare joins what is left: linear, all of it, or ties, what has the elected sign"
              + " (default: ${DEFAULT-VALUE})")
  private Dare.Sum sum;

  @Option(
      names = "--position",
      paramLabel = "T",
      defaultValue = "0.5",
      description =
          "where slerp stops, from 0 for the first expert to 1 for the second (default:"
              + " ${DEFAULT-VALUE})")
  private double position;

  @Option(
      names = "--convention",
      paramLabel = "WHOSE",
      defaultValue = "paper",
      description =
          "where ties, dare and slerp differ between their papers and mergekit 0.1.5: paper or"
              + " mergekit (default: ${DEFAULT-VALUE})")
  private Convention convention;

  /**
   * The method.
   *
   * @param spec the command, parsed
   * @return the method with its settings
   * @throws IllegalArgumentException if an option was given that the method has not, or a number is
   *     out of its range
   */
  public MergeMethod method(CommandSpec spec) {
    for (String option : ALL) {
      if (!method.options().contains(option)) {
        Inapplicable.check(spec, "with --method " + method, option);
      }
    }
    ExpertWeights experts = ExpertWeights.of(Doubles.toArray(weights));
    boolean paper = convention == Convention.PAPER;
    return switch (method) {
      case AVERAGE -> new Average(experts);
      case TASK_ARITHMETIC -> new TaskArithmetic(lambda, experts);
      case TIES ->
          (paper ? Ties.paper(density, lambda) : Ties.mergekit(density, lambda))
              .withWeights(experts);
      case DARE ->
          (paper ? Dare.paper(drop, seed, sum, lambda) : Dare.mergekit(drop, seed, sum, lambda))
              .withWeights(experts);
      case SLERP -> paper ? Slerp.paper(position) : Slerp.mergekit(position);
    };
  }
}
