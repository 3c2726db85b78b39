package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.temper.api.Excerpt;
import org.temper.models.decoder.DecoderActorCritic;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.kernel.PyTorch;
import org.temper.models.storage.StorageType;

/**
 * A policy with its value head on disk: a model directory as {@link LanguageModel} saves it, with
 * {@code value_head.safetensors} beside, which holds {@code value.weight} [1, D] and {@code
 * value.bias} [1] in float32. Programs that know no value head load the rest as ever.
 */
public final class ActorCriticDirectory {

  private ActorCriticDirectory() {}

  /**
   * Saves a model and its value head as they are now. A model that is there already is replaced,
   * whole or not at all.
   *
   * @param directory where to; absent, empty, or a model directory
   * @param model the model
   * @param policy its decoder with the value head
   * @param options how the decoder's weights are stored
   * @throws IllegalArgumentException if the policy is not over the model's decoder, or the
   *     directory holds files that are no model's
   * @throws IOException if a file cannot be written; the directory is then as it was
   */
  public static void save(
      Path directory, LanguageModel model, DecoderActorCritic policy, SaveOptions options)
      throws IOException {
    checkArgument(
        policy.policy() == model.policy(),
        "policy: expected a value head over the model's own decoder, got one over another");
    model.save(
        directory,
        options,
        temporary ->
            SafetensorsWriter.write(
                temporary.resolve(ModelFiles.VALUE_HEAD),
                policy.headWeights(),
                StorageType.FLOAT32));
  }

  /**
   * Whether a directory holds a value head.
   *
   * @param directory a model directory
   * @return true if {@link #load} finds one
   */
  public static boolean isAt(Path directory) {
    return Files.isRegularFile(directory.resolve(ModelFiles.VALUE_HEAD));
  }

  /**
   * Gives a decoder the value head of its directory.
   *
   * @param directory the model directory that the decoder was loaded from
   * @param policy the decoder, trainable; stays the caller's, to be closed after the result
   * @return the policy with its value head
   * @throws IllegalArgumentException if the directory has no value head, or one for another
   *     architecture, or it is malformed; the message names the file
   * @throws IOException if the file cannot be read
   */
  public static DecoderActorCritic load(Path directory, DecoderPolicy policy) throws IOException {
    Path file = directory.resolve(ModelFiles.VALUE_HEAD);
    checkArgument(Files.isRegularFile(file), "%s: expected a value head, got no such file", file);
    Map<String, Shape> shapes = DecoderActorCritic.headShapes(policy.config());
    try (NDManager scope = PyTorch.manager(policy.options().device());
        SafetensorsFile tensors = SafetensorsFile.open(file)) {
      checkArgument(
          tensors.names().equals(shapes.keySet()),
          "%s: expected tensors %s, got %s",
          file,
          shapes.keySet(),
          Excerpt.ofAll(tensors.names()));
      ImmutableMap.Builder<String, NDArray> head = ImmutableMap.builder();
      for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
        Shape shape = tensors.shape(entry.getKey());
        checkArgument(
            shape.equals(entry.getValue()),
            "%s: %s: expected shape %s, got %s",
            file,
            entry.getKey(),
            entry.getValue(),
            shape);
        head.put(entry.getKey(), tensors.read(entry.getKey(), scope));
      }
      return DecoderActorCritic.of(policy, head.buildOrThrow());
    }
  }
}
