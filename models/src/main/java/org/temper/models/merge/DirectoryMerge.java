package org.temper.models.merge;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Closer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.data.JsonFile;
import org.temper.models.hf.ModelFiles;
import org.temper.models.hf.Provenance;
import org.temper.models.hf.SafetensorsWriter.Numbers;
import org.temper.models.hf.SafetensorsWriter.StoredTensor;
import org.temper.models.hf.WeightWriter;
import org.temper.models.merge.MergeInputs.NamedSource;
import org.temper.models.merge.methods.MergeMethod;
import org.temper.models.storage.StorageType;

/**
 * The merging of model directories into a new one, without loading any: tensors are read, joined
 * and written a piece at a time.
 *
 * <p>The result has the configuration, the tokenizer and the defaults of decoding of the base, or
 * of the first expert where there is no base, and a record of what it was made of. A value head
 * beside a policy is not merged, and left out.
 */
public final class DirectoryMerge {
  private final MergedDirectories directories;
  private final List<DirectorySource> sources;
  private final MergeInputs inputs;

  private DirectoryMerge(MergedDirectories directories, List<DirectorySource> sources) {
    this.directories = directories;
    this.sources = sources;
    List<NamedSource> named = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      named.add(new NamedSource(directories.all().get(i).toString(), sources.get(i)));
    }
    int first = directories.base().isPresent() ? 1 : 0;
    this.inputs =
        MergeInputs.of(
            first == 1 ? Optional.of(named.get(0)) : Optional.empty(),
            named.subList(first, named.size()));
  }

  /**
   * Merges directories. All that is read is checked before anything is written.
   *
   * @param method the method
   * @param directories what is merged
   * @param out where the result goes; absent or empty
   * @param options how it is written
   * @param progress is told how far it has come
   * @return what was merged
   * @throws IllegalArgumentException if the method needs a base or another number of experts, a
   *     directory is no model, two differ in configuration, vocabulary, names, shapes or types of
   *     tensors, a number is not finite, or {@code out} is not empty; the message names the
   *     directory and what differs. Also if a result is beyond what it is to be stored as
   * @throws IOException if a file cannot be read or written; {@code out} is then as it was
   */
  public static MergeReport merge(
      MergeMethod method,
      MergedDirectories directories,
      Path out,
      MergeOptions options,
      MergeProgress progress)
      throws IOException {
    DirectoryChecks.checkEmpty(out);
    check(directories);
    try (Closer closer = Closer.create()) {
      DirectoryMerge merge = open(directories, closer);
      TensorMerge.check(method, merge.inputs);
      merge.checkTypes();
      progress.start((1L + Joins.passes(method)) * merge.inputs.parameters());
      return merge.write(method, out, options, progress);
    } finally {
      progress.end();
    }
  }

  /**
   * Compares what experts learned, without merging them.
   *
   * @param directories the base and the experts
   * @return the comparison
   * @throws IllegalArgumentException if there is no base, or as {@link #merge} says of what is read
   * @throws IOException if a file cannot be read
   */
  public static TaskVectors compare(MergedDirectories directories) throws IOException {
    check(directories);
    try (Closer closer = Closer.create()) {
      return TaskVectors.of(open(directories, closer).inputs, count -> {});
    }
  }

  private static void check(MergedDirectories directories) throws IOException {
    directories.all().forEach(DirectoryChecks::checkModel);
    for (Path expert : directories.experts()) {
      DirectoryChecks.checkAlike(directories.first(), expert);
    }
  }

  private static DirectoryMerge open(MergedDirectories directories, Closer closer)
      throws IOException {
    List<DirectorySource> sources = new ArrayList<>();
    for (Path directory : directories.all()) {
      DirectorySource source = DirectorySource.open(directory);
      closer.register(source::close);
      sources.add(source);
    }
    return new DirectoryMerge(directories, sources);
  }

  private void checkTypes() {
    for (String tensor : inputs.shapes().keySet()) {
      StorageType type = sources.get(0).type(tensor);
      for (int i = 1; i < sources.size(); i++) {
        StorageType other = sources.get(i).type(tensor);
        checkArgument(
            other == type,
            "%s: %s: expected dtype %s as in %s, got %s; save both as one",
            directories.all().get(i),
            Excerpt.of(tensor, 80),
            type.configName(),
            directories.first(),
            other.configName());
      }
    }
  }

  private MergeReport write(
      MergeMethod method, Path out, MergeOptions options, MergeProgress progress)
      throws IOException {
    Optional<TaskVectors> compared = Optional.empty();
    if (inputs.base().isPresent()) {
      compared = Optional.of(TaskVectors.of(inputs, progress::advance));
    } else {
      // Whether all numbers are finite is found by reading them.
      inputs.model(progress::advance).forEach(piece -> {});
    }
    TensorMerge merge = TensorMerge.prepare(method, inputs, progress);
    ModelFiles.write(
        out,
        provenance(method, options),
        directory -> {
          WeightWriter.stream(directory, stored(options), options.maxShardBytes(), numbers(merge));
          copyFiles(directory, options);
        });
    return new MergeReport(inputs.shapes().size(), inputs.parameters(), compared);
  }

  private static Numbers numbers(TensorMerge merge) {
    ByteBuffer values =
        ByteBuffer.allocateDirect(MergeInputs.PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return (tensor, sink) ->
        merge.join(
            tensor,
            (piece, count) -> {
              values.clear().asFloatBuffer().put(piece, 0, count);
              sink.put(values.limit(count * Float.BYTES));
            });
  }

  private Map<String, StoredTensor> stored(MergeOptions options) {
    ImmutableMap.Builder<String, StoredTensor> stored = ImmutableMap.builder();
    inputs
        .shapes()
        .forEach(
            (name, shape) ->
                stored.put(
                    name,
                    new StoredTensor(
                        shape, options.storage().orElseGet(() -> sources.get(0).type(name)))));
    return stored.buildOrThrow();
  }

  private void copyFiles(Path directory, MergeOptions options) throws IOException {
    for (String name : ModelFiles.besideWeights()) {
      Path file = directories.first().resolve(name);
      if (Files.isRegularFile(file) && !name.equals(ModelFiles.VALUE_HEAD)) {
        Files.copy(file, directory.resolve(name));
      }
    }
    if (options.storage().isPresent()) {
      Path file = directory.resolve(DirectoryChecks.CONFIG);
      ObjectNode config = JsonFile.read(file);
      String key = config.has("dtype") ? "dtype" : "torch_dtype";
      config.put(key, options.storage().get().configName());
      Files.writeString(file, config.toPrettyString() + "\n");
    }
  }

  private Provenance provenance(MergeMethod method, MergeOptions options) throws IOException {
    Provenance made =
        Provenance.of(
            options.madeBy(),
            ImmutableMap.<String, String>builder()
                .put("method", method.name())
                .putAll(method.settings())
                .buildOrThrow());
    if (directories.base().isPresent()) {
      made = made.withParent("base", Provenance.Parent.ofModel(directories.base().get()));
    }
    for (int e = 0; e < directories.experts().size(); e++) {
      made =
          made.withParent(
              "expert[" + e + "]", Provenance.Parent.ofModel(directories.experts().get(e)));
    }
    return made;
  }
}
