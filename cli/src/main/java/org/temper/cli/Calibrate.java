package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.cli.calibrate.CalibrationFigures;
import org.temper.cli.calibrate.CalibrationReport;
import org.temper.cli.calibrate.ConfidenceColumns;
import org.temper.cli.calibrate.HeldOutRecalibration;
import org.temper.cli.calibrate.RecalibrationMethod;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.Inapplicable;
import org.temper.data.files.DataFiles;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.recalibration.RecalibratorFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The recipe that measures how well given confidences match what was correct. */
@Command(
    name = "calibrate",
    description = {
      "Measures how well confidences match what was correct, and recalibrates them, without a model.",
      "The data has a row for each answer: its confidence, from 0 to 1, and whether it was correct."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Calibrate implements Callable<Integer> {
  private static final double USUAL_SHARE = 0.5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "answers: a .csv, .tsv, .jsonl or .parquet file, a directory of such, or a pattern; gzip or not")
  private Path data;

  @Option(
      names = "--confidence",
      required = true,
      paramLabel = "COLUMN",
      description = "the column of the confidences, numbers from 0 to 1")
  private String confidence;

  @Option(
      names = "--correct",
      required = true,
      paramLabel = "COLUMN",
      description = "the column of the outcomes: 1 or true for correct, 0 or false for not")
  private String correct;

  @Option(
      names = "--recalibrate",
      paramLabel = "NAME",
      description =
          "fit a recalibrator on some rows and measure the others before and after:"
              + " ${COMPLETION-CANDIDATES}, in any case")
  private @Nullable RecalibrationMethod recalibrate;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      description =
          "the share of the rows that the recalibrator is fitted on, drawn at random, above 0 and"
              + " below 1 (default: "
              + USUAL_SHARE
              + ")")
  private @Nullable Double heldOut;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "decides which rows are drawn, for the recalibrator and for intervals (default:"
              + " ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "directory to write figures, pictures, a page and the recalibrator into, empty or not there"
              + " yet (default: none is written)")
  private @Nullable Path out;

  @Option(
      names = "--json",
      description = "print one JSON object with every metric instead of a table")
  private boolean json;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    if (recalibrate == null) {
      Inapplicable.check(spec, "without --recalibrate", "--held-out");
    }
    if (out != null) {
      checkEmpty(out);
    }
    CalibrationData all = new ConfidenceColumns(confidence, correct).read(DataFiles.of(data));
    if (recalibrate == null) {
      show(ImmutableMap.of("", all));
      return 0;
    }
    HeldOutRecalibration recalibration =
        HeldOutRecalibration.of(all, recalibrate, heldOut == null ? USUAL_SHARE : heldOut, seed);
    if (out != null) {
      Files.createDirectories(out);
      RecalibratorFile.write(out.resolve("recalibrator.json"), recalibration.recalibrator());
    }
    show(ImmutableMap.of("before", recalibration.before(), "after", recalibration.after()));
    return 0;
  }

  private void show(ImmutableMap<String, CalibrationData> points) throws IOException {
    CalibrationFigures figures = new CalibrationFigures(points);
    ObjectNode values = figures.json();
    // Intervals take long on many rows; figures alone need none.
    String table = json && out == null ? "" : figures.table(seed).toString();
    if (out != null) {
      new CalibrationReport("Calibration of " + data.getFileName(), points)
          .write(out, values, table);
    }
    PrintWriter printer = spec.commandLine().getOut();
    printer.print(json ? values + System.lineSeparator() : table);
    printer.flush();
  }

  private static void checkEmpty(Path out) throws IOException {
    checkArgument(
        !Files.exists(out) || Files.isDirectory(out),
        "--out: expected a directory, got the file %s",
        out);
    if (Files.isDirectory(out)) {
      try (Stream<Path> entries = Files.list(out)) {
        checkArgument(
            entries.findAny().isEmpty(), "--out: expected an empty directory, got %s", out);
      }
    }
  }
}
