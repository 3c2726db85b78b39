package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TextCodec;
import org.temper.api.TokenSequence;

/**
 * Settings of how token sequences are made of text: the prompt with the begin token where the
 * tokenizer adds one, the completion on its own, and an end token. Prompt and completion are
 * tokenized apart, as they are when the policy answers the prompt by itself.
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
    /** Its last tokens are cut off, and it is counted; some of its completion must be left. */
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
   * @param codec a tokenizer with exactly one end token
   * @param maxLength the most tokens of a sequence, at least 2
   * @param overflow what becomes of longer ones
   * @return the tokenization
   * @throws IllegalArgumentException if {@code maxLength} is below 2, or the codec has no end token
   *     or several, of which the caller must choose
   */
  public static Tokenization of(TextCodec codec, int maxLength, Overflow overflow) {
    checkArgument(
        codec.endTokens().size() == 1,
        "codec: expected one end token, got %s; name the one to use",
        codec.endTokens());
    long endToken = codec.endTokens().iterator().next();
    return new Tokenization(codec, OptionalLong.of(endToken), maxLength, overflow);
  }

  /**
   * Makes sequences of prompts with their completions.
   *
   * @param records the records, at least one
   * @return the sequences, at least one, in which the completion and its end token are flagged
   * @throws IllegalArgumentException if a record has nothing to score, is too long where that is an
   *     error, has a prompt that leaves no room for its completion where sequences are truncated,
   *     or if all records were dropped
   */
  public Tokenized<TokenSequence> sequences(List<PromptCompletion> records) {
    Collector<TokenSequence> collector = new Collector<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      PromptCompletion record = records.get(i);
      long[] prompt = codec.encodePrompt(record.prompt());
      Fitted<TokenSequence> fitted = fit(i, "completion", prompt, record.completion());
      collector.add(fitted.example(), fitted.cut());
    }
    return collector.finish(maxLength);
  }

  /**
   * Makes pairs of sequences of preferences. A pair counts as too long if either sequence is.
   *
   * @param records the records, at least one
   * @return the pairs, at least one
   * @throws IllegalArgumentException as {@link #sequences} does
   */
  public Tokenized<Pair> pairs(List<Preference> records) {
    Collector<Pair> collector = new Collector<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      Fitted<Pair> pair = pair(i, records.get(i));
      collector.add(pair.example(), pair.cut());
    }
    return collector.finish(maxLength);
  }

  private Fitted<Pair> pair(int index, Preference record) {
    long[] prompt = codec.encodePrompt(record.prompt());
    Fitted<TokenSequence> chosen = fit(index, "chosen", prompt, record.chosen());
    Fitted<TokenSequence> rejected = fit(index, "rejected", prompt, record.rejected());
    return new Fitted<>(
        chosen.example().flatMap(c -> rejected.example().map(r -> new Pair(c, r))),
        chosen.cut() || rejected.cut());
  }

  /**
   * Makes groups of two of preferences with their margins. A pair counts as too long if either
   * sequence is.
   *
   * @param records the records, at least one
   * @return the groups, at least one
   * @throws IllegalArgumentException as {@link #sequences} does
   */
  public Tokenized<Group> comparisons(List<ComparedPair> records) {
    Collector<Group> collector = new Collector<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      double margin = records.get(i).margin();
      Fitted<Pair> pair = pair(i, records.get(i).preference());
      collector.add(pair.example().map(both -> Group.ofPair(both, margin)), pair.cut());
    }
    return collector.finish(maxLength);
  }

  /**
   * Makes groups of rated lists: all pairs that were rated differently. A list counts as too long
   * if one of its sequences is.
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
      RatedCompletions record = records.get(i);
      checkArgument(
          record.isDecided(), "records[%s].completions: expected different ratings, got none", i);
      long[] prompt = codec.encodePrompt(record.prompt());
      List<TokenSequence> sequences = new ArrayList<>();
      boolean cut = false;
      for (int c = 0; c < record.completions().size(); c++) {
        Fitted<TokenSequence> fitted =
            fit(i, "completions[" + c + "]", prompt, record.completions().get(c).completion());
        fitted.example().ifPresent(sequences::add);
        cut |= fitted.cut();
      }
      boolean whole = sequences.size() == record.completions().size();
      collector.add(
          whole
              ? Group.ofRatings(
                  sequences,
                  record.completions().stream().map(RatedCompletions.Rated::rating).toList(),
                  marginScale)
              : Optional.empty(),
          cut);
    }
    return collector.finish(maxLength);
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
      double label = records.get(i).label();
      PromptCompletion record = records.get(i).record();
      Fitted<TokenSequence> fitted =
          fit(i, "completion", codec.encodePrompt(record.prompt()), record.completion());
      collector.add(fitted.example().map(sequence -> new Labeled(sequence, label)), fitted.cut());
    }
    return collector.finish(maxLength);
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

  /** An example that fits, unless it was dropped, and whether some of it was cut off. */
  private record Fitted<T>(Optional<T> example, boolean cut) {}

  private Fitted<TokenSequence> fit(int index, String field, long[] prompt, String completion) {
    TokenSequence sequence = TokenSequence.of(prompt, ended(codec.encode(completion)));
    checkArgument(
        sequence.scoredTokens() > 0,
        "records[%s].%s: expected at least one token to score, got none",
        index,
        field);
    if (sequence.length() <= maxLength) {
      return new Fitted<>(Optional.of(sequence), false);
    }
    checkArgument(
        overflow != Overflow.ERROR,
        "records[%s].%s: expected at most %s tokens with its prompt, got %s",
        index,
        field,
        maxLength,
        sequence.length());
    if (overflow == Overflow.DROP) {
      return new Fitted<>(Optional.empty(), false);
    }
    checkArgument(
        prompt.length < maxLength,
        "records[%s].prompt: expected fewer than %s tokens, so that some of the %s is left, got %s",
        index,
        maxLength,
        field,
        prompt.length);
    return new Fitted<>(Optional.of(sequence.truncate(maxLength)), true);
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

    Collector(int records) {
      checkArgument(records > 0, "records: expected at least one, got none");
      this.records = records;
    }

    void add(Optional<T> example, boolean cut) {
      if (example.isPresent()) {
        examples.add(example.get());
        truncated += cut ? 1 : 0;
      }
    }

    Tokenized<T> finish(int maxLength) {
      checkArgument(
          !examples.isEmpty(),
          "records: expected at least one of at most %s tokens, got none among %s",
          maxLength,
          records);
      return new Tokenized<>(examples, records - examples.size(), truncated);
    }
  }
}
