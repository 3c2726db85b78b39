package org.temper.models.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.temper.data.JsonFile;
import org.temper.models.tokenizer.Vocabulary;

/**
 * The tokens around a text, as the files beside a tokenizer give them.
 *
 * @param begin the token that starts a sequence
 * @param named the end token that the tokenizer names
 * @param end the tokens that end a completion
 */
record SpecialTokens(OptionalLong begin, OptionalLong named, Set<Long> end) {
  private static final ImmutableList<String> MODEL_CONFIGS =
      ImmutableList.of(ModelDirectory.GENERATION_CONFIG, ModelDirectory.CONFIG);

  static SpecialTokens read(Path directory, Vocabulary vocabulary) throws IOException {
    Optional<JsonFields> tokenizer = fields(directory.resolve(TokenizerFiles.TOKENIZER_CONFIG));
    OptionalLong begin =
        tokenizer.isPresent()
            ? named(tokenizer.get(), "bos_token", vocabulary)
            : first(numbered(directory, "bos_token_id"));
    OptionalLong named =
        tokenizer.isPresent()
            ? named(tokenizer.get(), "eos_token", vocabulary)
            : OptionalLong.empty();
    ImmutableSet.Builder<Long> end = ImmutableSet.builder();
    named.ifPresent(id -> end.add(id));
    return new SpecialTokens(begin, named, end.addAll(numbered(directory, "eos_token_id")).build());
  }

  private static Optional<JsonFields> fields(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? Optional.of(new JsonFields(file.toString(), JsonFile.read(file)))
        : Optional.empty();
  }

  private static OptionalLong first(Set<Long> ids) {
    return ids.stream().mapToLong(Long::longValue).findFirst();
  }

  /** A token that is given by its text: a string, or an object with content. */
  private static OptionalLong named(JsonFields fields, String key, Vocabulary vocabulary) {
    Optional<JsonNode> token = fields.value(key);
    if (token.isEmpty()) {
      return OptionalLong.empty();
    }
    JsonNode node = token.get();
    OptionalLong id =
        vocabulary.id(node.isObject() ? node.path("content").asText() : node.asText());
    fields.check(id.isPresent(), key, "a token of the vocabulary", node);
    return id;
  }

  /** The ids in the first of the model's files that gives any. */
  private static Set<Long> numbered(Path directory, String key) throws IOException {
    for (String name : MODEL_CONFIGS) {
      Optional<JsonFields> fields = fields(directory.resolve(name));
      Set<Long> ids =
          fields.isPresent() ? GenerationDefaults.tokens(fields.get(), key) : ImmutableSet.of();
      if (!ids.isEmpty()) {
        return ids;
      }
    }
    return ImmutableSet.of();
  }
}
