package org.temper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.cli.options.DeviceOptions;
import org.temper.cli.semantic.ItemSource;
import org.temper.cli.semantic.Quantized;
import org.temper.cli.semantic.QuantizerOptions;
import org.temper.cli.semantic.SemanticFigures;
import org.temper.data.semantic.SemanticIdFile;
import org.temper.models.semantic.Deduplication;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The recipe that gives the items of a catalog semantic ids. */
@Command(
    name = "semantic-ids",
    description = {
      "Gives items semantic ids: a few codes each, which similar items share.",
      "Vectors, or texts that become vectors, are quantized level by level. The ids are written as"
          + " LETTER and MiniOneRec do, and what one-rec reads."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SemanticIdRecipe implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ItemSource source;
  @Mixin private QuantizerOptions quantizer;

  @Option(
      names = "--deduplicate",
      paramLabel = "HOW",
      defaultValue = "number",
      description =
          "what is done about items that share an id: ${COMPLETION-CANDIDATES}; number adds a level"
              + " that numbers them, where there are any (default: ${DEFAULT-VALUE})")
  private Deduplicate deduplicate;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "the JSON file that the ids are written to (default: none is written)")
  private @Nullable Path out;

  @Option(
      names = "--json",
      description = "print one JSON object with every figure instead of a table")
  private boolean json;

  @Mixin private DeviceOptions devices;

  /** What is done about shared ids. */
  enum Deduplicate {
    NUMBER,
    NONE
  }

  @Override
  public Integer call() throws IOException {
    quantizer.check(spec);
    Embeddings vectors = source.read(spec);
    Quantized quantized = quantizer.quantize(vectors, devices.device());
    SemanticIds ids =
        deduplicate == Deduplicate.NUMBER ? Deduplication.number(quantized.ids()) : quantized.ids();
    SemanticFigures figures = SemanticFigures.of(vectors, quantized, ids);
    if (out != null) {
      SemanticIdFile.write(out, ids);
    }
    PrintWriter printer = spec.commandLine().getOut();
    printer.print(json ? figures.json() + System.lineSeparator() : figures.text());
    printer.flush();
    return 0;
  }
}
