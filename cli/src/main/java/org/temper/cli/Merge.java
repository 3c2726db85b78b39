package org.temper.cli;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.temper.cli.merge.ConsoleMerge;
import org.temper.cli.merge.MergeFigures;
import org.temper.cli.merge.MethodOptions;
import org.temper.models.merge.DirectoryMerge;
import org.temper.models.merge.MergeOptions;
import org.temper.models.merge.MergeReport;
import org.temper.models.merge.MergedDirectories;
import org.temper.models.merge.methods.MergeMethod;
import org.temper.models.storage.StorageType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The recipe that joins models that were trained apart into one. */
@Command(
    name = "merge",
    description = {
      "Joins models of one architecture that were trained apart into one, by their weights alone.",
      "Tensors are read and written a piece at a time: a model need not fit into memory."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Merge implements Callable<Integer> {
  private static final double MILLIS = 1e3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description =
          "the model that the experts were trained from: task vectors are differences from it, and"
              + " the result has its configuration and tokenizer (default: none, where the method"
              + " needs none)")
  private @Nullable Path base;

  @Option(
      names = "--experts",
      required = true,
      split = ",",
      paramLabel = "DIR",
      description = "the models to join, as DIR,DIR")
  private List<Path> experts;

  @Mixin private MethodOptions methods;

  @Option(
      names = "--storage",
      paramLabel = "FORMAT",
      description =
          "number format of the saved weights: float32, float16 or bfloat16 (default: each tensor's"
              + " own)")
  private @Nullable StorageType storage;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "directory to write the model into, empty or not there yet")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    MergeMethod method = methods.method(spec);
    MergeOptions options = MergeOptions.defaults().withMadeBy("merge");
    MergeReport report =
        DirectoryMerge.merge(
            method,
            new MergedDirectories(Optional.ofNullable(base), experts),
            out,
            storage == null ? options : options.withStorage(storage),
            new ConsoleMerge());
    MergeFigures figures =
        new MergeFigures(report, experts, watch.elapsed(TimeUnit.MILLISECONDS) / MILLIS);
    figures.summary().write(out.resolve("summary.json"));
    PrintWriter printer = spec.commandLine().getOut();
    printer.print(figures.text());
    printer.flush();
    return 0;
  }
}
