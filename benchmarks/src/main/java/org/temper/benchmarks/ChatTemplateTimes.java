package org.temper.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.temper.data.chat.ChatContext;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.jinja.TemplateException;

/**
 * Times of warm renderings: every template of a folder on every conversation of a file, on one
 * thread. A rendering's time is the median of many, after as many that are not counted; what a
 * template refuses is not timed.
 *
 * <p>Arguments: a folder of templates ({@code .jinja}) and a file of conversations, as {@code
 * inspect --conversations} reads it.
 */
public final class ChatTemplateTimes {
  private static final int REPETITIONS = 200;
  private static final int SHOWN = 5;
  private static final SpecialTokens TOKENS = new SpecialTokens("<s>", "</s>", "<pad>", "<unk>");

  private ChatTemplateTimes() {}

  /** What a rendering took, in microseconds. */
  private record Timed(String template, String conversation, double median) {}

  /**
   * Times all pairs and prints the median, the 99th percentile and the slowest.
   *
   * @param args the folder of templates and the file of conversations
   * @throws IOException if one cannot be read
   */
  public static void main(String[] args) throws IOException {
    JsonNode conversations = new ObjectMapper().readTree(Path.of(args[1]).toFile());
    List<Timed> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(args[0]), "*.jinja")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        ChatTemplate template = ChatTemplate.of(name, Files.readString(file));
        for (JsonNode conversation : conversations) {
          try {
            all.add(
                new Timed(
                    name,
                    conversation.get("name").asText(),
                    median(template, context(conversation))));
          } catch (TemplateException refused) {
            // Not every template takes every conversation.
          }
        }
      }
    }
    all.sort(Comparator.comparingDouble(Timed::median));
    System.out.printf(
        Locale.ROOT,
        "%d renderings: median %.0f us, 99th percentile %.0f us%n",
        all.size(),
        all.get(all.size() / 2).median,
        all.get(all.size() * 99 / 100).median);
    for (Timed slow : all.subList(Math.max(0, all.size() - SHOWN), all.size())) {
      System.out.printf(
          Locale.ROOT, "%.0f us: %s on %s%n", slow.median, slow.template, slow.conversation);
    }
  }

  private static ChatContext context(JsonNode conversation) {
    ObjectNode variables = ((ObjectNode) conversation.get("kw")).deepCopy();
    JsonNode tools = variables.remove("tools");
    JsonNode prompt = variables.remove("add_generation_prompt");
    return new ChatContext(
        (ArrayNode) conversation.get("messages"),
        tools,
        prompt.asBoolean() ? GenerationPrompt.ADDED : GenerationPrompt.LEFT_OUT,
        variables,
        Clock.fixed(Instant.parse("2026-11-28T16:00:00Z"), ZoneOffset.UTC),
        TOKENS);
  }

  private static double median(ChatTemplate template, ChatContext context) {
    double[] times = new double[REPETITIONS];
    for (int i = -REPETITIONS; i < REPETITIONS; i++) {
      Stopwatch watch = Stopwatch.createStarted();
      template.render(context);
      if (i >= 0) {
        times[i] = watch.elapsed(TimeUnit.NANOSECONDS) / 1e3;
      }
    }
    Arrays.sort(times);
    return times[REPETITIONS / 2];
  }
}
