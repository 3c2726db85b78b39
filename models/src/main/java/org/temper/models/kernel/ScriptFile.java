package org.temper.models.kernel;

import static java.util.stream.Collectors.joining;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A file of TorchScript functions with the weights that they read, which libtorch and PyTorch load
 * without this library: {@code torch.jit.load(file)}; here, {@link Kernel#open}.
 *
 * <p>The functions are resources as those of a {@link Kernel}; {@code (self).weights()} in them is
 * the list of the weights.
 */
public final class ScriptFile {
  private ScriptFile() {}

  /**
   * Writes a file.
   *
   * @param file the file; one that is there is overwritten
   * @param owner the class beside which the resources lie
   * @param resources their file names, that of the one with the class's head first
   * @param constants values of the {@code ${name}} in them
   * @param weights float32 arrays, in order
   * @throws IOException if the file cannot be written
   */
  public static void write(
      Path file,
      Class<?> owner,
      List<String> resources,
      Map<String, Object> constants,
      List<NDArray> weights)
      throws IOException {
    ImmutableMap.Builder<String, NDArray> named = ImmutableMap.builder();
    IntStream.range(0, weights.size()).forEach(i -> named.put("w" + i, weights.get(i)));
    ImmutableMap<String, NDArray> tensors = named.buildOrThrow();
    String code = withBuffers(Kernel.code(owner, resources, constants), tensors.keySet());
    KernelArchive.write(
        new BufferedOutputStream(Files.newOutputStream(file), 1 << 20), code, tensors);
  }

  // Buffers, so that they go where the module is moved to.
  private static String withBuffers(String code, Iterable<String> names) {
    StringBuilder quoted = new StringBuilder();
    StringBuilder declared = new StringBuilder("  training : bool\n");
    StringBuilder list = new StringBuilder();
    for (String name : names) {
      quoted.append('"').append(name).append("\", ");
      declared.append("  ").append(name).append(" : Tensor\n");
      list.append(list.isEmpty() ? "" : ", ").append("self.").append(name);
    }
    return code.lines()
            .map(
                line ->
                    switch (line) {
                      case "  __buffers__ = []" -> "  __buffers__ = [" + quoted + "]";
                      case "  training : bool" -> declared.toString().stripTrailing();
                      default -> line;
                    })
            .collect(joining("\n"))
        + "\n\n  def weights(self: __torch__.K) -> List[Tensor]:\n    return ["
        + list
        + "]\n";
  }
}
