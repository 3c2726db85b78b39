package org.temper.models.onerec;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.items.CandidatePolicy;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.api.items.ScoredCandidates;
import org.temper.api.semantic.Continuations;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.kernel.PyTorch;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.DropoutPolicy;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.HeadScoring;
import org.temper.models.scoring.LegalSession;
import org.temper.models.scoring.TokenLayout;

/**
 * A policy that reads a history once and generates what comes after it: OneRec's {@link
 * EncoderDecoderConfig encoder and decoder}, or the {@link LazyDecoderConfig lazy decoder} of
 * OneRec-V2.
 *
 * <p>What a token is predicted from is all that stands before it, as with any policy; how it is
 * read depends on where the first begin token stands ({@link OneRecConfig#beginToken}). All tokens
 * that are scored after one begin token take one pass together. A token that is scored before it
 * takes a pass of its own: train on sequences of which only what is generated is scored.
 *
 * <p>Computed in float32, without dropout but for {@link #withDropout}. Scoring never holds a table
 * [B, T, V] in a graph.
 */
public final class OneRecPolicy implements CandidatePolicy {
  private final Device device;
  private final NDManager manager;
  private final OneRecNetwork network;
  private final ParameterSet parameters;
  private final @Nullable Continuations continuations;
  private final HeadScoring scoring;

  private OneRecPolicy(
      Device device,
      NDManager manager,
      OneRecNetwork network,
      ParameterSet parameters,
      @Nullable Continuations continuations) {
    this.device = device;
    this.manager = manager;
    this.network = network;
    this.parameters = parameters;
    this.continuations = continuations;
    this.scoring = scoring(network);
  }

  private HeadScoring scoring(HeadScoring.Encoder encoder) {
    return new HeadScoring(
        network.head(),
        manager,
        network.config().vocabularySize(),
        network.config().maxLength(),
        DecoderOptions.defaults().scoringBytes() / Float.BYTES,
        continuations,
        encoder);
  }

  /**
   * A policy of given weights.
   *
   * @param config the architecture
   * @param weights float32 arrays, as {@link OneRecConfig#parameterShapes} lists them, on the
   *     device; the policy takes them over
   * @param device where it is computed
   * @return the policy, all weights trainable
   * @throws IllegalArgumentException if an array is missing, unknown, or of another shape or type
   */
  public static OneRecPolicy create(
      OneRecConfig config, Map<String, NDArray> weights, Device device) {
    return open(config, device, scope -> weights, Role.TRAINED, null);
  }

  /**
   * A policy of random weights: tables of tokens and positions, routers and the head from N(0,
   * 0.02²), other matrices from N(0, 2 / (rows + columns)), gains 1, balances of experts 0.
   *
   * @param config the architecture
   * @param seed decides the weights, on any device
   * @param device where it is computed
   * @return the policy, all weights trainable
   */
  public static OneRecPolicy random(OneRecConfig config, long seed, Device device) {
    return open(
        config, device, scope -> OneRecNetwork.initial(scope, config, seed), Role.TRAINED, null);
  }

  private static OneRecPolicy open(
      OneRecConfig config,
      Device device,
      Function<NDManager, Map<String, NDArray>> weights,
      Role role,
      @Nullable Continuations continuations) {
    NDManager manager = PyTorch.manager(device);
    try {
      OneRecNetwork network = OneRecNetwork.create(manager, config, weights.apply(manager), device);
      return new OneRecPolicy(
          device,
          manager,
          network,
          role == Role.TRAINED ? network.weights().train() : ParameterSet.empty(),
          continuations);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * The architecture.
   *
   * @return the configuration
   */
  public OneRecConfig config() {
    return network.config();
  }

  /**
   * The weights by name.
   *
   * @return live float32 arrays, still owned by the policy
   */
  public ImmutableMap<String, NDArray> weights() {
    return network.weights().arrays();
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long vocabularySize() {
    return config().vocabularySize();
  }

  @Override
  public int maxLength() {
    return config().maxLength();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if a history or what is generated after it is longer than
   *     the configuration says
   * @throws IllegalStateException if the policy is a frozen copy
   */
  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    checkTrainable();
    return scoring.score(batch, outputs);
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    return scoring.evaluate(batch, outputs);
  }

  @Override
  public ScoredCandidates scoreCandidates(SequenceBatch batch, Candidates candidates) {
    checkTrainable();
    return scoring.scoreCandidates(batch, candidates);
  }

  @Override
  public CandidateScores evaluateCandidates(SequenceBatch batch, Candidates candidates) {
    return scoring.evaluateCandidates(batch, candidates);
  }

  /**
   * A view that is trained with dropout: of what is embedded, and of what attention, the
   * feed-forward part and the experts of each layer add, in the encoder and in the decoder; of a
   * lazy decoder's context the items.
   *
   * @param share of the numbers that are set to zero, in [0, 1); the others grow by 1 / (1 − share)
   * @param seed decides what is dropped, together with the batch
   * @return a view of the same parameters, to be closed before the policy
   * @throws IllegalArgumentException if the share is outside [0, 1)
   */
  public DropoutPolicy withDropout(double share, long seed) {
    long width = config().width();
    Draws.Source read =
        Draws.Source.ofMasks(manager, OneRecNetwork.readMasks(config()), width, share, seed);
    // Two sources of one seed would begin with the same numbers.
    Draws.Source written =
        Draws.Source.ofMasks(manager, OneRecNetwork.writtenMasks(config()), width, share, ~seed);
    HeadScoring dropping = scoring(new Dropping(network, read, written));
    return new DropoutPolicy(
        this,
        (batch, outputs) -> {
          checkTrainable();
          return dropping.score(batch, outputs);
        },
        List.of(read, written));
  }

  /**
   * This policy among the tokens that may come next: what it scores, and what its sessions decode,
   * are shares among these alone. A token that may not come has a log-probability of −10³⁰.
   *
   * @param value what may come next
   * @return a policy of the same weights, which it shares: closing one closes both
   */
  public OneRecPolicy withContinuations(Continuations value) {
    return new OneRecPolicy(device, manager, network, parameters, value);
  }

  private void checkTrainable() {
    checkState(parameters.size() > 0, "policy: expected trainable parameters, got a frozen copy");
  }

  /**
   * {@inheritDoc}
   *
   * <p>What is appended before a row's begin token makes its history another one, which is read
   * again.
   */
  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    DecodingSession session = OneRecSession.open(network, manager, prompts);
    return continuations == null
        ? session
        : LegalSession.of(session, continuations, manager, prompts);
  }

  @Override
  public OneRecPolicy frozenCopy() {
    return open(config(), device, network.weights()::copies, Role.FROZEN, continuations);
  }

  @Override
  public void close() {
    network.close();
    manager.close();
  }

  /** A network that drops what is drawn of what is read, and of what is generated after it. */
  private record Dropping(OneRecNetwork network, Draws.Source read, Draws.Source written)
      implements HeadScoring.Encoder {

    @Override
    public Encoding recorded(NDManager scope, SequenceBatch batch, TokenLayout layout) {
      return network.recorded(
          scope,
          batch,
          (owner, first, second) ->
              Stream.concat(
                      read.masks(owner, layout, first).stream(),
                      written.masks(owner, layout, second).stream())
                  .toList());
    }

    @Override
    public Encoding.States unrecorded(NDManager scope, SequenceBatch batch, TokenLayout layout) {
      return network.unrecorded(scope, batch, layout);
    }
  }

  private enum Role {
    TRAINED,
    FROZEN
  }
}
