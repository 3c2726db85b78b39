package org.temper.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.jinja.TemplateException;

/** Published chat templates: every text as transformers renders it, every error raised. */
@Tag("shared")
class GoldenTemplatesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SHARED =
      Path.of(System.getProperty("temper.shared", "../shared"), "golden", "chat");

  private static String rendered(ChatTemplate template, JsonNode conversation) {
    ObjectNode variables = ((ObjectNode) conversation.get("kw")).deepCopy();
    JsonNode tools = variables.remove("tools");
    JsonNode prompt = variables.remove("add_generation_prompt");
    ChatContext context =
        new ChatContext(
            (ArrayNode) conversation.get("messages"),
            tools,
            prompt.asBoolean() ? GenerationPrompt.ADDED : GenerationPrompt.LEFT_OUT,
            variables,
            Clock.fixed(Instant.parse("2026-11-28T16:00:00Z"), ZoneOffset.UTC),
            new SpecialTokens("<s>", "</s>", "<pad>", "<unk>"));
    try {
      return "text: " + template.render(context).text();
    } catch (TemplateException raised) {
      return "an error";
    }
  }

  @Test
  void everyTextIsEqualAndEveryErrorRaised() throws IOException {
    assumeTrue(Files.isDirectory(SHARED), "skipped: the shared data are not here");
    JsonNode conversations = JSON.readTree(SHARED.resolve("conversations.json").toFile());
    JsonNode expected = JSON.readTree(SHARED.resolve("expected.json").toFile()).get("texts");
    List<String> wrong = new ArrayList<>();
    int all = 0;
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      Path file = SHARED.resolve("templates").resolve(entry.getKey());
      ChatTemplate template = ChatTemplate.of(entry.getKey(), Files.readString(file));
      for (int i = 0; i < conversations.size(); i++) {
        JsonNode text = entry.getValue().get(i).get("text");
        String wanted = text == null ? "an error" : "text: " + text.asText();
        if (!rendered(template, conversations.get(i)).equals(wanted)) {
          wrong.add(entry.getKey() + " on " + conversations.get(i).get("name").asText());
        }
        all++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(all).isEqualTo(748);
  }
}
