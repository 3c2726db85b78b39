package org.temper.models.hf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.hf.ModelFiles.Classifier;
import org.temper.models.hf.WeightReader.Expected;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.PyTorch;

/**
 * A decoder with a head of one label as it comes from a directory, and what is saved with it.
 *
 * @param <M> the model
 */
record ClassifierDirectory<M>(M model, HuggingFaceCodec codec, ModelFiles files) {

  /** Makes a model of its weights, which it takes over. */
  interface Maker<M> {
    M make(DecoderConfig config, Map<String, NDArray> weights, DecoderOptions options);
  }

  /** Loads a classifier whose tensors are of the given shapes. */
  static <M> ClassifierDirectory<M> load(
      Path directory,
      DecoderOptions options,
      Function<DecoderConfig, ? extends Map<String, Shape>> shapes,
      Maker<M> maker)
      throws IOException {
    ModelDirectory opened = ModelDirectory.open(directory);
    DecoderConfig config = opened.config();
    return open(
        opened,
        Optional.empty(),
        options,
        scope ->
            maker.make(
                config,
                WeightReader.read(
                    directory, Expected.of(config, () -> shapes.apply(config)), scope),
                options));
  }

  /**
   * Begins a model on the decoder of a language model, perhaps with another chat template than the
   * directory's.
   */
  static <M> ClassifierDirectory<M> begin(
      Path directory,
      Optional<Path> chatTemplate,
      DecoderOptions options,
      Function<DecoderPolicy, M> maker)
      throws IOException {
    ModelDirectory opened = ModelDirectory.open(directory);
    return open(
        opened,
        chatTemplate,
        options,
        scope -> {
          try (DecoderPolicy base =
              DecoderPolicy.create(opened.config(), opened.weights(scope), options)) {
            return maker.apply(base);
          }
        });
  }

  private interface Source<M> {
    M model(NDManager scope) throws IOException;
  }

  private static <M> ClassifierDirectory<M> open(
      ModelDirectory opened, Optional<Path> chatTemplate, DecoderOptions options, Source<M> source)
      throws IOException {
    CompletableFuture<Provenance.Parent> origin = opened.origin();
    HuggingFaceCodec codec = opened.codec(chatTemplate);
    try (NDManager scope = PyTorch.manager(options.device())) {
      return new ClassifierDirectory<>(
          source.model(scope), codec, opened.files().from(origin.join()));
    } catch (IOException | RuntimeException e) {
      codec.close();
      throw e;
    }
  }

  void save(
      Path directory, Classifier classifier, Map<String, NDArray> weights, SaveOptions options)
      throws IOException {
    try (GradientMode off = GradientMode.off()) {
      files.classifying(classifier).save(directory, weights, codec, options);
    }
  }
}
