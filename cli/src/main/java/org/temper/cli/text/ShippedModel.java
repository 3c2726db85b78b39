package org.temper.cli.text;

import com.google.common.collect.ImmutableList;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;

/**
 * A model that is shipped as resources, in the files of a Hugging Face directory.
 *
 * @param beside the class beside whose file the directory {@code base} lies
 * @param name what records of what is made of it call it
 * @param files the files in it
 */
public record ShippedModel(Class<?> beside, String name, List<String> files) {
  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");

  /** Copies. */
  public ShippedModel {
    files = ImmutableList.copyOf(files);
  }

  /**
   * A model of the usual files.
   *
   * @param beside the class beside whose file the directory {@code base} lies
   * @param name what records of what is made of it call it
   * @param more files beside configuration, weights and tokenizer
   * @return the model
   */
  public static ShippedModel of(Class<?> beside, String name, String... more) {
    return new ShippedModel(
        beside, name, ImmutableList.<String>builder().addAll(FILES).add(more).build());
  }

  /**
   * Loads the model.
   *
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IOException if it cannot be read, or copied to a temporary directory
   */
  public LanguageModel load(DecoderOptions options) throws IOException {
    return read(directory -> LanguageModel.load(directory, options));
  }

  /**
   * What the model is to those that are made of it.
   *
   * @return its contents and its record, by its name
   * @throws IOException if it cannot be read, or copied to a temporary directory
   */
  public Parent origin() throws IOException {
    return read(Parent::ofModel).named(name);
  }

  private interface Reader<T> {
    T read(Path directory) throws IOException;
  }

  private <T> T read(Reader<T> reader) throws IOException {
    try (TemporaryDirectory directory = TemporaryDirectory.create()) {
      for (String file : files) {
        try (InputStream in = beside.getResourceAsStream("base/" + file)) {
          if (in == null) {
            throw new FileNotFoundException("base/" + file + ": expected a resource, got none");
          }
          Files.copy(in, directory.path().resolve(file));
        }
      }
      return reader.read(directory.path());
    }
  }
}
