package org.temper.data.corpus;

import java.util.Optional;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.data.ComparedPair;
import org.temper.data.LabeledCompletion;
import org.temper.data.Tokenization.Fitted;
import org.temper.data.chat.ConversationExample;
import org.temper.data.chat.ConversationPair;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Conversations;
import org.temper.data.corpus.ExampleForm.Tokens;

/** Forms of examples of conversations, as a model's template writes them. */
public final class ConversationForms {

  private ConversationForms() {}

  /**
   * Conversations to learn from.
   *
   * @param conversations makes sequences
   * @param tokens how long they may be; no end token, since the template writes it
   * @return the form
   */
  public static ExampleForm<ConversationExample, TokenSequence> examples(
      ConversationTokenization conversations, Tokens tokens) {
    ContentsLeftOut leftOut = new ContentsLeftOut(conversations);
    return new ExampleForm<>(
        tokens.identity("conversations", conversations.identity()),
        record -> Optional.of(Conversations.example(record)),
        example -> example.question().toString(),
        example -> sequence(conversations, tokens, leftOut, example),
        ExampleFormat.SEQUENCES,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "at least one conversation",
        "conversations were left out",
        leftOut::remarks);
  }

  /**
   * Preferences of conversations.
   *
   * @param conversations makes sequences
   * @param tokens as of {@link #examples}
   * @return the form
   */
  public static ExampleForm<ConversationPair, Pair> pairs(
      ConversationTokenization conversations, Tokens tokens) {
    ContentsLeftOut leftOut = new ContentsLeftOut(conversations);
    return new ExampleForm<>(
        tokens.identity("conversation-pairs", conversations.identity()),
        record -> Optional.of(Conversations.pair(record)),
        pair -> pair.chosen().question().toString(),
        pair -> pair(conversations, tokens, leftOut, pair),
        ExampleFormat.PAIRS,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "at least one preference",
        "preferences were left out",
        leftOut::remarks);
  }

  /**
   * Preferences of conversations with their margins.
   *
   * @param conversations makes sequences
   * @param tokens as of {@link #examples}
   * @return the form
   */
  public static ExampleForm<?, Group> comparisons(
      ConversationTokenization conversations, Tokens tokens) {
    ContentsLeftOut leftOut = new ContentsLeftOut(conversations);
    return new ExampleForm<>(
        tokens.identity("conversation-comparisons", conversations.identity()),
        record ->
            Optional.of(new Compared(Conversations.pair(record), ComparedPair.margin(record))),
        compared -> compared.pair().chosen().question().toString(),
        compared ->
            pair(conversations, tokens, leftOut, compared.pair())
                .map(pair -> Group.ofPair(pair, compared.margin())),
        ExampleFormat.GROUPS,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "at least one preference",
        "preferences were left out",
        leftOut::remarks);
  }

  private static Fitted<TokenSequence> sequence(
      ConversationTokenization conversations,
      Tokens tokens,
      ContentsLeftOut leftOut,
      ConversationExample example) {
    Fitted<TokenSequence> fitted = tokens.tokenization().encoded(example, conversations::sequence);
    leftOut.look(example.conversation());
    return fitted;
  }

  private static Fitted<Pair> pair(
      ConversationTokenization conversations,
      Tokens tokens,
      ContentsLeftOut leftOut,
      ConversationPair pair) {
    Fitted<Pair> fitted = tokens.tokenization().encodedPair(pair, conversations::pair);
    leftOut.look(pair.chosen().conversation(), pair.rejected().conversation());
    return fitted;
  }

  private record Compared(ConversationPair pair, double margin) {}

  /**
   * Answers with numbers.
   *
   * @param conversations makes sequences
   * @param tokens as of {@link #examples}
   * @return the form
   */
  public static ExampleForm<?, Labeled> labels(
      ConversationTokenization conversations, Tokens tokens) {
    ContentsLeftOut leftOut = new ContentsLeftOut(conversations);
    return new ExampleForm<>(
        tokens.identity("conversation-labels", conversations.identity()),
        record ->
            Optional.of(new Rated(Conversations.example(record), LabeledCompletion.label(record))),
        rated -> rated.example().question().toString(),
        rated ->
            sequence(conversations, tokens, leftOut, rated.example())
                .map(sequence -> new Labeled(sequence, rated.label())),
        ExampleFormat.LABELED,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "at least one conversation",
        "conversations were left out",
        leftOut::remarks);
  }

  private record Rated(ConversationExample example, double label) {}
}
