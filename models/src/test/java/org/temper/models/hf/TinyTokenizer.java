package org.temper.models.hf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tokenizer of six words: {@code <unk> <s> </s> a b c}. */
public final class TinyTokenizer {

  private TinyTokenizer() {}

  public static HuggingFaceCodec load(Path directory) throws IOException {
    write(directory, "");
    return HuggingFaceCodec.load(directory);
  }

  static void write(Path directory, String settings) throws IOException {
    Files.writeString(
        directory.resolve("tokenizer.json"),
        """
        {"version": "1.0", %s
         "added_tokens": [
           {"id": 1, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true},
           {"id": 2, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true}],
         "normalizer": null,
         "pre_tokenizer": {"type": "WhitespaceSplit"},
         "post_processor": {"type": "TemplateProcessing",
           "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                      {"Sequence": {"id": "A", "type_id": 0}},
                      {"SpecialToken": {"id": "</s>", "type_id": 0}}],
           "pair": [],
           "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]},
                              "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}},
         "decoder": null,
         "model": {"type": "WordLevel", "unk_token": "<unk>",
           "vocab": {"<unk>": 0, "<s>": 1, "</s>": 2, "a": 3, "b": 4, "c": 5}}}
        """
            .formatted(settings));
  }
}
