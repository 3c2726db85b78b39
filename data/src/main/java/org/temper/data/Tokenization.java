package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.api.text.TextCodec;

/**
 * Settings of how token sequences are made of text: the prompt with the begin token where the
 * tokenizer adds one, the completion as it stands after its prompt, see {@link
 * TextCodec#encodeCompletion}, and an end token. A sequence begins with the ids that a policy is
 * given to answer the prompt.
 *
 * @param codec the tokenizer
 * @param endToken what is put after each completion and each document, where anything is
 * @param maxLength the most tokens of a sequence, at least 2
 * @param overflow what becomes of longer ones
 */
public record Tokenization(
    TextCodec codec, OptionalLong endToken, int maxLength, Overflow overflow) {

  /** What becomes of a sequence that is too long. */
  public enum Overflow {
    /** Its record is left out, and counted. */
    DROP,
    /**
     * Its last tokens are cut off, and it is counted; where nothing of its completion would be
     * left, its record is left out, and counted.
     */
    TRUNCATE,
    /** It is an error. */
    ERROR
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if {@code maxLength} is below 2, or the end token is outside
   *     the vocabulary
   */
  public Tokenization {
    checkArgument(maxLength >= 2, "maxLength: expected at least 2, got %s", maxLength);
    if (endToken.isPresent()) {
      long id = endToken.getAsLong();
      checkArgument(
          id >= 0 && id < codec.vocabularySize(),
          "endToken: expected an id below %s, got %s",
          codec.vocabularySize(),
          id);
    }
  }

  /**
   * A tokenization that ends sequences with the codec's end token.
   *
   * @param codec a tokenizer with an end token
   * @param maxLength the most tokens of a sequence, at least 2
   * @param overflow what becomes of longer ones
   * @return the tokenization
   * @throws IllegalArgumentException if {@code maxLength} is below 2, or the codec has no end token
   *     or several, of which it names none and the caller must choose
   */
  public static Tokenization of(TextCodec codec, int maxLength, Overflow overflow) {
    checkArgument(
        codec.endToken().isPresent(),
        "codec: expected an end token, got %s, none of which the tokenizer names (eos_token); name"
            + " the one to use, such as with --end-with",
        codec.endTokens());
    return new Tokenization(codec, codec.endToken(), maxLength, overflow);
  }

  /**
   * Makes sequences of prompts with their completions.
   *
   * @param records the records, at least one
   * @return the sequences, at least one, in which the completion and its end token are flagged
   * @throws RecordException if a record has nothing to score, or is too long where that is an error
   * @throws IllegalArgumentException if all records were dropped
   */
  public Tokenized<TokenSequence> sequences(List<PromptCompletion> records) {
    Collector<TokenSequence> collector = new Collector<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      collector.add(sequence(i, records.get(i)));
    }
    return collector.finish(maxLength);
  }

  /**
   * Makes a sequence of a prompt with its completion, as {@link #sequences} does.
   *
   * @param record the record
   * @return the sequence
   * @throws RecordException as {@link #sequences} does
   */
  public Fitted<TokenSequence> sequence(PromptCompletion record) {
    return sequence(0, record);
  }

  private Fitted<TokenSequence> sequence(int index, PromptCompletion record) {
    return fit(index, "completion", prompt(record.prompt()), record.completion());
  }

  /**
   * Makes pairs of sequences of preferences. A pair counts as too long if either sequence is. Pairs
   * whose sequences are the same, from the start or after the cut, prefer nothing: they are left
   * out, and counted.
   *
   * @param records the records, at least one
   * @return the pairs, at least one
   * @throws IllegalArgumentException as {@link #sequences} does
   */
  public Tokenized<Pair> pairs(List<Preference> records) {
    Collector<Pair> collector = new Collector<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      collector.add(pair(i, records.get(i)));
    }
    return collector.finish(maxLength);
  }

  /**
   * Makes a pair of a preference, as {@link #pairs} does.
   *
   * @param record the record
   * @return the pair
   * @throws RecordException as {@link #sequences} does
   */
  public Fitted<Pair> pair(Preference record) {
    return pair(0, record);
  }

  private Fitted<Pair> pair(int index, Preference record) {
    Prompt prompt = prompt(record.prompt());
    return pair(
        fit(index, "chosen", prompt, record.chosen()),
        fit(index, "rejected", prompt, record.rejected()));
  }

  private static Fitted<Pair> pair(Fitted<TokenSequence> chosen, Fitted<TokenSequence> rejected) {
    Optional<Pair> pair =
        chosen.example().flatMap(c -> rejected.example().map(r -> new Pair(c, r)));
    boolean cut = chosen.fate() == Fate.CUT || rejected.fate() == Fate.CUT;
    return Fitted.of(pair, cut ? Fate.CUT : Fate.WHOLE)
        .unless(pair.isPresent() && pair.get().chosen().equals(pair.get().rejected()));
  }

  /**
   * Makes a sequence of a record that somebody else encodes, such as a conversation.
   *
   * @param record the record
   * @param encoder makes a sequence of it, of any length, with all special tokens
   * @param <R> what a record is
   * @return the sequence, cut or left out as too long
   * @throws RecordException if the encoder refuses the record, or as {@link #sequences(List)} does
   */
  public <R> Fitted<TokenSequence> encoded(R record, Function<? super R, TokenSequence> encoder) {
    return fit(0, "messages", encode(record, encoder));
  }

  /**
   * Makes a pair of a record that somebody else encodes, such as two conversations.
   *
   * @param record the record
   * @param encoder makes two sequences of it, of any length, with all special tokens
   * @param <R> what a record is
   * @return the pair, cut or left out as {@link #pairs} does
   * @throws RecordException as {@link #encoded} does
   */
  public <R> Fitted<Pair> encodedPair(R record, Function<? super R, Pair> encoder) {
    Pair pair = encode(record, encoder);
    return pair(fit(0, "chosen", pair.chosen()), fit(0, "rejected", pair.rejected()));
  }

  private static <R, E> E encode(R record, Function<? super R, E> encoder) {
    try {
      return encoder.apply(record);
    } catch (IllegalArgumentException e) {
      throw new RecordException(0, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Makes groups of two of preferences with their margins. Pairs are left out as {@link #pairs}
   * does.
   *
   * @param records the records, at least one
   * @return the groups, at least one
   * @throws IllegalArgumentException as {@link #sequences} does
   */
  public Tokenized<Group> comparisons(List<ComparedPair> records) {
    Collector<Group> collector = new Collector<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      collector.add(comparison(i, records.get(i)));
    }
    return collector.finish(maxLength);
  }

  /**
   * Makes a group of two of a preference with its margin, as {@link #comparisons} does.
   *
   * @param record the record
   * @return the group
   * @throws RecordException as {@link #sequences} does
   */
  public Fitted<Group> comparison(ComparedPair record) {
    return comparison(0, record);
  }

  private Fitted<Group> comparison(int index, ComparedPair record) {
    return pair(index, record.preference()).map(both -> Group.ofPair(both, record.margin()));
  }

  /**
   * Makes groups of rated lists: all pairs that were rated differently and are different. A list
   * counts as too long if one of its sequences is; one without such a pair is left out, and counted
   * as identical.
   *
   * @param records the records, at least one, each with two different ratings or more
   * @param marginScale what the difference of two ratings is multiplied by to give their margin; 0
   *     for no margins
   * @return the groups, at least one
   * @throws IllegalArgumentException as {@link #sequences} does, or if all ratings of a record are
   *     equal
   */
  public Tokenized<Group> ratings(List<RatedCompletions> records, double marginScale) {
    Collector<Group> collector = new Collector<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      collector.add(rating(i, records.get(i), marginScale));
    }
    return collector.finish(maxLength);
  }

  /**
   * Makes a group of a rated list, as {@link #ratings} does.
   *
   * @param record the record, with two different ratings or more
   * @param marginScale as for {@link #ratings}
   * @return the group
   * @throws IllegalArgumentException as {@link #ratings} does
   */
  public Fitted<Group> rating(RatedCompletions record, double marginScale) {
    return rating(0, record, marginScale);
  }

  private Fitted<Group> rating(int index, RatedCompletions record, double marginScale) {
    checkArgument(
        record.isDecided(), "records[%s].completions: expected different ratings, got none", index);
    List<TokenSequence> sequences = new ArrayList<>();
    Fate fate = Fate.WHOLE;
    Prompt prompt = prompt(record.prompt());
    for (int c = 0; c < record.completions().size(); c++) {
      Fitted<TokenSequence> fitted =
          fit(index, "completions[" + c + "]", prompt, record.completions().get(c).completion());
      fitted.example().ifPresent(sequences::add);
      fate = fitted.fate() == Fate.CUT ? Fate.CUT : fate;
    }
    boolean whole = sequences.size() == record.completions().size();
    Optional<Group> group =
        whole
            ? Group.ofRatings(
                sequences,
                record.completions().stream().map(RatedCompletions.Rated::rating).toList(),
                marginScale)
            : Optional.empty();
    return Fitted.of(group, fate).unless(whole && group.isEmpty());
  }

  /**
   * Makes labeled sequences of labeled completions.
   *
   * @param records the records, at least one
   * @return the sequences with their labels, at least one
   * @throws IllegalArgumentException as {@link #sequences} does
   */
  public Tokenized<Labeled> labels(List<LabeledCompletion> records) {
    Collector<Labeled> collector = new Collector<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      collector.add(labeled(i, records.get(i)));
    }
    return collector.finish(maxLength);
  }

  /**
   * Makes a labeled sequence of a labeled completion, as {@link #labels} does.
   *
   * @param record the record
   * @return the sequence with its label
   * @throws RecordException as {@link #sequences} does
   */
  public Fitted<Labeled> labeled(LabeledCompletion record) {
    return labeled(0, record);
  }

  private Fitted<Labeled> labeled(int index, LabeledCompletion record) {
    return sequence(index, record.record()).map(sequence -> new Labeled(sequence, record.label()));
  }

  /**
   * Makes blocks of {@link #maxLength} tokens of documents, for pre-training: all documents one
   * after the other, each with its begin token where the tokenizer adds one and its end token, cut
   * wherever a block is full. The last block may be shorter.
   *
   * @param documents text, at least one
   * @return the blocks, at least one, each of at least two tokens, all of them flagged
   * @throws IllegalArgumentException if there are not two tokens in all
   */
  public List<TokenSequence> blocks(List<String> documents) {
    ImmutableList.Builder<TokenSequence> blocks = ImmutableList.builder();
    long[] block = new long[maxLength];
    int size = 0;
    for (String document : documents) {
      for (long token : ended(codec.encodePrompt(document))) {
        block[size++] = token;
        if (size == maxLength) {
          blocks.add(TokenSequence.ofText(block));
          size = 0;
        }
      }
    }
    if (size >= 2) {
      blocks.add(TokenSequence.ofText(Arrays.copyOf(block, size)));
    }
    List<TokenSequence> made = blocks.build();
    checkArgument(!made.isEmpty(), "documents: expected at least two tokens of text, got fewer");
    return made;
  }

  /**
   * An example that fits, unless its record was left out, and what became of the record.
   *
   * @param example the example; none where the record was left out
   * @param fate what became of the record
   * @param <T> what an example is
   */
  public record Fitted<T>(Optional<T> example, Fate fate) {

    private static <T> Fitted<T> of(Optional<T> example, Fate present) {
      return new Fitted<>(example, example.isPresent() ? present : Fate.DROPPED);
    }

    /** The same; left out where its sequences are the same, so that nothing is preferred. */
    private Fitted<T> unless(boolean identical) {
      return identical ? new Fitted<>(Optional.empty(), Fate.IDENTICAL) : this;
    }

    /**
     * The same of another example.
     *
     * @param function makes it of this one
     * @param <E> what it is
     * @return the other example, with what became of its record
     */
    public <E> Fitted<E> map(Function<T, E> function) {
      return new Fitted<>(example.map(function), fate);
    }
  }

  /** What becomes of a record. */
  public enum Fate {
    /** It is an example as it is. */
    WHOLE,
    /** It is an example, of which the end was cut off. */
    CUT,
    /** It was left out as too long. */
    DROPPED,
    /** It was left out because what it compares is the same, perhaps only after the cut. */
    IDENTICAL
  }

  /** A prompt, encoded once for all its completions. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Prompt(String text, long[] tokens) {}

  private Prompt prompt(String text) {
    return new Prompt(text, codec.encodePrompt(text));
  }

  private Fitted<TokenSequence> fit(int index, String field, Prompt prompt, String completion) {
    long[] after = codec.encodeCompletion(prompt.text(), prompt.tokens(), completion);
    return fit(index, field, TokenSequence.of(prompt.tokens(), ended(after)));
  }

  private Fitted<TokenSequence> fit(int index, String field, TokenSequence sequence) {
    if (sequence.scoredTokens() == 0) {
      throw new RecordException(index, field + ": expected at least one token to score, got none");
    }
    if (sequence.length() <= maxLength) {
      return new Fitted<>(Optional.of(sequence), Fate.WHOLE);
    }
    if (overflow == Overflow.ERROR) {
      throw new RecordException(
          index,
          String.format(
              Locale.ROOT,
              "%s: expected at most %d tokens with its prompt, got %d",
              field,
              maxLength,
              sequence.length()));
    }
    TokenSequence cut = sequence.truncate(maxLength);
    // Of a prompt that fills the sequence nothing would be scored.
    if (overflow == Overflow.DROP || cut.scoredTokens() == 0) {
      return new Fitted<>(Optional.empty(), Fate.DROPPED);
    }
    return new Fitted<>(Optional.of(cut), Fate.CUT);
  }

  private long[] ended(long[] tokens) {
    if (endToken.isEmpty()) {
      return tokens;
    }
    long[] ended = Arrays.copyOf(tokens, tokens.length + 1);
    ended[tokens.length] = endToken.getAsLong();
    return ended;
  }

  private static final class Collector<T> {
    private final List<T> examples = new ArrayList<>();
    private final int records;
    private int truncated;
    private int identical;

    Collector(int records) {
      checkArgument(records > 0, "records: expected at least one, got none");
      this.records = records;
    }

    void add(Fitted<T> fitted) {
      fitted.example().ifPresent(examples::add);
      truncated += fitted.fate() == Fate.CUT ? 1 : 0;
      identical += fitted.fate() == Fate.IDENTICAL ? 1 : 0;
    }

    Tokenized<T> finish(int maxLength) {
      checkArgument(
          !examples.isEmpty(),
          "records: expected at least one with something to learn within %s tokens (--max-length),"
              + " got none among %s, of which %s compare what is the same",
          maxLength,
          records,
          identical);
      return new Tokenized<>(examples, records - examples.size() - identical, truncated, identical);
    }
  }
}
