package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.api.TokenSequence;
import org.temper.cli.inspect.DataInspection;
import org.temper.cli.inspect.DataView;
import org.temper.cli.inspect.RenderOptions;
import org.temper.cli.options.BadRecordsOption;
import org.temper.cli.options.ExampleOptions;
import org.temper.cli.options.ExampleOptions.Kind;
import org.temper.cli.options.LengthOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.data.Tokenization;
import org.temper.data.corpus.BadRecords;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.ModelDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a model would be trained on: data as tokens, or conversations as text. */
@Command(
    name = "inspect",
    description = {
      "Shows what a model would be trained on.",
      "Of data, read as sft reads it: the first examples with what the loss looks at highlighted,"
          + " what is cut or left out, lengths and duplicates; as JSON every example, as HTML a"
          + " page. Of conversations by themselves, what a template makes of each; one that raises"
          + " an error is told of beside the conversation's name."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Inspect implements Callable<Integer> {
  /** Whatever the terminal's encoding, the texts arrive. */
  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** Examples that are looked at are not kept: nothing tells their tokenizer from others. */
  private static final String NO_CACHE = "";

  private static final String[] OF_DATA = {
    "--model",
    "--data",
    "--bad-records",
    "--examples",
    "--html",
    "--text-field",
    "--documents",
    "--prompt-field",
    "--completion-field",
    "--max-length",
    "--overflow",
    "--end-token",
    "--end-with",
    "--chat-template",
    "--train-on",
    "--reasoning",
    "--tool-calls",
    "--special-text"
  };

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "the model whose tokenizer and template are used: a directory, or ORG/NAME on the Hub")
  private @Nullable Path model;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "what to look at, gzip or not: a file, a directory or a pattern")
  private @Nullable Path data;

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many examples are shown, the first ones (default: ${DEFAULT-VALUE})")
  private int examples;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write counts, lengths and examples as a page, too")
  private @Nullable Path html;

  @Option(names = "--json", description = "print one JSON object a line and nothing else")
  private boolean json;

  @Mixin private BadRecordsOption badRecords;
  @Mixin private ExampleOptions form;
  @Mixin private LengthOptions lengths;
  @Mixin private RenderOptions render;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (render.isGiven()) {
      Inapplicable.check(spec, "with --template", OF_DATA);
      render.render(form.clock(), line -> print(line, out));
    } else {
      render.checkNone(spec);
      checkArgument(
          model != null && data != null,
          "--data: expected data with a --model to read it, or --conversations with a --template,"
              + " got %s",
          data == null ? "none" : "no --model");
      inspect(model, data, out);
    }
    out.flush();
    return 0;
  }

  private void inspect(Path directory, Path records, PrintWriter out) throws IOException {
    checkArgument(examples >= 0, "--examples: expected at least 0, got %s", examples);
    DataFiles files = DataFiles.of(records);
    Kind kind = ExampleOptions.kind(files);
    form.check(spec, Set.of(kind));
    BadRecords bad = new BadRecords(badRecords.limit());
    ModelDirectory opened = ModelDirectory.open(directory);
    try (HuggingFaceCodec codec = form.codec(opened)) {
      int context = opened.config().maxLength();
      Tokenization fitting = ExampleOptions.tokenization(kind, lengths, codec, context, context);
      Tokenization unbounded =
          new Tokenization(codec, fitting.endToken(), Integer.MAX_VALUE, fitting.overflow());
      ExampleForm<?, TokenSequence> examined =
          form.form(kind, codec, new Tokens(fitting, NO_CACHE));
      DataView view = new DataView(codec, examples);
      new DataInspection(
              files,
              form.documents(),
              examined,
              form.form(kind, codec, new Tokens(unbounded, NO_CACHE)),
              bad)
          .run(
              inspected -> {
                view.add(inspected);
                if (json) {
                  out.println(ascii(view.json(inspected)));
                }
              });
      PrintWriter messages = spec.commandLine().getErr();
      BadRecordsOption.tell(files.name(), bad.count(), bad.first(), messages);
      examined.remarks().get().forEach(messages::println);
      messages.flush();
      if (!json) {
        view.print(out, Ansi.AUTO);
      }
      if (html != null) {
        view.writePage(html, files.name());
      }
    }
  }

  private void print(ObjectNode line, PrintWriter out) {
    if (json) {
      out.println(ascii(line));
    } else {
      out.println("=== " + line.get("name").asText());
      out.println(
          line.has("text") ? line.get("text").asText() : "error: " + line.get("error").asText());
    }
  }

  private static String ascii(ObjectNode line) {
    try {
      return ASCII.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
