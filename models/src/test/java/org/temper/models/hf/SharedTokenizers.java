package org.temper.models.hf;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Tokenizers of published models, where they are at hand. */
final class SharedTokenizers {
  private SharedTokenizers() {}

  /** A file among what tests share; without it the test is skipped. */
  static Path file(String name) {
    Path file = Path.of(System.getProperty("temper.shared", "")).resolve(name);
    assumeThat(file).exists();
    return file;
  }

  /** Loads a tokenizer, a compressed one through a directory. */
  static HuggingFaceCodec load(String name, Path directory) throws IOException {
    Path source = file(name);
    if (!name.endsWith(".gz")) {
      return HuggingFaceCodec.load(requireNonNull(source.getParent()));
    }
    try (InputStream zipped = Files.newInputStream(source);
        InputStream json = new GZIPInputStream(zipped)) {
      Files.copy(json, directory.resolve("tokenizer.json"));
    }
    return HuggingFaceCodec.load(directory);
  }
}
