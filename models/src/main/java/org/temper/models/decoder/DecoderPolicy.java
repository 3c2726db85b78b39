package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.kernel.PyTorch;
import org.temper.models.scoring.CandidateTargets;
import org.temper.models.scoring.ChunkedScores;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.DropoutPolicy;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.Head;
import org.temper.models.scoring.HeadScores;
import org.temper.models.scoring.LegalLogits;
import org.temper.models.scoring.LegalSession;
import org.temper.models.scoring.ScoreRequest;
import org.temper.models.scoring.TokenLayout;

/**
 * A decoder-only language model of the Llama family: Llama 2 and 3.x, SmolLM2, Mistral, Qwen2,
 * Qwen2.5 and Qwen3, with rotary scaling and sliding windows where they have them.
 *
 * <p>Tokens are processed without padding, and where sequences of a batch begin alike, as the
 * completions of one prompt do, what they begin with is processed once. Scoring never holds a table
 * [B, T, V] in a graph; see {@link DecoderOptions}. Decoding keeps keys and values of past tokens.
 */
public final class DecoderPolicy implements CandidatePolicy {
  private static final double INITIAL_DEVIATION = 0.02;

  private final DecoderConfig config;
  private final DecoderOptions options;
  private final NDManager manager;
  private final DecoderKernels kernels;
  private final DecoderWeights weights;
  private final ParameterSet parameters;
  private final @Nullable Continuations continuations;

  private DecoderPolicy(
      DecoderConfig config,
      DecoderOptions options,
      NDManager manager,
      DecoderKernels kernels,
      DecoderWeights weights,
      ParameterSet parameters,
      @Nullable Continuations continuations) {
    this.config = config;
    this.options = options;
    this.manager = manager;
    this.kernels = kernels;
    this.weights = weights;
    this.parameters = parameters;
    this.continuations = continuations;
  }

  /**
   * A policy of given weights.
   *
   * @param config the architecture
   * @param weights float32 arrays by their Hugging Face names, on the options' device, as {@link
   *     DecoderConfig#parameterShapes} lists them; the policy takes them over
   * @param options how it runs
   * @return the policy, all weights trainable
   * @throws IllegalArgumentException if an array is missing, unknown, or of another shape or type
   */
  public static DecoderPolicy create(
      DecoderConfig config, Map<String, NDArray> weights, DecoderOptions options) {
    NDManager manager = newManager(options);
    try {
      DecoderWeights owned = DecoderWeights.of(manager, config, weights);
      return new DecoderPolicy(
          config,
          options,
          manager,
          DecoderKernels.compile(manager, config, options),
          owned,
          owned.train(),
          null);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * A policy of random weights: matrices and embeddings from N(0, 0.02²), as in Hugging Face's
   * initialization of these models; norms 1, biases 0.
   *
   * @param config the architecture
   * @param seed decides the weights, on any device
   * @param options how it runs
   * @return the policy, all weights trainable
   */
  public static DecoderPolicy random(DecoderConfig config, long seed, DecoderOptions options) {
    try (NDManager scope = newManager(options)) {
      return create(
          config,
          NamedWeights.random(
              scope,
              config.parameterShapes(),
              seed,
              (name, shape) -> name.endsWith(".bias") ? 0 : INITIAL_DEVIATION),
          options);
    }
  }

  private static NDManager newManager(DecoderOptions options) {
    return PyTorch.manager(options.device());
  }

  /**
   * The architecture.
   *
   * @return the configuration
   */
  public DecoderConfig config() {
    return config;
  }

  /**
   * How it runs.
   *
   * @return the options
   */
  public DecoderOptions options() {
    return options;
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long vocabularySize() {
    return config.vocabularySize();
  }

  @Override
  public int maxLength() {
    return config.maxLength();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the policy is a frozen copy
   */
  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    return score(request(batch, outputs), UnaryOperator.identity());
  }

  /** Scores with another look at what is made of the batch before the head. */
  ChunkedScores score(ScoreRequest request, UnaryOperator<Encoding> look) {
    return score(request, request.layout()::targets, look, Dropout.NONE);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the policy is a frozen copy
   */
  @Override
  public ScoredCandidates scoreCandidates(SequenceBatch batch, Candidates candidates) {
    CandidateTargets targets = targets(batch, candidates);
    return score(targets.request(), targets::toArray, UnaryOperator.identity(), Dropout.NONE);
  }

  /**
   * A view that is trained with dropout: of the embedded tokens, and of what attention and the
   * feed-forward part of each layer add (Srivastava et al. 2014, as Vaswani et al. 2017, section
   * 5.4, place it). Masks, one float for each token, width and place, are held to the backward pass
   * beside what {@link DecoderOptions#activations} counts.
   *
   * @param share of the numbers that are set to zero, in [0, 1); the others grow by 1 / (1 − share)
   * @param seed decides what is dropped, together with the batch
   * @return a view of the same parameters, to be closed before the policy
   * @throws IllegalArgumentException if the share is outside [0, 1)
   */
  public DropoutPolicy withDropout(double share, long seed) {
    Draws.Source draws =
        Draws.Source.ofMasks(manager, 1 + 2 * config.layers(), config.width(), share, seed);
    Dropout dropout = (scope, layout, count) -> draws.masks(scope, layout, layout.ids().length);
    return new DropoutPolicy(
        this,
        (batch, outputs) -> {
          ScoreRequest request = request(batch, outputs);
          return score(request, request.layout()::targets, UnaryOperator.identity(), dropout);
        },
        List.of(draws));
  }

  /**
   * This policy among the tokens that may come next: what it scores, and what its sessions decode,
   * are shares among these alone. A token that may not come has a log-probability of −10³⁰.
   *
   * @param value what may come next
   * @return a policy of the same weights, which it shares: closing one closes both
   */
  public DecoderPolicy withContinuations(Continuations value) {
    return new DecoderPolicy(config, options, manager, kernels, weights, parameters, value);
  }

  private CandidateTargets targets(SequenceBatch batch, Candidates candidates) {
    TokenLayout layout = TokenLayout.of(batch, config.vocabularySize(), config.maxLength());
    return CandidateTargets.of(batch, layout, candidates, config.vocabularySize());
  }

  private ChunkedScores score(
      ScoreRequest request,
      Function<NDManager, NDArray> targets,
      UnaryOperator<Encoding> look,
      Dropout dropout) {
    checkState(parameters.size() > 0, "policy: expected trainable parameters, got a frozen copy");
    TokenLayout layout = request.layout();
    kernels.sessions().forget();
    weights.allocateGradients();
    return ChunkedScores.recorded(
        kernels.head(),
        manager,
        request,
        head(request, targets, options.scoringBytes() / options.logitBytes()),
        scope ->
            look.apply(
                new DecoderEncoding(
                    TrunkPass.recorded(kernels.trunk(), weights, scope, layout, options, dropout),
                    weights,
                    kernels.head())));
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    return evaluate(request(batch, outputs), hidden -> {});
  }

  /** Scores with another look at the states [M, D]; none where nothing is scored. */
  ChunkedScores evaluate(ScoreRequest request, Consumer<NDArray> look) {
    return evaluate(request, request.layout()::targets, look);
  }

  @Override
  public CandidateScores evaluateCandidates(SequenceBatch batch, Candidates candidates) {
    CandidateTargets targets = targets(batch, candidates);
    return evaluate(targets.request(), targets::toArray, hidden -> {});
  }

  private ChunkedScores evaluate(
      ScoreRequest request, Function<NDManager, NDArray> targets, Consumer<NDArray> look) {
    kernels.sessions().forget();
    return ChunkedScores.unrecorded(
        kernels.head(),
        manager,
        request,
        head(request, targets, 0),
        scope -> {
          NDArray hidden =
              TrunkPass.unrecorded(kernels.trunk(), weights, scope, request.layout(), options);
          look.accept(hidden);
          return new Encoding.States(hidden, weights.head());
        });
  }

  private Head head(ScoreRequest request, Function<NDManager, NDArray> targets, long keptLogits) {
    return (scope, states) ->
        HeadScores.of(
            kernels.head(),
            scope,
            states,
            targets.apply(scope),
            continuations == null
                ? null
                : new LegalLogits(continuations, request.layout(), vocabularySize()),
            request.outputs(),
            keptLogits);
  }

  /** What is to be scored of a batch, checked. */
  ScoreRequest request(SequenceBatch batch, Set<TokenOutput> outputs) {
    return ScoreRequest.tokens(
        batch, TokenLayout.of(batch, config.vocabularySize(), config.maxLength()), outputs);
  }

  /** {@code head.py}. */
  Kernel headKernel() {
    return kernels.head();
  }

  /**
   * {@inheritDoc}
   *
   * <p>With {@link RotaryScaling.Dynamic} a session takes no more tokens than that leaves unscaled:
   * beyond them each new token would turn all those before it anew, and nothing could be kept.
   */
  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    DecodingSession session =
        DecoderSession.open(config, kernels.sessions(), weights, manager, prompts);
    return continuations == null
        ? session
        : LegalSession.of(session, continuations, manager, prompts);
  }

  @Override
  public DecoderPolicy frozenCopy() {
    NDManager copyManager = newManager(options);
    return new DecoderPolicy(
        config,
        options,
        copyManager,
        DecoderKernels.compile(copyManager, config, options),
        DecoderWeights.of(copyManager, config, weights.copies(copyManager)),
        ParameterSet.empty(),
        continuations);
  }

  /**
   * The weights by their Hugging Face names, trainable or frozen.
   *
   * @return live float32 arrays, still owned by the policy
   */
  public Map<String, NDArray> weights() {
    return weights.arrays();
  }

  @Override
  public void close() {
    kernels.close();
    manager.close();
  }
}
