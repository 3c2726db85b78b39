package org.temper.data.chat;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.api.text.MarkedText.Span;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.LossMask.Turns;

/**
 * The text that the assistant wrote in a rendered conversation, found by rendering its beginnings:
 * from where a model would have been asked to go on, to the special token that ends its message.
 *
 * <p>What it wrote last when a beginning was rendered must stand in the whole text too, but for
 * what the template itself puts before an answer that is the last (such as an empty block of
 * reasoning), and for white space in what stands before it.
 */
final class AssistantText {
  private static final String ONE = "a";
  private static final String OTHER = "b";

  private final Rendering rendering;
  private final List<Message> messages;
  private final String whole;
  private final SpecialTexts special;
  private final Turns turns;
  private final Map<Kind, Ending> endings = new HashMap<>();

  AssistantText(Rendering rendering, String whole, SpecialTexts special, Turns turns) {
    this.rendering = rendering;
    this.messages = rendering.conversation().messages();
    this.whole = whole;
    this.special = special;
    this.turns = turns;
  }

  /** What a message ends with. */
  private enum Kind {
    CONTENT,
    CALLS
  }

  /**
   * How a template ends a message that is the last.
   *
   * @param text from the token that ends it to the end of the text
   * @param token how long that token is
   */
  private record Ending(String text, int token) {}

  /** The span of a message that the assistant wrote. */
  Span span(int index) {
    List<Message> before = messages.subList(0, index);
    int start = start(before, index);
    String turn =
        isLast(index)
            ? whole
            : rendering.text(messages.subList(0, index + 1), GenerationPrompt.LEFT_OUT);
    if (!turn.startsWith(whole.substring(0, start))) {
      throw unstable(index, turn, whole);
    }
    Ending ending = ending(index, turn);
    String written = turn.substring(start, turn.length() - ending.text().length() + ending.token());
    if (whole.startsWith(written, start)) {
      return ended(start, start + written.length());
    }
    String opening = opening(index, Kind.CONTENT);
    String own = opening.length() > start ? opening.substring(start) : "";
    String rest = written.startsWith(own) ? written.substring(own.length()) : written;
    if (!own.isEmpty() && whole.startsWith(rest, start)) {
      return ended(start, start + rest.length());
    }
    throw unstable(index, written, whole.substring(start));
  }

  private boolean isLast(int index) {
    return index == messages.size() - 1;
  }

  /**
   * The span with the token that ends it, where the template writes that only once the conversation
   * goes on: one that another special token follows, with which the next message begins.
   */
  private Span ended(int start, int end) {
    boolean open =
        special.in(whole.substring(start, end)).stream()
            .noneMatch(token -> start + token.end() == end);
    Optional<Span> token = special.at(whole, end).filter(next -> open && special.ends(whole, next));
    if (token.isEmpty()) {
      return new Span(start, end);
    }
    int next = token.get().end();
    while (next < whole.length() && Character.isWhitespace(whole.charAt(next))) {
      next++;
    }
    return new Span(start, special.at(whole, next).isPresent() ? token.get().end() : end);
  }

  /**
   * The token that ends a message in the whole text, which goes on after it and asks for an answer:
   * an empty span, at the end of what the message says, where none does. What stands before it need
   * not be what the message was when it was the last.
   */
  Span end(int index) {
    Kind kind = kind(index);
    List<Message> after = messages.subList(index + 1, messages.size());
    String following = closing(index, kind, after, GenerationPrompt.ADDED);
    Span token = end(closing(index, kind), findEnding(index, kind), kind, following);
    if (!whole.endsWith(following.substring(token.start()))) {
      throw unstable(index, following, whole);
    }
    int before = whole.length() - following.length();
    return new Span(before + token.start(), before + token.end());
  }

  /** The token that ends a message in what follows it. */
  private static Span end(String closing, Ending ending, Kind kind, String following) {
    String token = ending.text().substring(0, ending.token());
    int head = closing.length() - (token.isEmpty() ? 0 : ending.text().length());
    int at =
        token.isEmpty() && kind == Kind.CONTENT ? 0 : Math.min(head, common(closing, following));
    if (following.startsWith(token, at)) {
      return new Span(at, at + token.length());
    }
    int next = following.indexOf(token);
    return next < 0 ? new Span(at, at) : new Span(next, next + token.length());
  }

  /** Where a model is asked to go on; before a block that it would have been given in advance. */
  private int start(List<Message> before, int index) {
    String prompt = before.isEmpty() ? "" : rendering.text(before, GenerationPrompt.ADDED);
    if (!prompt.isEmpty() && whole.startsWith(prompt)) {
      return prompt.equals(rendering.text(before, GenerationPrompt.LEFT_OUT))
          ? unasked(prompt.length(), index)
          : prompt.length();
    }
    String opening = opening(index, Kind.CONTENT);
    if (whole.startsWith(opening) && (prompt.isEmpty() || prompt.startsWith(opening))) {
      return opening.length();
    }
    int spaced = skip(prompt, whole);
    if (!prompt.isEmpty() && spaced >= 0) {
      return spaced;
    }
    if (isLast(index) && turns != Turns.ALL) {
      return startOfLast(before, prompt, index);
    }
    throw unstable(index, prompt, whole);
  }

  /** After the header of a message, where the template asks for no answer by writing that. */
  private int unasked(int prompt, int index) {
    String opening = opening(index, Kind.CONTENT);
    int head = common(opening, whole);
    while (head > prompt && head < opening.length() && !isBorder(whole, head)) {
      head--;
    }
    return head > prompt && !whole.substring(prompt, head).isBlank() ? head : prompt;
  }

  /**
   * Where the last message begins, if it alone is learned and what stands before it is not as it
   * was in the prompt: after as much of the header that asks for it as its own text has.
   */
  private int startOfLast(List<Message> before, String prompt, int index) {
    String opening = opening(index, kind(index));
    String said = before.isEmpty() ? "" : rendering.text(before, GenerationPrompt.LEFT_OUT);
    String header = prompt.startsWith(said) ? prompt.substring(said.length()) : "";
    for (int length = header.length(); length > 0; length--) {
      int at = opening.lastIndexOf(header.substring(0, length));
      if (at >= 0
          && (length == header.length() || isBorder(header, length))
          && whole.startsWith(opening.substring(0, at + length))) {
        return at + length;
      }
    }
    if (kind(index) == Kind.CONTENT && whole.startsWith(opening)) {
      return opening.length();
    }
    throw unstable(index, prompt, whole);
  }

  /** Whether no word and no special token reaches over a position. */
  private boolean isBorder(String text, int position) {
    return Character.isWhitespace(text.charAt(position - 1))
        || special.in(text).stream()
            .anyMatch(token -> token.start() == position || token.end() == position);
  }

  /**
   * The end of a beginning that the whole text has too but for white space, which some templates
   * put after a message that is not the last.
   */
  private static int skip(String beginning, String whole) {
    int at = 0;
    for (int i = 0; i < beginning.length(); i++) {
      char next = beginning.charAt(i);
      boolean same = at < whole.length() && whole.charAt(at) == next;
      if (!same && Character.isWhitespace(next)) {
        continue;
      }
      while (!same && at < whole.length() && Character.isWhitespace(whole.charAt(at))) {
        at++;
        same = at < whole.length() && whole.charAt(at) == next;
      }
      if (!same) {
        return -1;
      }
      at++;
    }
    return at;
  }

  /** The text up to where a message that is the last begins to differ from another. */
  private String opening(int index, Kind kind) {
    String one = variant(index, kind, ONE);
    String other = variant(index, kind, OTHER);
    return one.substring(0, common(one, other));
  }

  private Kind kind(int index) {
    return messages.get(index).toolCalls().isEmpty() ? Kind.CONTENT : Kind.CALLS;
  }

  private Ending ending(int index, String turn) {
    Kind kind = kind(index);
    Ending known = endings.get(kind);
    if (known == null || !turn.endsWith(known.text())) {
      known = findEnding(index, kind);
      endings.put(kind, known);
    }
    if (!turn.endsWith(known.text())) {
      throw unstable(index, known.text(), turn.substring(Math.max(0, turn.length() - 40)));
    }
    return known;
  }

  private Ending findEnding(int index, Kind kind) {
    String closing = closing(index, kind);
    List<Span> tokens = special.in(closing);
    if (tokens.isEmpty()) {
      return new Ending(closing.substring(closing.stripTrailing().length()), 0);
    }
    if (kind == Kind.CONTENT) {
      return new Ending(closing.substring(tokens.get(0).start()), end(closing, tokens));
    }
    String answer = closing(index, Kind.CONTENT);
    List<Span> usual = special.in(answer);
    String last =
        usual.isEmpty() ? "" : answer.substring(0, usual.get(0).start() + end(answer, usual));
    Span token =
        tokens.stream()
            .filter(span -> last.endsWith(closing.substring(span.start(), span.end())))
            .findFirst()
            .orElse(tokens.get(tokens.size() - 1));
    return new Ending(closing.substring(token.start()), token.end() - token.start());
  }

  /**
   * How much ends an answer, from the first special token on: up to one that ends a sequence, or to
   * the last before white space.
   */
  private int end(String closing, List<Span> tokens) {
    int start = tokens.get(0).start();
    int end = tokens.get(0).end();
    for (Span token : tokens) {
      if (closing.substring(start, token.end()).chars().anyMatch(Character::isWhitespace)) {
        break;
      }
      end = token.end();
      if (special.ends(closing, token)) {
        break;
      }
    }
    return end - start;
  }

  /** What the template writes after a message that is the last. */
  private String closing(int index, Kind kind) {
    return closing(index, kind, List.of(), GenerationPrompt.LEFT_OUT);
  }

  /** What the template writes after what a message says, with others after it. */
  private String closing(int index, Kind kind, List<Message> after, GenerationPrompt prompt) {
    String one = variant(index, kind, ONE, after, prompt);
    String other = variant(index, kind, OTHER, after, prompt);
    if (one.equals(other)) {
      throw new ConversationException(
          index,
          kind == Kind.CONTENT ? "content" : "tool_calls",
          "expected none, as the template ("
              + rendering.name()
              + ") leaves it out, got some; give another (--chat-template)");
    }
    return Strings.commonSuffix(one, other);
  }

  /** The text of the messages up to one that says something else. */
  private String variant(int index, Kind kind, String value) {
    return variant(index, kind, value, List.of(), GenerationPrompt.LEFT_OUT);
  }

  private String variant(
      int index, Kind kind, String value, List<Message> after, GenerationPrompt prompt) {
    Message message = messages.get(index);
    Message other =
        kind == Kind.CONTENT
            ? Message.of(Role.ASSISTANT, value)
            : message.withToolCalls(
                message.toolCalls().stream()
                    .map(call -> Rendering.withValue(call, value))
                    .toList());
    List<Message> varied = new ArrayList<>(messages.subList(0, index));
    varied.add(other);
    varied.addAll(after);
    return rendering.text(varied, prompt);
  }

  private ConversationException unstable(int index, String alone, String inWhole) {
    int same = common(alone, inWhole);
    int from = Math.max(0, same - 10);
    return new ConversationException(
        index,
        "",
        "the template ("
            + rendering.name()
            + ") does not keep this turn as it is once the conversation goes on: '"
            + Excerpt.of(alone.substring(Math.min(from, alone.length())), 24)
            + "' becomes '"
            + Excerpt.of(inWhole.substring(Math.min(from, inWhole.length())), 24)
            + "'; train on the last message alone (--train-on last_message), or give another template"
            + " (--chat-template)");
  }

  private static int common(String one, String other) {
    int length = 0;
    int most = Math.min(one.length(), other.length());
    while (length < most && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    return length;
  }
}
