package org.temper.models.merge;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.temper.models.hf.WeightFiles;
import org.temper.models.storage.StorageType;

/** The weights of a model directory, which stay open. */
final class DirectorySource implements TensorSource, AutoCloseable {
  /** An index may be wrong of it where it is tied to the embedding. */
  private static final String HEAD = "lm_head.weight";

  private final WeightFiles files;
  private final ImmutableMap<String, Shape> shapes;

  private DirectorySource(WeightFiles files) {
    this.files = files;
    ImmutableMap.Builder<String, Shape> all = ImmutableMap.builder();
    files.names().forEach(name -> all.put(name, files.of(name).shape(name)));
    shapes = all.buildOrThrow();
  }

  static DirectorySource open(Path directory) throws IOException {
    WeightFiles files = WeightFiles.open(directory);
    try {
      files.checkIndex(HEAD::equals);
      return new DirectorySource(files);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  StorageType type(String tensor) {
    return files.of(tensor).type(tensor);
  }

  @Override
  public Map<String, Shape> shapes() {
    return shapes;
  }

  @Override
  public void read(String tensor, long start, int count, float[] into) throws IOException {
    files.of(tensor).read(tensor, start, count, into);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
