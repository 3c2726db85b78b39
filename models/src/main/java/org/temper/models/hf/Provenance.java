package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.temper.data.JsonFile;
import org.temper.data.hub.HubSnapshot;
import org.temper.models.kernel.PyTorch;

/**
 * The record of what made a model: {@code provenance.json} beside its weights. It holds no date and
 * no path, so that a run that is repeated, or resumed, writes the same record.
 *
 * @param madeBy the recipe or the call, such as {@code dpo} or {@code LanguageModel.save}
 * @param versions of Temper and the libraries that compute, by name
 * @param settings what decided the numbers, as the run's checkpoints state it, by name
 * @param contents what the model was when it was written, as {@link ModelIdentity#parts} has it; a
 *     directory that is no longer so was changed since
 * @param parents what the model was made of, by role: {@code base}, {@code reference}, {@code
 *     reward_model[0]}, {@code data}
 */
public record Provenance(
    String madeBy,
    Map<String, String> versions,
    Map<String, String> settings,
    Map<String, String> contents,
    Map<String, Parent> parents) {

  /** The file's name. */
  static final String FILE = "provenance.json";

  private static final int FORMAT = 1;
  private static final String POM = "/META-INF/maven/org.temper/temper-models/pom.properties";

  /** Sorts and copies. */
  public Provenance {
    versions = ImmutableSortedMap.copyOf(versions);
    settings = ImmutableSortedMap.copyOf(settings);
    contents = ImmutableSortedMap.copyOf(contents);
    parents = ImmutableSortedMap.copyOf(parents);
  }

  /**
   * What a model was made of.
   *
   * @param name the last name of its path; of what is in Hugging Face's cache, its repository and
   *     commit, {@code ORG/NAME@COMMIT}
   * @param contents its hashes: of a model, {@link ModelIdentity#parts}; of a file, {@code file}
   * @param provenance its own record, where it has one
   */
  public record Parent(String name, Map<String, String> contents, Optional<Provenance> provenance) {

    /** Sorts and copies. */
    public Parent {
      contents = ImmutableSortedMap.copyOf(contents);
    }

    /**
     * A model directory. All its files are read through.
     *
     * @param directory a directory in the Hugging Face layout
     * @return the parent, with the record of the directory where it has one that can be read
     * @throws IllegalArgumentException if it is no directory, or its weights are missing or
     *     malformed
     * @throws IOException if a file cannot be read
     */
    public static Parent ofModel(Path directory) throws IOException {
      return new Parent(
          nameOf(directory), ModelIdentity.of(directory).parts(), readable(directory));
    }

    /**
     * A file of data. It is read through.
     *
     * @param file the file
     * @return the parent
     * @throws IOException if it cannot be read
     */
    public static Parent ofFile(Path file) throws IOException {
      return new Parent(nameOf(file), Map.of("file", ModelIdentity.sha256(file)), Optional.empty());
    }

    /**
     * Data whose hash is known.
     *
     * @param path where it was asked for: a file, a directory or a pattern
     * @param hash the hash of its contents
     * @return the parent
     */
    public static Parent ofData(String path, String hash) {
      return new Parent(nameOf(Path.of(path)), Map.of("file", hash), Optional.empty());
    }

    /**
     * A hash of a part.
     *
     * @param part the part, such as {@code tokenizer}
     * @return its hash
     * @throws IllegalArgumentException if there is no such part
     */
    public String part(String part) {
      String hash = contents.get(part);
      checkArgument(hash != null, "part: expected one of %s, got %s", contents.keySet(), part);
      return requireNonNull(hash);
    }

    /**
     * This parent under another name.
     *
     * @param other what it is called
     * @return a new parent
     */
    public Parent named(String other) {
      return new Parent(other, contents, provenance);
    }

    private static String nameOf(Path path) {
      return HubSnapshot.nameOf(path)
          .orElseGet(() -> path.toAbsolutePath().normalize().getFileName().toString());
    }

    /** A file of this name that is no record of ours does not keep a model from being loaded. */
    private static Optional<Provenance> readable(Path directory) throws IOException {
      try {
        return Provenance.read(directory);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * A record by this version of Temper.
   *
   * @param madeBy the recipe or the call
   * @param settings what decided the numbers, by name
   * @return a record without parents; contents are filled in when a model is saved with it
   */
  public static Provenance of(String madeBy, Map<String, String> settings) {
    return new Provenance(madeBy, installed(), settings, Map.of(), Map.of());
  }

  /**
   * This record with one more parent.
   *
   * @param role what it was to the model, such as {@code base}
   * @param parent the parent
   * @return a new record
   */
  public Provenance withParent(String role, Parent parent) {
    return new Provenance(
        madeBy,
        versions,
        settings,
        contents,
        ImmutableMap.<String, Parent>builder().putAll(parents).put(role, parent).buildOrThrow());
  }

  Provenance withContents(Map<String, String> written) {
    return new Provenance(madeBy, versions, settings, written, parents);
  }

  /**
   * Reads a model's record.
   *
   * @param directory the model's directory
   * @return the record, empty where there is no such file
   * @throws IllegalArgumentException if the file is malformed, or of another format
   * @throws IOException if it cannot be read
   */
  public static Optional<Provenance> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return Files.isRegularFile(file)
        ? Optional.of(parse(new JsonFields(file.toString(), JsonFile.read(file))))
        : Optional.empty();
  }

  void write(Path directory) throws IOException {
    JsonObjects.write(directory.resolve(FILE), toJson());
  }

  private ObjectNode toJson() {
    ObjectNode json = JsonObjects.create().put("format", FORMAT).put("made_by", madeBy);
    put(json, "versions", versions);
    put(json, "settings", settings);
    put(json, "contents", contents);
    ObjectNode all = json.putObject("parents");
    parents.forEach(
        (role, parent) -> {
          ObjectNode one = all.putObject(role).put("name", parent.name());
          put(one, "contents", parent.contents());
          parent.provenance().ifPresent(record -> one.set("provenance", record.toJson()));
        });
    return json;
  }

  private static void put(ObjectNode json, String key, Map<String, String> texts) {
    ObjectNode object = json.putObject(key);
    texts.forEach(object::put);
  }

  private static Provenance parse(JsonFields json) {
    json.expect("format", FORMAT);
    JsonFields parents = json.requiredObject("parents");
    ImmutableMap.Builder<String, Parent> all = ImmutableMap.builder();
    for (String role : parents.names()) {
      JsonFields parent = parents.requiredObject(role);
      all.put(
          role,
          new Parent(
              parent.requiredString("name"),
              parent.requiredObject("contents").texts(),
              parent.object("provenance").map(Provenance::parse)));
    }
    return new Provenance(
        json.requiredString("made_by"),
        json.requiredObject("versions").texts(),
        json.requiredObject("settings").texts(),
        json.requiredObject("contents").texts(),
        all.buildOrThrow());
  }

  private static Map<String, String> installed() {
    return Map.of(
        "temper",
        ownVersion(),
        "djl",
        Engine.getDjlVersion(),
        "libtorch",
        PyTorch.engine().getVersion());
  }

  /** The version in the jar; classes that are in none are of a development tree. */
  private static String ownVersion() {
    try (InputStream in = Provenance.class.getResourceAsStream(POM)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
