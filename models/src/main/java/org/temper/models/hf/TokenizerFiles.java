package org.temper.models.hf;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.models.tokenizer.ChatTemplateFiles;

/**
 * The files that say how text becomes tokens, as they were when they were read, so that a model can
 * be saved after its directory is gone.
 *
 * @param contents bytes by file name
 */
record TokenizerFiles(Map<String, byte[]> contents) {
  static final String TOKENIZER = "tokenizer.json";
  static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  private static final ImmutableList<String> BESIDE =
      ImmutableList.of(
          TOKENIZER_CONFIG,
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "tokenizer.model",
          ChatTemplateFiles.TEMPLATE,
          "chat_template.json");

  private static final String TEMPLATE = "chat_template.";

  static TokenizerFiles read(Path tokenizer, Path directory) throws IOException {
    ImmutableMap.Builder<String, byte[]> contents = ImmutableMap.builder();
    contents.put(TOKENIZER, Files.readAllBytes(tokenizer));
    for (String name : BESIDE) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        contents.put(name, Files.readAllBytes(file));
      }
    }
    return new TokenizerFiles(contents.buildOrThrow());
  }

  /** These files with another chat template, which is preferred to all that were there. */
  TokenizerFiles withTemplate(byte[] template) {
    Map<String, byte[]> all = new LinkedHashMap<>(contents);
    all.put(ChatTemplateFiles.TEMPLATE, template);
    return new TokenizerFiles(ImmutableMap.copyOf(all));
  }

  /** The names of all files that {@link #read} takes. */
  static List<String> names() {
    return ImmutableList.<String>builder().add(TOKENIZER).addAll(BESIDE).build();
  }

  /** What a file of these names belongs to in a model's identity. */
  static String part(String name) {
    return name.startsWith(TEMPLATE) ? "template" : "tokenizer";
  }

  /** Whether a file of this name is one that {@link #read} takes. */
  static boolean isName(String name) {
    return name.equals(TOKENIZER) || BESIDE.contains(name);
  }
}
