package org.temper.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.temper.api.TokenSequence;
import org.temper.data.JsonRecord;
import org.temper.data.chat.ChatContext.SpecialTokens;

/**
 * Templates with generation markers: what is masked is what transformers 5.23.0 masks with {@code
 * return_assistant_tokens_mask}, see benchmarks/peers/make_mask_fixtures.py.
 */
class MarkedMasksTest {
  private static final CharacterCodec CODEC =
      new CharacterCodec(
          "<|startoftext|>",
          "<|im_start|>",
          "<|im_end|>",
          "<|tool_call_start|>",
          "<|tool_call_end|>");

  @Test
  void masksOfAnOwnTemplateAreThoseOfTransformers() throws IOException {
    JsonNode fixtures = fixtures();
    assertMasks(fixtures, "own", fixtures.get("own").asText());
  }

  @Test
  @Tag("shared")
  void masksOfPublishedTemplatesAreThoseOfTransformers() throws IOException {
    for (String name : List.of("LFM2.5-8B-A1B", "poolside-Laguna-XS-2.1")) {
      Path file =
          Path.of(System.getProperty("temper.shared", ""))
              .resolve("golden/chat/templates/" + name + ".jinja");
      assumeThat(file).exists();
      assertMasks(fixtures(), name, Files.readString(file));
    }
  }

  private static void assertMasks(JsonNode fixtures, String name, String source) {
    ConversationTokenization tokenization =
        ConversationTokenization.of(
            CODEC,
            ChatFormat.of(
                ChatTemplate.of(name, source), new SpecialTokens("<s>", "</s>", null, null)));
    int checked = 0;
    for (JsonNode expected : fixtures.get("expected")) {
      if (!expected.get("template").asText().equals(name)) {
        continue;
      }
      String conversation = expected.get("conversation").asText();
      ObjectNode record = fixtures.deepCopy();
      record.set("messages", fixtures.get("conversations").get(conversation));
      record.remove("conversations");
      List<String> runs = new ArrayList<>();
      expected.get("runs").forEach(run -> runs.add(run.asText()));
      assertThat(
              runs(
                  tokenization.sequence(
                      Conversations.of(
                          JsonRecord.of(Path.of("masks"), 1, record, JsonRecord.Values.TYPED)))))
          .as(name + " on " + conversation)
          .isEqualTo(runs);
      checked++;
    }
    assertThat(checked).isEqualTo(5);
  }

  private static List<String> runs(TokenSequence sequence) {
    List<String> runs = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    for (int t = 0; t <= sequence.length(); t++) {
      if (t < sequence.length() && sequence.completion()[t]) {
        run.append(CODEC.decode(sequence.tokens()[t]));
      } else if (!run.isEmpty()) {
        runs.add(run.toString());
        run.setLength(0);
      }
    }
    return runs;
  }

  private static JsonNode fixtures() throws IOException {
    try (InputStream in = MarkedMasksTest.class.getResourceAsStream("marked-masks.json")) {
      return new ObjectMapper().readTree(in);
    }
  }
}
