package org.temper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
      model.save(directory);
    }
    return directory;
  }
}
