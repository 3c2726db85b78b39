package org.temper.cli.training;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.temper.data.corpus.Corpus.Reading;
import org.temper.data.files.DataFiles;
import org.temper.models.hf.Provenance;
import org.temper.models.hf.Provenance.Parent;
import org.temper.models.hf.SaveOptions;

/**
 * The origins of a recipe's model: models by role, which a resumed run is compared by, and the file
 * of its data, whose examples the run compares itself.
 *
 * @param models models by role, such as {@code base}
 * @param files files by role, such as {@code data}
 */
public record Origins(Map<String, Parent> models, Map<String, Parent> files) {

  /** Copies. */
  public Origins {
    models = ImmutableMap.copyOf(models);
    files = ImmutableMap.copyOf(files);
  }

  /**
   * Nothing yet.
   *
   * @return no origins
   */
  public static Origins none() {
    return new Origins(Map.of(), Map.of());
  }

  /**
   * These origins and a model.
   *
   * @param role what it is to the model that is trained
   * @param model the model
   * @return new origins
   */
  public Origins withModel(String role, Parent model) {
    return new Origins(
        ImmutableMap.<String, Parent>builder().putAll(models).put(role, model).buildOrThrow(),
        files);
  }

  /**
   * These origins and the files of the data. They are read through.
   *
   * @param data a file, a directory or a pattern; nothing is added where there is none
   * @return new origins
   * @throws IOException if one cannot be read
   */
  public Origins withData(@Nullable Path data) throws IOException {
    return data == null ? this : withFiles("data", DataFiles.of(data));
  }

  /**
   * These origins and files. They are read through.
   *
   * @param role what they are to the run
   * @param read the files
   * @return new origins
   * @throws IOException if one cannot be read
   */
  public Origins withFiles(String role, DataFiles read) throws IOException {
    return with(role, Parent.ofData(read.name(), read.hash()));
  }

  /**
   * These origins and the files of the data.
   *
   * @param data what was read of them
   * @return new origins
   */
  public Origins withData(Reading data) {
    return with("data", Parent.ofData(data.name(), data.contents()));
  }

  private Origins with(String role, Parent file) {
    return new Origins(
        models,
        ImmutableMap.<String, Parent>builder().putAll(files).put(role, file).buildOrThrow());
  }

  /**
   * What the models are.
   *
   * @return hashes by role and part, such as {@code base.weights}
   */
  public Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>();
    models.forEach(
        (role, model) ->
            model.contents().forEach((part, hash) -> identity.put(role + "." + part, hash)));
    return identity;
  }

  /**
   * How the trained model is saved: with the record of what made it.
   *
   * @param recipe the recipe
   * @param identity what decided the run's numbers
   * @return the options
   */
  public SaveOptions saving(String recipe, Map<String, String> identity) {
    Provenance made = Provenance.of(recipe, identity);
    for (Map<String, Parent> parents : List.of(models, files)) {
      for (Map.Entry<String, Parent> parent : parents.entrySet()) {
        made = made.withParent(parent.getKey(), parent.getValue());
      }
    }
    return SaveOptions.defaults().withProvenance(made);
  }
}
