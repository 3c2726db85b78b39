package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.cli.inspect.NamedConversation;
import org.temper.cli.options.HelpOption;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.jinja.TemplateException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a chat template makes of conversations. */
@Command(
    name = "inspect",
    description = {
      "Shows what a chat template makes of conversations.",
      "Each conversation of the file is rendered; a template that raises an error is told of beside its name."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Inspect implements Callable<Integer> {
  /** Whatever the terminal's encoding, the texts arrive. */
  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Spec private CommandSpec spec;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      required = true,
      description = "a chat template in the Jinja language")
  private Path template;

  @Option(
      names = "--conversations",
      paramLabel = "FILE",
      required = true,
      description = "a JSON list of objects: name, messages, and kw with further variables")
  private Path conversations;

  @Option(names = "--bos", paramLabel = "TEXT", description = "the template's bos_token")
  private @Nullable String bos;

  @Option(names = "--eos", paramLabel = "TEXT", description = "the template's eos_token")
  private @Nullable String eos;

  @Option(names = "--pad", paramLabel = "TEXT", description = "the template's pad_token")
  private @Nullable String pad;

  @Option(names = "--unk", paramLabel = "TEXT", description = "the template's unk_token")
  private @Nullable String unk;

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description =
          "the time that the template sees, such as 2026-11-28T16:00:00; else the clock's")
  private @Nullable LocalDateTime now;

  @Option(names = "--json", description = "print one JSON object a line and nothing else")
  private boolean json;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    String name = String.valueOf(template.getFileName());
    String source = source();
    SpecialTokens tokens = new SpecialTokens(bos, eos, pad, unk);
    Clock clock =
        now == null
            ? Clock.system(ZoneId.systemDefault())
            : Clock.fixed(now.toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    PrintWriter out = spec.commandLine().getOut();
    for (NamedConversation conversation : NamedConversation.read(conversations)) {
      ObjectNode line = JsonNodeFactory.instance.objectNode().put("name", conversation.name());
      try {
        // A malformed template is an error of each conversation, as one that raises is.
        ChatTemplate compiled = ChatTemplate.of(name, source);
        line.put("text", compiled.render(conversation.context(tokens, clock)).text());
      } catch (TemplateException raised) {
        line.put("error", raised.getMessage());
      }
      print(line, out);
    }
    out.flush();
    return 0;
  }

  private String source() throws IOException {
    checkArgument(
        Files.isRegularFile(template), "--template: expected a file, got none at %s", template);
    try {
      return Files.readString(template);
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException(
          "--template: expected text in UTF-8, got other bytes in " + template, malformed);
    }
  }

  private void print(ObjectNode line, PrintWriter out) throws IOException {
    if (json) {
      out.println(ASCII.writeValueAsString(line));
    } else {
      out.println("=== " + line.get("name").asText());
      out.println(
          line.has("text") ? line.get("text").asText() : "error: " + line.get("error").asText());
    }
  }
}
