package org.temper.samplers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Ending;
import org.temper.api.text.TextCodec;

/**
 * One sequence that a policy and somebody else write by turns, as in a conversation: what was
 * written stays in one decoding session, and each token is told as soon as it is chosen.
 *
 * <p>The first turn of a prompt is what {@link Sampler#sample(List, long)} gives it alone.
 */
public final class Continuation implements AutoCloseable {
  private final SamplingConfig config;
  private final DecodingSession session;
  private final DecodedRow row;

  /** All tokens, of which the session has not been given the last ones yet. */
  private long[] tokens;

  private int given;

  private Continuation(
      SamplingConfig config, DecodingSession session, DecodedRow row, long[] prompt) {
    this.config = config;
    this.session = session;
    this.row = row;
    this.tokens = prompt.clone();
    this.given = prompt.length;
  }

  /**
   * Opens a sequence.
   *
   * @param policy chooses tokens; still owned by the caller, who leaves it alone until this is
   *     closed
   * @param codec turns tokens to text, to look for stop strings in
   * @param config how tokens are chosen, and when a turn ends; its end tokens are the codec's where
   *     it names none
   * @param prompt token ids, at least one
   * @param seed decides the draws
   * @return the sequence, to be closed by the caller
   * @throws IllegalArgumentException if the prompt is empty, holds an id outside the vocabulary, or
   *     leaves no room for an answer
   */
  public static Continuation open(
      Policy policy, TextCodec codec, SamplingConfig config, long[] prompt, long seed) {
    SamplingConfig stopping = config.stoppingAt(codec);
    Sampler.checkVocabulary(policy, stopping);
    checkArgument(
        prompt.length > 0 && prompt.length < policy.maxLength(),
        "prompt: expected from 1 to %s tokens, got %s",
        policy.maxLength() - 1,
        prompt.length);
    DecodingSession session = policy.decode(List.of(prompt));
    DecodedRow row = new DecodedRow(stopping, codec, Seeds.derive(seed, Sampler.ROW, 0), 0, prompt);
    return new Continuation(stopping, session, row, prompt);
  }

  /**
   * All tokens so far.
   *
   * @return a copy
   */
  public long[] tokens() {
    return tokens.clone();
  }

  /**
   * How many more tokens there is room for.
   *
   * @return at least 0
   */
  public int room() {
    return session.maxLength() - tokens.length;
  }

  /**
   * Adds what somebody else wrote.
   *
   * @param others token ids, may be none
   * @throws IllegalArgumentException if there is no room for them and an answer, or an id is
   *     outside the vocabulary
   */
  public void append(long... others) {
    checkArgument(
        others.length < room(),
        "others: expected fewer than %s tokens, got %s",
        room(),
        others.length);
    tokens = Longs.concat(tokens, others);
    give();
    row.observe(others);
  }

  /**
   * Lets the policy write its turn.
   *
   * @param listener is told each token as it is chosen, the one that ends the turn included
   * @return the turn's tokens and why it ended
   * @throws IllegalStateException if there is no room
   */
  public Turn write(LongConsumer listener) {
    int start = tokens.length;
    Optional<Ending> ending =
        config.maxNewTokens() == 0 || room() <= 0
            ? Optional.of(Ending.truncated(Ending.LENGTH))
            : Optional.empty();
    while (ending.isEmpty()) {
      give();
      Choice choice = DecodedRow.choose(session, config, List.of(row));
      ending = row.take(choice, 0, session);
      tokens = Longs.concat(tokens, new long[] {choice.tokens()[0]});
      listener.accept(choice.tokens()[0]);
    }
    return new Turn(ImmutableLongArray.copyOf(tokens).subArray(start, tokens.length), ending.get());
  }

  /** What was chosen last is given to the session when something follows it. */
  private void give() {
    if (given < tokens.length) {
      session.append(0, ImmutableLongArray.copyOf(tokens).subArray(given, tokens.length).toArray());
      given = tokens.length;
    }
  }

  /**
   * A turn of the policy.
   *
   * @param tokens the tokens that it chose
   * @param ending why it ended
   */
  public record Turn(ImmutableLongArray tokens, Ending ending) {}

  /** Closes the session. */
  @Override
  public void close() {
    session.close();
  }
}
