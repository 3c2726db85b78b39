package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.temper.api.Excerpt;
import org.temper.data.JsonFile;

/** The open safetensors files of a directory and which of them holds each tensor. */
public final class WeightFiles implements AutoCloseable {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";
  static final String WEIGHT_MAP = "weight_map";

  /** A name without a path, so that an index cannot reach out of its directory. */
  private static final Pattern FILE_NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors");

  /** The end of the names of files that hold weights in another format, or an adapter. */
  private static final Pattern OTHER_WEIGHTS =
      Pattern.compile(".*\\.(bin|pt|pth|ckpt|gguf|ggml|h5|msgpack|onnx|npz|safetensors)");

  private final Map<String, SafetensorsFile> byTensor;
  private final ImmutableSet<SafetensorsFile> files;
  private final ImmutableMap<Path, Set<String>> differences;

  private WeightFiles(Map<String, SafetensorsFile> byTensor, Map<Path, Set<String>> differences) {
    this.byTensor = ImmutableMap.copyOf(byTensor);
    this.files = ImmutableSet.copyOf(byTensor.values());
    this.differences = ImmutableMap.copyOf(differences);
  }

  /**
   * Opens a directory's files and checks their headers.
   *
   * @param directory a directory in the Hugging Face layout
   * @return the open files, to be closed by the caller
   * @throws IllegalArgumentException if there are no weights as safetensors, or a file is missing
   *     or malformed
   * @throws IOException if a file cannot be read
   */
  public static WeightFiles open(Path directory) throws IOException {
    Path single = directory.resolve(SINGLE);
    Path index = directory.resolve(INDEX);
    boolean sharded = Files.isRegularFile(index);
    checkArgument(
        sharded != Files.isRegularFile(single),
        "%s: expected either %s or %s, got %s",
        directory,
        SINGLE,
        INDEX,
        sharded ? "both; remove the one that is of another save" : others(directory));
    return sharded ? openShards(directory, index) : openAll(ImmutableMap.of(single, Set.of()));
  }

  /** What lies there in place of weights. */
  private static String others(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<String> others =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> OTHER_WEIGHTS.matcher(name).matches())
              .filter(name -> !name.equals(ModelFiles.VALUE_HEAD))
              .sorted()
              .toList();
      return others.isEmpty()
          ? "none"
          : (others.size() == 1 ? Excerpt.of(others.get(0)) : Excerpt.ofAll(others))
              + "; save the model by transformers' save_pretrained, which writes safetensors";
    }
  }

  /**
   * The tensors.
   *
   * @return their names, in the order of the files
   */
  public Set<String> names() {
    return byTensor.keySet();
  }

  /** The files, in the order of the index. */
  List<Path> paths() {
    return files.stream().map(SafetensorsFile::path).toList();
  }

  /**
   * The file of a tensor.
   *
   * @param name the tensor's name
   * @return the file, which is closed with these
   * @throws IllegalArgumentException if there is no such tensor
   */
  public SafetensorsFile of(String name) {
    SafetensorsFile file = byTensor.get(name);
    // Asked for each piece of a tensor: what an error says is made where there is one.
    if (file == null) {
      throw new IllegalArgumentException(
          String.format(
              "name: expected one of %s, got %s", Excerpt.ofAll(names()), Excerpt.of(name)));
    }
    return file;
  }

  /**
   * Checks that each file holds the tensors that the index claims of it.
   *
   * @param free tensors that may be on one side alone
   * @throws IllegalArgumentException if one does not
   */
  public void checkIndex(Predicate<String> free) {
    differences.forEach(
        (file, names) -> {
          List<String> wrong = names.stream().filter(free.negate()).toList();
          checkArgument(
              wrong.isEmpty(),
              "%s: expected the tensors that the index claims, got a difference of %s; put the"
                  + " index and the files of one save together",
              file,
              Excerpt.ofAll(wrong));
        });
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
                  "the name of a safetensors file for " + Excerpt.of(weight.getKey()),
                  weight.getValue());
              namesByFile
                  .computeIfAbsent(directory.resolve(file), key -> new TreeSet<>())
                  .add(weight.getKey());
            });
    List<Path> missing =
        namesByFile.keySet().stream()
            .filter(file -> !Files.isRegularFile(file))
            .map(Path::getFileName)
            .toList();
    checkArgument(
        missing.isEmpty(),
        "%s: expected its %s files, got none of the names %s; fetch them to the same directory",
        index,
        namesByFile.size(),
        Excerpt.ofAll(missing));
    return openAll(namesByFile);
  }

  /** Opens files, of which it may be claimed what they hold. */
  private static WeightFiles openAll(Map<Path, Set<String>> claims) throws IOException {
    Map<String, SafetensorsFile> byTensor = new LinkedHashMap<>();
    Map<Path, Set<String>> differences = new LinkedHashMap<>();
    Set<SafetensorsFile> opened = Sets.newIdentityHashSet();
    try {
      for (Map.Entry<Path, Set<String>> entry : claims.entrySet()) {
        SafetensorsFile file = SafetensorsFile.open(entry.getKey());
        opened.add(file);
        checkArgument(!file.names().isEmpty(), "%s: expected tensors, got none", entry.getKey());
        if (!entry.getValue().isEmpty()) {
          differences.put(
              entry.getKey(),
              ImmutableSet.copyOf(Sets.symmetricDifference(entry.getValue(), file.names())));
        }
        file.names().forEach(name -> byTensor.put(name, file));
      }
    } catch (IOException | RuntimeException e) {
      closeAll(opened);
      throw e;
    }
    return new WeightFiles(byTensor, differences);
  }

  private static void closeAll(Iterable<SafetensorsFile> files) throws IOException {
    for (SafetensorsFile file : files) {
      file.close();
    }
  }
}
