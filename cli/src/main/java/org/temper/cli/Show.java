package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.cli.show.ModelDescription;
import org.temper.cli.show.RunDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what a directory is: a model with the record of what made it, or a run. */
@Command(
    name = "show",
    description = {
      "Tells what a directory is, from its files alone.",
      "Of a model: its configuration, how its numbers are stored, its tokenizer, hashes of its"
          + " contents and what made it. Of a run: how far it is, its newest figures, and what a"
          + " resume compares."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Show implements Callable<Integer> {
  private static final String INDENT = "  ";

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a model's directory, or ORG/NAME on the Hub")
  private @Nullable Path model;

  @Option(
      names = "--run",
      paramLabel = "OUT",
      description = "the directory that a training recipe writes into")
  private @Nullable Path run;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    checkArgument(
        (model == null) != (run == null),
        "--model: expected a directory, or --run instead of it, got %s",
        model == null ? "neither" : "both");
    ObjectNode described =
        model == null ? RunDescription.of(requireNonNull(run)) : ModelDescription.of(model);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(described);
    } else {
      out.println(described.remove("summary").asText());
      print(described, "", out);
    }
    out.flush();
    return 0;
  }

  /** A name and its value a line, what is in an object indented below its name. */
  private static void print(JsonNode object, String indent, PrintWriter out) {
    object
        .properties()
        .forEach(
            property -> {
              JsonNode value = property.getValue();
              String name = indent + property.getKey().replace('_', ' ') + ":";
              if (value.isObject()) {
                out.println(name + (value.isEmpty() ? " none" : ""));
                print(value, indent + INDENT, out);
              } else {
                out.println(name + " " + text(value));
              }
            });
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return "none";
    }
    return value.isTextual() ? value.asText() : value.toString();
  }
}
