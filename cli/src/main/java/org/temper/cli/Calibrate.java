package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.cli.calibrate.CalibrationFigures;
import org.temper.cli.calibrate.CalibrationReport;
import org.temper.cli.calibrate.ConfidenceColumns;
import org.temper.cli.calibrate.HeldOutRecalibration;
import org.temper.cli.calibrate.RecalibrationMethod;
import org.temper.cli.choices.ChoiceOptions;
import org.temper.cli.choices.ChoiceResult;
import org.temper.cli.choices.ChoiceTask;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.values.Inapplicable;
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
      "Measures how well confidences match what was correct, and recalibrates them.",
      "The data has a row for each answer: its confidence, from 0 to 1, and whether it was correct;"
          + " or, with a --model, questions of multiple choice that it answers."
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
          "answers: a .csv, .tsv, .jsonl or .parquet file, a directory of such, or a pattern; gzip"
              + " or not; or questions of --task")
  private Path data;

  @Option(
      names = "--confidence",
      paramLabel = "COLUMN",
      description = "the column of the confidences, numbers from 0 to 1")
  private @Nullable String confidence;

  @Option(
      names = "--correct",
      paramLabel = "COLUMN",
      description = "the column of the outcomes: 1 or true for correct, 0 or false for not")
  private @Nullable String correct;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "the model that answers the questions, in place of columns: its directory, or ORG/NAME on"
              + " the Hub")
  private @Nullable Path model;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description = "with --model: whose questions they are: ${COMPLETION-CANDIDATES}, in any case")
  private @Nullable ChoiceTask task;

  @Option(
      names = "--recalibrate",
      paramLabel = "NAME",
      description =
          "fit a recalibrator on some rows and measure the others before and after:"
              + " ${COMPLETION-CANDIDATES}, in any case")
  private @Nullable RecalibrationMethod recalibrate;

  @Option(
      names = "--fit",
      paramLabel = "PATH",
      description =
          "what the recalibrator is fitted on: answers or questions as --data has them, which is"
              + " then measured whole (default: a share of the rows of --data)")
  private @Nullable Path fit;

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
          "decides which rows are drawn, for the recalibrator and for intervals, and which"
              + " --questions (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "directory to write figures, pictures, a page and the recalibrator into, empty or not"
              + " there yet (default: none is written)")
  private @Nullable Path out;

  @Option(
      names = "--json",
      description = "print one JSON object with every metric instead of a table")
  private boolean json;

  @Mixin private ChoiceOptions choices;

  @Override
  public Integer call() throws IOException {
    if (recalibrate == null) {
      Inapplicable.check(spec, "without --recalibrate", "--held-out", "--fit");
    }
    if (fit != null) {
      Inapplicable.check(spec, "with --fit", "--held-out");
    }
    if (out != null) {
      checkEmpty(out);
    }
    if (model == null) {
      Inapplicable.check(spec, "without --model", "--task");
      ChoiceOptions.checkNone(spec, "without --model");
      columns();
    } else {
      Inapplicable.check(spec, "with --model", "--confidence", "--correct", "--held-out");
      checkArgument(task != null, "--task: expected whose questions --data has, got none");
      questions(model, task);
    }
    return 0;
  }

  private void columns() throws IOException {
    checkArgument(
        confidence != null && correct != null,
        "--confidence: expected a column, and one for --correct, or a --model that answers, got"
            + " none");
    ConfidenceColumns columns = new ConfidenceColumns(confidence, correct);
    CalibrationData all = columns.read(DataFiles.of(data));
    if (recalibrate == null) {
      show(ImmutableMap.of("", all));
    } else {
      show(
          fit == null
              ? HeldOutRecalibration.of(
                  all, recalibrate, heldOut == null ? USUAL_SHARE : heldOut, seed)
              : HeldOutRecalibration.of(recalibrate, columns.read(DataFiles.of(fit)), all));
    }
  }

  private void questions(Path directory, ChoiceTask asked) throws IOException {
    checkArgument(
        recalibrate == null || fit != null,
        "--fit: expected questions to fit the recalibrator on, such as MMLU's val files, got none");
    ChoiceResult measured = choices.answers(asked, directory, data, seed);
    if (recalibrate == null || fit == null) {
      show(ImmutableMap.of("", measured.confidences()));
    } else {
      ChoiceResult fitted = choices.answers(asked, directory, fit, seed);
      show(HeldOutRecalibration.of(recalibrate, fitted.contested(), measured.contested()));
    }
  }

  private void show(HeldOutRecalibration recalibration) throws IOException {
    if (out != null) {
      Files.createDirectories(out);
      RecalibratorFile.write(out.resolve("recalibrator.json"), recalibration.recalibrator());
    }
    show(ImmutableMap.of("before", recalibration.before(), "after", recalibration.after()));
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

  private static void checkEmpty(Path out) {
    checkArgument(
        !Files.exists(out) || Files.isDirectory(out),
        "--out: expected a directory, got the file %s",
        out);
    checkArgument(OutputOptions.isEmpty(out), "--out: expected an empty directory, got %s", out);
  }
}
