package org.temper.cli.arithmetic;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.temper.cli.text.TemporaryDirectory;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;

/**
 * The base model that is shipped with the quickstart: a small decoder, pretrained on {@link
 * ArithmeticCorpus} by the {@code pretrain} recipe. {@code docs/quickstart.md} has the command that
 * remakes it.
 */
public final class BaseModel {
  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");

  private BaseModel() {}

  /**
   * Loads the model.
   *
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IOException if it cannot be read, or copied to a temporary directory
   */
  public static LanguageModel load(DecoderOptions options) throws IOException {
    return read(directory -> LanguageModel.load(directory, options));
  }

  /**
   * What the model is to those that are made of it.
   *
   * @return its contents and its record, by the name {@code quickstart}
   * @throws IOException if it cannot be read, or copied to a temporary directory
   */
  public static Parent origin() throws IOException {
    return read(Parent::ofModel).named("quickstart");
  }

  private interface Reader<T> {
    T read(Path directory) throws IOException;
  }

  private static <T> T read(Reader<T> reader) throws IOException {
    try (TemporaryDirectory directory = TemporaryDirectory.create()) {
      for (String file : FILES) {
        try (InputStream in = BaseModel.class.getResourceAsStream("base/" + file)) {
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
