package org.temper.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.text.WordTokenizer;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.hf.GenerationDefaults;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;

/** A model with random weights that takes no time to make. */
final class TinyModel {
  static final int CONTEXT = 32;

  /** Files by name, made once for each context: hundreds of tests ask for one. */
  private record Made(Map<String, byte[]> tokenizer, Map<String, byte[]> model) {}

  private static final Map<Integer, Made> MADE = new ConcurrentHashMap<>();

  private TinyModel() {}

  /** Saves one beside its tokenizer, both in directories of their own in the given one. */
  static Path in(Path directory) throws IOException {
    return in(directory, CONTEXT);
  }

  /** Saves one that takes so many tokens. */
  static Path in(Path directory, int context) throws IOException {
    return save(
        directory.resolve("model"), Files.createDirectory(directory.resolve("tokenizer")), context);
  }

  /** Saves one, its tokenizer through another directory. */
  static Path save(Path directory, Path tokenizer) throws IOException {
    return save(directory, tokenizer, CONTEXT);
  }

  private static Path save(Path directory, Path tokenizer, int context) throws IOException {
    Made made = MADE.computeIfAbsent(context, TinyModel::make);
    write(made.tokenizer(), tokenizer);
    return write(made.model(), Files.createDirectories(directory));
  }

  private static Path write(Map<String, byte[]> files, Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    return directory;
  }

  private static Made make(int context) {
    try {
      Path directory = Files.createTempDirectory("temper-tiny");
      Path tokenizer = Files.createDirectory(directory.resolve("tokenizer"));
      Path saved = directory.resolve("model");
      WordTokenizer.write(tokenizer, ArithmeticTasks.words());
      HuggingFaceCodec codec = HuggingFaceCodec.load(tokenizer);
      DecoderConfig config =
          new DecoderConfig(
              codec.vocabularySize(),
              16,
              16,
              1,
              2,
              2,
              8,
              context,
              1e-5,
              RotaryConfig.of(10_000),
              Set.of(Feature.TIED_HEAD));
      DecoderPolicy policy = DecoderPolicy.random(config, 1, DecoderOptions.defaults());
      try (LanguageModel model = LanguageModel.of(policy, codec, GenerationDefaults.none())) {
        model.save(saved);
      }
      Made made = new Made(read(tokenizer), read(saved));
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> read(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
