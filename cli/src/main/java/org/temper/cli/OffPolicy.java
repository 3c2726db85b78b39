package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.temper.cli.offpolicy.LoggedColumns;
import org.temper.cli.offpolicy.LoggedColumns.ModelColumns;
import org.temper.cli.offpolicy.OffPolicyFigures;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.data.files.DataFiles;
import org.temper.evaluation.bootstrap.Bootstrap;
import org.temper.evaluation.offpolicy.EstimateTerms;
import org.temper.evaluation.offpolicy.ValueEstimate;
import org.temper.evaluation.offpolicy.WeightLimit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The recipe that estimates what a policy would earn from what another one logged. */
@Command(
    name = "off-policy",
    description = {
      "Estimates what a policy would earn from what another policy showed and earned.",
      "The data has a row for each action that was drawn: its reward, the probability with which it"
          + " was drawn, and that with which the policy to evaluate would draw it."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class OffPolicy implements Callable<Integer> {
  private static final double CONFIDENCE = 0.95;
  private static final int LEAST_SAMPLES = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "logged rows: a .csv, .tsv, .jsonl or .parquet file, a directory of such, or a pattern;"
              + " gzip or not")
  private Path data;

  @Option(
      names = "--reward",
      required = true,
      paramLabel = "COLUMN",
      description = "the column of the rewards, such as clicks: any numbers")
  private String reward;

  @Option(
      names = "--propensity",
      required = true,
      paramLabel = "COLUMN",
      description =
          "the column of the probabilities with which the actions were drawn, above 0 and at most"
              + " 1")
  private String propensity;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "COLUMN",
      description =
          "the column of the probabilities with which the policy to evaluate would draw the same"
              + " actions, from 0 to 1")
  private String target;

  @Option(
      names = "--model-logged",
      paramLabel = "COLUMN",
      description =
          "the column of what a model of the rewards says of the actions, learned from other rows")
  private @Nullable String modelLogged;

  @Option(
      names = "--model-expected",
      paramLabel = "COLUMN",
      description =
          "the column of what the model expects of the policy to evaluate: its mean over all"
              + " actions")
  private @Nullable String modelExpected;

  @Option(
      names = "--clip",
      paramLabel = "WEIGHT",
      description =
          "cut the weights of ips, snips and dr at this number, above 0 (default: they are not"
              + " cut)")
  private @Nullable Double clip;

  @Option(
      names = "--threshold",
      paramLabel = "WEIGHT",
      description =
          "the weight above which switch_dr takes the model alone, at least 0 (default: that of the"
              + " least bound of the error)")
  private @Nullable Double threshold;

  @Option(
      names = "--bootstrap",
      paramLabel = "N",
      description =
          "intervals by drawing the rows so often, at least 100 times (default: by Student's t)")
  private @Nullable Integer bootstrap;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "decides what --bootstrap draws (default: 1)")
  private @Nullable Long seed;

  @Option(
      names = "--json",
      description = "print one JSON object with every figure instead of a table")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    checkArgument(
        (modelLogged == null) == (modelExpected == null),
        "%s: expected a column, as %s has one, got none",
        modelLogged == null ? "--model-logged" : "--model-expected",
        modelLogged == null ? "--model-expected" : "--model-logged");
    Optional<ModelColumns> model = Optional.empty();
    if (modelLogged != null && modelExpected != null) {
      model = Optional.of(new ModelColumns(modelLogged, modelExpected));
    } else {
      Inapplicable.check(spec, "without --model-logged", "--threshold");
    }
    checkArgument(clip == null || clip > 0, "--clip: expected a weight above 0, got %s", clip);
    checkArgument(
        threshold == null || threshold >= 0,
        "--threshold: expected a weight of at least 0, got %s",
        threshold);
    Function<EstimateTerms, ValueEstimate> interval = interval();
    OffPolicyFigures figures =
        OffPolicyFigures.of(
            new LoggedColumns(reward, propensity, target, model).read(DataFiles.of(data)),
            clip == null ? WeightLimit.none() : WeightLimit.clippedAt(clip),
            threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold),
            interval);
    PrintWriter printer = spec.commandLine().getOut();
    printer.print(json ? figures.json() + System.lineSeparator() : figures.text());
    printer.flush();
    return 0;
  }

  private Function<EstimateTerms, ValueEstimate> interval() {
    if (bootstrap == null) {
      Inapplicable.check(spec, "without --bootstrap", "--seed");
      return terms -> terms.estimate(CONFIDENCE);
    }
    OptionLimits.atLeast("--bootstrap", LEAST_SAMPLES, bootstrap);
    Bootstrap drawn = new Bootstrap(bootstrap, CONFIDENCE, seed == null ? 1 : seed);
    return terms -> terms.estimate(drawn);
  }
}
