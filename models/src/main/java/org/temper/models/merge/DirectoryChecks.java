package org.temper.models.merge;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.temper.api.Excerpt;
import org.temper.data.JsonFile;
import org.temper.models.tokenizer.Vocabulary;

/** The checks of directories before their numbers are looked at. */
final class DirectoryChecks {
  static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";

  /** Keys of a configuration that do not change what weights mean. */
  private static final ImmutableSet<String> FREE =
      ImmutableSet.of(
          "_name_or_path",
          "transformers_version",
          "torch_dtype",
          "dtype",
          "use_cache",
          "bos_token_id",
          "eos_token_id",
          "pad_token_id");

  private DirectoryChecks() {}

  static void checkModel(Path directory) {
    checkArgument(Files.isDirectory(directory), "%s: expected a directory, got none", directory);
    checkArgument(
        Files.isRegularFile(directory.resolve(CONFIG)),
        "%s: expected a model's directory with a %s, got none in it",
        directory,
        CONFIG);
  }

  static void checkEmpty(Path out) throws IOException {
    checkArgument(
        !Files.exists(out) || Files.isDirectory(out),
        "out: expected a directory, got the file %s",
        out);
    if (Files.isDirectory(out)) {
      try (Stream<Path> entries = Files.list(out)) {
        checkArgument(entries.findAny().isEmpty(), "out: expected an empty directory, got %s", out);
      }
    }
  }

  /** Checks that two directories are of one architecture and one vocabulary. */
  static void checkAlike(Path first, Path other) throws IOException {
    checkConfig(first.resolve(CONFIG), other.resolve(CONFIG));
    Path tokenizer = first.resolve(TOKENIZER);
    Path others = other.resolve(TOKENIZER);
    if (Files.isRegularFile(tokenizer)
        && Files.isRegularFile(others)
        && Files.mismatch(tokenizer, others) >= 0) {
      checkVocabulary(tokenizer, others);
    }
  }

  private static void checkConfig(Path first, Path other) throws IOException {
    ObjectNode expected = JsonFile.read(first);
    ObjectNode found = JsonFile.read(other);
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      JsonNode value = found.get(field.getKey());
      checkArgument(
          value == null || FREE.contains(field.getKey()) || same(field.getValue(), value),
          "%s: %s: expected %s as in %s, got %s",
          other,
          field.getKey(),
          Excerpt.of(field.getValue(), 60),
          first,
          Excerpt.of(value, 60));
    }
  }

  /** Whether values are equal, where 10000 is equal to 10000.0. */
  private static boolean same(JsonNode value, JsonNode other) {
    boolean numbers = value.isNumber() && other.isNumber();
    return numbers ? value.doubleValue() == other.doubleValue() : value.equals(other);
  }

  private static void checkVocabulary(Path first, Path other) throws IOException {
    Map<String, Long> expected = Vocabulary.of(first.toString(), JsonFile.read(first)).ids();
    Map<String, Long> found = Vocabulary.of(other.toString(), JsonFile.read(other)).ids();
    for (String token : new TreeSet<>(Sets.union(expected.keySet(), found.keySet()))) {
      checkArgument(
          expected.containsKey(token)
              && found.containsKey(token)
              && expected.get(token).equals(found.get(token)),
          "%s: expected the vocabulary of %s, in which token %s has the id %s, got %s",
          other,
          first,
          Excerpt.of(token, 40),
          expected.get(token),
          found.get(token));
    }
  }
}
