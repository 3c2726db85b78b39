package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.temper.data.JsonFile;

/** The open safetensors files of a directory and which of them holds each tensor. */
final class WeightFiles implements AutoCloseable {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";
  static final String WEIGHT_MAP = "weight_map";

  /** A name without a path, so that an index cannot reach out of its directory. */
  private static final Pattern FILE_NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors");

  private final Map<String, SafetensorsFile> byTensor;
  private final ImmutableSet<SafetensorsFile> files;

  private WeightFiles(Map<String, SafetensorsFile> byTensor) {
    this.byTensor = ImmutableMap.copyOf(byTensor);
    this.files = ImmutableSet.copyOf(byTensor.values());
  }

  static WeightFiles open(Path directory) throws IOException {
    Path single = directory.resolve(SINGLE);
    Path index = directory.resolve(INDEX);
    boolean sharded = Files.isRegularFile(index);
    checkArgument(
        sharded != Files.isRegularFile(single),
        "%s: expected either %s or %s, got %s",
        directory,
        SINGLE,
        INDEX,
        sharded ? "both" : "none");
    return sharded ? openShards(directory, index) : openAll(ImmutableMap.of(single, Set.of()));
  }

  Set<String> names() {
    return byTensor.keySet();
  }

  /** The files, in the order of the index. */
  List<Path> paths() {
    return files.stream().map(SafetensorsFile::path).toList();
  }

  SafetensorsFile of(String name) {
    SafetensorsFile file = byTensor.get(name);
    checkArgument(file != null, "name: expected one of %s, got %s", names(), name);
    return file;
  }

  @Override
  public void close() throws IOException {
    closeAll(files);
  }

  private static WeightFiles openShards(Path directory, Path index) throws IOException {
    JsonFields fields = new JsonFields(index.toString(), JsonFile.read(index));
    JsonNode weights =
        fields.value(WEIGHT_MAP).orElseThrow(() -> fields.missing(WEIGHT_MAP, "an object"));
    fields.check(weights.isObject() && !weights.isEmpty(), WEIGHT_MAP, "tensors", weights);
    Map<Path, Set<String>> namesByFile = new LinkedHashMap<>();
    weights
        .properties()
        .forEach(
            weight -> {
              String file = weight.getValue().asText();
              fields.check(
                  FILE_NAME.matcher(file).matches(),
                  WEIGHT_MAP,
                  "the name of a safetensors file for " + weight.getKey(),
                  weight.getValue());
              namesByFile
                  .computeIfAbsent(directory.resolve(file), key -> new TreeSet<>())
                  .add(weight.getKey());
            });
    return openAll(namesByFile);
  }

  /** Opens files and, where names are given, checks that a file holds these and no others. */
  private static WeightFiles openAll(Map<Path, Set<String>> namesByFile) throws IOException {
    Map<String, SafetensorsFile> byTensor = new LinkedHashMap<>();
    Set<SafetensorsFile> opened = Sets.newIdentityHashSet();
    try {
      for (Map.Entry<Path, Set<String>> entry : namesByFile.entrySet()) {
        SafetensorsFile file = SafetensorsFile.open(entry.getKey());
        opened.add(file);
        Set<String> claimed = entry.getValue();
        checkArgument(
            claimed.isEmpty() || claimed.equals(file.names()),
            "%s: expected the tensors that the index claims, got a difference of %s",
            entry.getKey(),
            Iterables.limit(Sets.symmetricDifference(claimed, file.names()), 5));
        checkArgument(!file.names().isEmpty(), "%s: expected tensors, got none", entry.getKey());
        file.names().forEach(name -> byTensor.put(name, file));
      }
    } catch (IOException | RuntimeException e) {
      closeAll(opened);
      throw e;
    }
    return new WeightFiles(byTensor);
  }

  private static void closeAll(Iterable<SafetensorsFile> files) throws IOException {
    for (SafetensorsFile file : files) {
      file.close();
    }
  }
}
