package org.temper.algorithms.checkpoints;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named arrays in one file, in DJL's own NDList format ({@code NDList.decode} reads it too).
 *
 * <p>DJL's safetensors encoding would do for small states only: it counts offsets in an int and
 * reads the whole file into one Java array, so that no file can pass 2 GiB. Here that limit is on a
 * single array, and one array at a time is on the Java heap.
 */
final class ArrayFile {

  private ArrayFile() {}

  static void write(Map<String, NDArray> arrays, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(arrays.size());
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      // The alias shares the values, and takes the name in place of the owner's array.
      try (NDArray alias = entry.getValue().stopGradient()) {
        alias.setName(entry.getKey());
        data.write(alias.encode());
      }
    }
    data.flush();
  }

  static Map<String, NDArray> read(Path path, NDManager manager) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      int size = in.readInt();
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        NDArray array = manager.decode(in);
        arrays.put(array.getName(), array);
      }
      return arrays;
    }
  }
}
