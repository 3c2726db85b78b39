package org.temper.cli.inspect;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.Inapplicable;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.jinja.TemplateException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for a chat template that is rendered by itself, without a model. */
public final class RenderOptions {
  private static final String[] BESIDE = {"--conversations", "--bos", "--eos", "--pad", "--unk"};

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "a chat template in the Jinja language")
  private @Nullable Path template;

  @Option(
      names = "--conversations",
      paramLabel = "FILE",
      description = "a JSON list of objects: name, messages, and kw with further variables")
  private @Nullable Path conversations;

  @Option(names = "--bos", paramLabel = "TEXT", description = "the template's bos_token")
  private @Nullable String bos;

  @Option(names = "--eos", paramLabel = "TEXT", description = "the template's eos_token")
  private @Nullable String eos;

  @Option(names = "--pad", paramLabel = "TEXT", description = "the template's pad_token")
  private @Nullable String pad;

  @Option(names = "--unk", paramLabel = "TEXT", description = "the template's unk_token")
  private @Nullable String unk;

  /**
   * Whether a template is given.
   *
   * @return false also where options are given that apply to one alone
   */
  public boolean isGiven() {
    return template != null;
  }

  /**
   * Checks that none of the others is given without a template.
   *
   * @param spec the command, parsed
   * @throws IllegalArgumentException if one is
   */
  public void checkNone(CommandSpec spec) {
    Inapplicable.check(spec, "without --template", BESIDE);
  }

  /**
   * Renders each conversation.
   *
   * @param clock what the template reads the time from
   * @param consumer is given {@code name} and {@code text}, or {@code error}, of each
   * @throws IllegalArgumentException if a file is missing or malformed, the template apart
   * @throws IOException if a file cannot be read
   */
  public void render(Clock clock, Consumer<ObjectNode> consumer) throws IOException {
    checkArgument(
        template != null && conversations != null,
        "--conversations: expected a file to render with --template, got none");
    String name = String.valueOf(template.getFileName());
    String source = source(template);
    SpecialTokens tokens = new SpecialTokens(bos, eos, pad, unk);
    for (NamedConversation conversation : NamedConversation.read(conversations)) {
      ObjectNode line = JsonNodeFactory.instance.objectNode().put("name", conversation.name());
      try {
        // A malformed template is an error of each conversation, as one that raises is.
        ChatTemplate compiled = ChatTemplate.of(name, source);
        line.put("text", compiled.render(conversation.context(tokens, clock)).text());
      } catch (TemplateException raised) {
        line.put("error", raised.getMessage());
      }
      consumer.accept(line);
    }
  }

  private static String source(Path template) throws IOException {
    checkArgument(
        Files.isRegularFile(template), "--template: expected a file, got none at %s", template);
    try {
      return Files.readString(template);
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException(
          "--template: expected text in UTF-8, got other bytes in " + template, malformed);
    }
  }
}
