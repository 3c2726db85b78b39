package org.temper.data.chat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.api.text.MarkedText;
import org.temper.api.text.MarkedText.Span;
import org.temper.api.text.TextCodec;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.LossMask.Reasoning;
import org.temper.data.chat.MessageJson.Arguments;

/**
 * Settings of how conversations become token sequences. A conversation is rendered by the model's
 * template and encoded as a whole; the tokens that the assistant wrote are flagged, the one that
 * ends its message included.
 *
 * <p>What the assistant wrote is known from the template's generation markers where it has some.
 * Otherwise it is found by rendering the conversation's beginnings: it is what follows the text
 * that a model would have been asked to continue. A template that renders an earlier turn otherwise
 * once the conversation goes on, such as one that strips reasoning, is refused with the turn,
 * unless that turn is not learned ({@link LossMask.Turns#LAST_MESSAGE}).
 *
 * <p>Special tokens that the template writes become their ids. In what a message or a tool's
 * description says, the same texts stay text. Where a token would reach over the border of what the
 * assistant wrote, the text is encoded anew from there, see {@link TextCodec#encodeParts}.
 *
 * @param codec the model's tokenizer
 * @param format the model's template
 * @param mask what is learned
 * @param specialText what becomes of text that spells a special token
 */
public record ConversationTokenization(
    TextCodec codec, ChatFormat format, LossMask mask, SpecialText specialText) {
  private static final String END_OF_REASONING = "</think>";

  /** Changes whenever other tokens of a conversation are learned, so that caches are made anew. */
  private static final String FORM = "2";

  /** What becomes of text in a message that spells a special token, such as {@code </s>}. */
  public enum SpecialText {
    /** It stays text: it becomes the tokens of its letters. */
    TEXT,
    /** It is an error. */
    ERROR
  }

  /**
   * A tokenization that learns all that the assistant wrote.
   *
   * @param codec the model's tokenizer
   * @param format the model's template
   * @return the tokenization
   */
  public static ConversationTokenization of(TextCodec codec, ChatFormat format) {
    return new ConversationTokenization(codec, format, LossMask.ALL, SpecialText.TEXT);
  }

  /**
   * What decides the tokens beside the conversations and the tokenizer.
   *
   * @return the template, the time where it asks for it, and the settings, as one text
   */
  public String identity() {
    return String.join("\n", FORM, format.identity(), mask.toString(), specialText.toString());
  }

  /**
   * The tokens of a conversation.
   *
   * @param conversation the conversation
   * @return the sequence, with a flag on each token that is learned
   * @throws IllegalArgumentException as {@link #sequence(ConversationExample)} does
   */
  public TokenSequence sequence(Conversation conversation) {
    return sequence(ConversationExample.of(conversation));
  }

  /**
   * The tokens of an example.
   *
   * @param example the example
   * @return the sequence, with a flag on each token that is learned
   * @throws ConversationException if the template does not keep a turn as it is, or leaves out a
   *     call, or text spells a special token where that is an error
   * @throws IllegalArgumentException if the template refuses the conversation, or takes no tools
   */
  public TokenSequence sequence(ConversationExample example) {
    SpecialTexts special = new SpecialTexts(codec);
    GuardedConversation guarded = guard(example.conversation(), special);
    Rendering rendering = rendering(guarded, example.conversation());
    RenderedChat rendered =
        rendering.render(guarded.conversation().messages(), GenerationPrompt.LEFT_OUT);
    String text = checked(guarded, rendering, rendered.text(), GenerationPrompt.LEFT_OUT, example);
    List<Span> written =
        spans(example, rendering, rendered, special).stream()
            .map(span -> clean(guarded, text, span))
            .filter(span -> span.start() < span.end())
            .toList();
    TreeSet<Integer> borders = new TreeSet<>();
    written.forEach(span -> borders.addAll(List.of(span.start(), span.end())));
    String clean = guarded.clean(text);
    borders.removeIf(border -> border <= 0 || border >= clean.length());
    List<long[]> parts =
        codec.encodeParts(
            new MarkedText(clean, List.copyOf(borders), guarded.plain(text, special)));
    return flagged(parts, borders, written);
  }

  /**
   * The tokens of two answers.
   *
   * @param pair the answers
   * @return both sequences
   * @throws IllegalArgumentException as {@link #sequence(ConversationExample)} does
   */
  public Pair pair(ConversationPair pair) {
    return new Pair(sequence(pair.chosen()), sequence(pair.rejected()));
  }

  /**
   * The tokens that a model is given to answer a conversation.
   *
   * @param conversation the conversation, which ends before the assistant's next message
   * @return the ids, with the beginning of an answer
   * @throws IllegalArgumentException as {@link #sequence(ConversationExample)} does
   */
  public long[] prompt(Conversation conversation) {
    return Longs.concat(codec.encodeParts(ask(conversation).marked()).toArray(new long[0][]));
  }

  /**
   * How many messages say something beside their tool calls that the template leaves out, so that
   * it is neither read nor learned.
   *
   * @param conversation the conversation, which the template takes
   * @return the number; 0 where all that is said is written
   * @throws IllegalArgumentException as {@link #sequence(ConversationExample)} does
   */
  public int contentsLeftOut(Conversation conversation) {
    return Rendering.of(format, conversation).contentsLeftOut();
  }

  /**
   * The tokens that a model is given to go on after a turn of its own: what the template writes
   * from the end of that turn, such as a tool's result and the beginning of an answer. The turn
   * stays as it was written, however the template would spell it; its end token comes first where
   * it was not written.
   *
   * @param conversation the turn as a message, what was before it and what follows
   * @param turn the position of that message
   * @param written the turn's tokens
   * @return the ids
   * @throws IllegalArgumentException as {@link #sequence(ConversationExample)} does
   */
  public long[] after(Conversation conversation, int turn, long... written) {
    Asked asked = ask(conversation);
    Span end =
        clean(
            asked.guarded(),
            asked.text(),
            new AssistantText(asked.rendering(), asked.text(), asked.special(), mask.turns())
                .end(turn));
    MarkedText marked = asked.marked();
    String token = marked.text().substring(end.start(), end.end());
    String before = token.isEmpty() ? codec.decode(written) : token;
    List<long[]> parts = codec.encodeParts(marked.from(before, end.end()));
    boolean whole = before.isEmpty() || (!token.isEmpty() && !ends(token, written));
    return Longs.concat(parts.subList(whole ? 0 : 1, parts.size()).toArray(new long[0][]));
  }

  /** A conversation as the template writes it with the beginning of an answer. */
  private record Asked(
      SpecialTexts special, GuardedConversation guarded, Rendering rendering, String text) {
    MarkedText marked() {
      return new MarkedText(guarded.clean(text), ImmutableList.of(), guarded.plain(text, special));
    }
  }

  private Asked ask(Conversation conversation) {
    SpecialTexts special = new SpecialTexts(codec);
    GuardedConversation guarded = guard(conversation, special);
    Rendering rendering = rendering(guarded, conversation);
    String text = rendering.text(guarded.conversation().messages(), GenerationPrompt.ADDED);
    checked(
        guarded, rendering, text, GenerationPrompt.ADDED, new ConversationExample(conversation, 0));
    return new Asked(special, guarded, rendering, text);
  }

  /** Whether tokens end with one that ends a turn, be it the template's or another. */
  private boolean ends(String token, long[] written) {
    if (written.length == 0) {
      return false;
    }
    long last = written[written.length - 1];
    return codec.endTokens().contains(last)
        || Arrays.equals(codec.encode(token), new long[] {last});
  }

  private GuardedConversation guard(Conversation conversation, SpecialTexts special) {
    GuardedConversation guarded = GuardedConversation.of(conversation, special);
    if (specialText == SpecialText.ERROR && guarded.first().isPresent()) {
      throw guarded
          .first()
          .get()
          .error(
              "expected no text that spells a special token (--special-text text keeps it as text),"
                  + " got");
    }
    return guarded;
  }

  /** The form of tool calls is found on the conversation as it is, and rendered guarded. */
  private Rendering rendering(GuardedConversation guarded, Conversation conversation) {
    Arguments arguments = Rendering.of(format, conversation).arguments();
    return new Rendering(format, guarded.conversation(), arguments);
  }

  /** Checks that the template does the same whether text is guarded or not. */
  private String checked(
      GuardedConversation guarded,
      Rendering rendering,
      String text,
      GenerationPrompt generationPrompt,
      ConversationExample example) {
    if (guarded.first().isPresent()) {
      Rendering usual = new Rendering(format, example.conversation(), rendering.arguments());
      if (!usual
          .text(example.conversation().messages(), generationPrompt)
          .equals(guarded.clean(text))) {
        throw guarded
            .first()
            .get()
            .error(
                "expected text that the template ("
                    + rendering.name()
                    + ") writes as it is, got some in which it looks for");
      }
    }
    return text;
  }

  private List<Span> spans(
      ConversationExample example,
      Rendering rendering,
      RenderedChat rendered,
      SpecialTexts special) {
    List<Message> messages = rendering.conversation().messages();
    boolean marked =
        format.templateFor(rendering.conversation()).marksGeneration() && rendered.unlocated() == 0;
    AssistantText assistant = new AssistantText(rendering, rendered.text(), special, mask.turns());
    List<Span> spans = new ArrayList<>();
    int before = 0;
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).role() != Role.ASSISTANT) {
        continue;
      }
      boolean kept = mask.keeps(example, i);
      List<Span> found = List.of();
      if (marked) {
        int to = marks(rendering, rendered, i);
        found = marks(rendered).subList(before, to);
        before = to;
      } else if (kept) {
        found = List.of(assistant.span(i));
      }
      if (kept) {
        int index = i;
        found.forEach(span -> spans.add(reasoned(rendered.text(), span, messages.get(index))));
      }
    }
    return spans;
  }

  private static List<Span> marks(RenderedChat rendered) {
    return rendered.generated().stream().map(s -> new Span(s.start(), s.end())).toList();
  }

  /** How many generation markers there are up to a message. */
  private static int marks(Rendering rendering, RenderedChat rendered, int index) {
    List<Message> messages = rendering.conversation().messages();
    boolean last =
        messages.subList(index + 1, messages.size()).stream()
            .noneMatch(message -> message.role() == Role.ASSISTANT);
    int all = rendered.generated().size();
    return last
        ? all
        : Math.min(
            all,
            rendering
                .render(messages.subList(0, index + 1), GenerationPrompt.LEFT_OUT)
                .generated()
                .size());
  }

  /** What of a message is learned: all, or what follows its reasoning. */
  private Span reasoned(String text, Span span, Message message) {
    if (mask.reasoning() == Reasoning.IN) {
      return span;
    }
    Optional<String> apart = message.reasoning().map(String::strip).filter(r -> !r.isEmpty());
    int end = span.start();
    if (apart.isPresent()) {
      int found = text.indexOf(apart.get(), span.start());
      end = found < 0 ? end : found + apart.get().length();
    }
    int mark = text.lastIndexOf(END_OF_REASONING, span.end());
    if (mark >= end && (apart.isPresent() || message.text().contains(END_OF_REASONING))) {
      end = mark + END_OF_REASONING.length();
    }
    if (end == span.start() || end > span.end()) {
      return span;
    }
    while (end < span.end() && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return new Span(end, span.end());
  }

  private static Span clean(GuardedConversation guarded, String text, Span span) {
    return new Span(guarded.clean(text, span.start()), guarded.clean(text, span.end()));
  }

  private static TokenSequence flagged(
      List<long[]> parts, TreeSet<Integer> borders, List<Span> written) {
    List<Integer> starts = new ArrayList<>(borders);
    starts.add(0, 0);
    long[] tokens = Longs.concat(parts.toArray(new long[0][]));
    boolean[] flags = new boolean[tokens.length];
    int from = 0;
    for (int i = 0; i < parts.size(); i++) {
      int start = starts.get(i);
      int to = from + parts.get(i).length;
      if (written.stream().anyMatch(span -> span.start() <= start && start < span.end())) {
        Arrays.fill(flags, from, to, true);
      }
      from = to;
    }
    return TokenSequence.of(tokens, flags);
  }
}
