package org.temper.cli.semantic;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.TextEmbedder;
import org.temper.cli.options.values.Inapplicable;
import org.temper.data.MalformedDataException;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.files.DataFiles;
import org.temper.data.semantic.NpyFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for the vectors of items, given or made of their texts. */
public final class ItemSource {
  private static final String TEXT = "text";

  @Option(
      names = "--embeddings",
      paramLabel = "FILE",
      description = "the items' vectors: a .npy file of floats, one item a row")
  private @Nullable Path embeddings;

  @Option(
      names = "--texts",
      paramLabel = "FILE",
      description =
          "the items' texts, in place of vectors: records, one item each, such as lines of JSON; they"
              + " become vectors by all-MiniLM-L6-v2")
  private @Nullable Path texts;

  @Option(
      names = "--text-field",
      paramLabel = "NAME",
      description = "with --texts: the field of the text (default: " + TEXT + ")")
  private @Nullable String textField;

  @Option(
      names = "--embeddings-out",
      paramLabel = "FILE",
      description =
          "with --texts: write the vectors as a .npy file, too, for --embeddings of another run")
  private @Nullable Path embeddingsOut;

  /**
   * The items' vectors.
   *
   * @param spec the recipe, for what was given
   * @return one a row
   * @throws IllegalArgumentException if not one of the sources is given, or what it holds is no
   *     vectors or texts
   * @throws IOException if a file cannot be read or written
   */
  public Embeddings read(CommandSpec spec) throws IOException {
    checkArgument(
        (embeddings == null) != (texts == null),
        "--embeddings: expected a .npy file, or --texts, and not both, got %s",
        embeddings == null ? "neither" : "both");
    if (texts == null) {
      Inapplicable.check(spec, "with --embeddings", "--text-field", "--embeddings-out");
      return NpyFile.read(requireNonNull(embeddings));
    }
    Embeddings vectors = embed(texts(texts));
    if (embeddingsOut != null) {
      NpyFile.write(embeddingsOut, vectors);
    }
    return vectors;
  }

  private List<String> texts(Path file) {
    String field = textField == null ? TEXT : textField;
    List<String> read =
        DataFiles.of(file)
            .readAll(
                Separator.LINES,
                item -> {
                  String text = item.text(field);
                  if (text.isBlank()) {
                    throw item.malformed(field, "expected a text, got an empty one");
                  }
                  return text;
                });
    if (read.isEmpty()) {
      throw new MalformedDataException(file, "expected at least one item, got none");
    }
    return read;
  }

  private static Embeddings embed(List<String> texts) {
    try (TextEmbedder embedder =
        ServiceLoader.load(TextEmbedder.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--texts: expected temper-minilm on the class path, got none; give"
                            + " --embeddings"))) {
      return embedder.embed(texts);
    }
  }
}
