package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkPositionIndexes;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.UncachedDecodingSession;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.api.items.FactoredPolicy;
import org.temper.api.items.ItemInputs;
import org.temper.api.items.ItemPrior;
import org.temper.api.items.ScoredCandidates;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.HostRows;
import org.temper.models.kernel.PyTorch;
import org.temper.models.scoring.AddedLogits;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.HeadScoring;
import org.temper.models.scoring.LogitPrior;
import org.temper.models.scoring.TokenLayout;

/**
 * A sequential recommender: {@link HstuConfig HSTU} or {@link SasRecConfig SASRec}, over the full
 * catalog.
 *
 * <p>Events are processed without padding; no graph ever holds logits [B, T, K] or HSTU's attention
 * [B, T, T]. A model that looks at time reads {@link ItemInputs}.
 */
public final class RecommenderPolicy implements FactoredPolicy {
  /** The name of the parameter that embeds the items, [K, D]. */
  public static final String ITEM_TABLE = "items.weight";

  private final NDManager manager;
  private final ItemNetwork network;
  private final ParameterSet parameters;
  private final @Nullable TimedPrior prior;
  private final HeadScoring scoring;

  private RecommenderPolicy(
      NDManager manager, ItemNetwork network, ParameterSet parameters, @Nullable TimedPrior prior) {
    this.manager = manager;
    this.network = network;
    this.parameters = parameters;
    this.prior = prior;
    this.scoring =
        new HeadScoring(
            network.head(),
            manager,
            network.config().items(),
            network.config().maxLength(),
            network.options().scoringBytes() / Float.BYTES,
            null,
            encoder());
  }

  private HeadScoring.Encoder encoder() {
    return new HeadScoring.Encoder() {
      @Override
      public Encoding recorded(NDManager scope, SequenceBatch batch, TokenLayout layout) {
        return network.recorded(scope, batch, layout, ItemReader.plain());
      }

      @Override
      public Encoding.States unrecorded(NDManager scope, SequenceBatch batch, TokenLayout layout) {
        return network.unrecorded(scope, batch, layout, ItemReader.plain());
      }

      @Override
      public @Nullable LogitPrior added(SequenceBatch batch, TokenLayout layout) {
        return priorAtScored(batch, layout);
      }
    };
  }

  /**
   * A policy of given weights.
   *
   * @param config the architecture
   * @param weights float32 arrays, as {@link RecommenderConfig#parameterShapes} lists them, on the
   *     options' device; the policy takes them over
   * @param options how it runs
   * @return the policy, all weights trainable
   * @throws IllegalArgumentException if an array is missing, unknown, or of another shape or type
   */
  public static RecommenderPolicy create(
      RecommenderConfig config, Map<String, NDArray> weights, RecommenderOptions options) {
    return open(config, options, scope -> weights, Role.TRAINED, null);
  }

  /**
   * A policy of random weights, with the deviations of HSTU's public code: items, HSTU's
   * projections and relative biases from N(0, 0.02²), HSTU's output biases from N(0, 1/(3 D)),
   * other matrices from N(0, 2 / (rows + columns)), gains 1, other biases 0.
   *
   * @param config the architecture
   * @param seed decides the weights, on any device
   * @param options how it runs
   * @return the policy, all weights trainable
   */
  public static RecommenderPolicy random(
      RecommenderConfig config, long seed, RecommenderOptions options) {
    return open(
        config,
        options,
        scope -> ItemNetwork.initial(scope, config, config.parameterShapes(), seed),
        Role.TRAINED,
        null);
  }

  private static RecommenderPolicy open(
      RecommenderConfig config,
      RecommenderOptions options,
      WeightSource source,
      Role role,
      @Nullable ItemPrior prior) {
    NDManager manager = PyTorch.manager(options.device());
    try {
      ItemNetwork network = ItemNetwork.create(manager, config, source.weights(manager), options);
      return new RecommenderPolicy(
          manager,
          network,
          role == Role.TRAINED ? network.weights().train() : ParameterSet.empty(),
          prior == null ? null : new TimedPrior(prior));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * A copy that adds a prior to its logits, in training as in use.
   *
   * @param value of as many items; every scored or predicted item's time must be known then
   * @return a trainable copy, to be closed by the caller
   * @throws IllegalArgumentException if it is of another catalog's size
   */
  public RecommenderPolicy withPrior(ItemPrior value) {
    checkArgument(
        value.items() == config().items(),
        "prior: expected %s items, got %s",
        config().items(),
        value.items());
    return copy(options(), Role.TRAINED, value);
  }

  /**
   * A trainable copy.
   *
   * @param options how it runs, on this policy's device
   * @return the copy, to be closed by the caller
   */
  public RecommenderPolicy trainableCopy(RecommenderOptions options) {
    return copy(options, Role.TRAINED, prior == null ? null : prior.prior());
  }

  /**
   * A trainable copy for another catalog, to go on from what was learned when items come and go:
   * all weights are this policy's but for the vectors of new items, which begin as {@link #random}
   * ones about the mean of all. A prior, which is of this catalog, is left out.
   *
   * @param sources for each item of the new catalog the item of this one that it is; -1 for a new
   *     one
   * @param seed decides the vectors of new items
   * @return the copy, to be closed by the caller
   * @throws IllegalArgumentException if there are fewer than two items, or one is not of this
   *     catalog
   */
  public RecommenderPolicy withCatalog(ImmutableIntArray sources, long seed) {
    int items = config().items();
    for (int i = 0; i < sources.length(); i++) {
      checkArgument(
          sources.get(i) >= -1 && sources.get(i) < items,
          "sources[%s]: expected -1 or an item below %s, got %s",
          i,
          items,
          sources.get(i));
    }
    return open(
        config().withItems(sources.length()),
        options(),
        scope -> network.ofCatalog(scope, sources, seed),
        Role.TRAINED,
        null);
  }

  @Override
  public RecommenderPolicy frozenCopy() {
    return copy(options(), Role.FROZEN, prior == null ? null : prior.prior());
  }

  private RecommenderPolicy copy(
      RecommenderOptions options, Role role, @Nullable ItemPrior itemPrior) {
    return open(config(), options, network.weights()::copies, role, itemPrior);
  }

  /**
   * A view that trains on a sampled softmax: {@link #score} gives log-probabilities among the item
   * itself and a uniform sample, in which a drawn item that is the target counts for nothing. All
   * else is this policy's own.
   *
   * @param negatives how many items are drawn for each scored item, at least 1
   * @return the view; it shares this policy's parameters and is closed with it
   * @throws IllegalArgumentException if there are none
   */
  public SampledSoftmaxPolicy sampledSoftmax(int negatives) {
    return sampledSoftmax(Negatives.uniform(negatives));
  }

  /**
   * A view that trains on a sampled softmax.
   *
   * @param negatives which items each scored item is compared with
   * @return the view; it shares this policy's parameters and is closed with it
   * @throws IllegalArgumentException if they are of another catalog's size
   */
  public SampledSoftmaxPolicy sampledSoftmax(Negatives negatives) {
    return SampledSoftmaxPolicy.of(this, network, manager, negatives);
  }

  /**
   * The architecture.
   *
   * @return the configuration
   */
  public RecommenderConfig config() {
    return network.config();
  }

  /**
   * How it runs.
   *
   * @return the options
   */
  public RecommenderOptions options() {
    return network.options();
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
    return config().items();
  }

  @Override
  public int maxLength() {
    return config().maxLength();
  }

  /**
   * {@inheritDoc}
   *
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

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the policy is a frozen copy
   */
  @Override
  public ScoredCandidates scoreCandidates(SequenceBatch batch, Candidates candidates) {
    checkTrainable();
    return scoring.scoreCandidates(batch, candidates);
  }

  @Override
  public CandidateScores evaluateCandidates(SequenceBatch batch, Candidates candidates) {
    return scoring.evaluateCandidates(batch, candidates);
  }

  /** What is added to the logits where each scored token was chosen, if anything is. */
  @Nullable LogitPrior priorAtScored(SequenceBatch batch, TokenLayout layout) {
    return prior == null ? null : prior.atScored(batch, layout);
  }

  /** Checks that gradients can be taken. */
  void checkTrainable() {
    checkState(parameters.size() > 0, "policy: expected trainable parameters, got a frozen copy");
  }

  @Override
  public float[][] nextItems(SequenceBatch histories) {
    try (NDManager scope = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      return HostRows.of(nextLogProbs(scope, histories));
    }
  }

  @Override
  public int width() {
    return config().width();
  }

  @Override
  public float[][] nextStates(SequenceBatch histories) {
    try (NDManager scope = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      return HostRows.of(network.nextStates(scope, histories));
    }
  }

  @Override
  public float[][] itemVectors(int from, int to) {
    checkPositionIndexes(from, to, config().items());
    try (NDManager scope = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      return HostRows.of(network.headWeight(scope, from, to));
    }
  }

  @Override
  public boolean readsRequestTime() {
    return config().time() == TimeSignal.TARGET;
  }

  /** Of every item after the last event of each row, [B, K]; called with gradient mode off. */
  private NDArray nextLogProbs(NDManager scope, SequenceBatch histories) {
    TokenLayout layout = network.layout(histories).predictingNext();
    Encoding.States states = network.unrecorded(scope, histories, layout, ItemReader.plain());
    LogitPrior added = prior == null ? null : prior.atNext(histories);
    return AddedLogits.logProbs(
        network.head(), scope, states.hidden(), states.headWeight(), added, 0);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A model that looks at time reads {@link ItemInputs#TIMESTAMPS} of the prompts. An appended
   * item happened at the time that the item after its row's prompt is asked for, {@link
   * ItemInputs#NEXT_TIMESTAMPS} of the prompt's last event, and what follows it is asked for at
   * that same time. Where they are absent that is the time of the last event, but for a model that
   * looks at when the next item is asked for ({@link TimeSignal#TARGET}, or a prior), which needs
   * them.
   */
  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    return UncachedDecodingSession.of(
        prompts, config().items(), config().maxLength(), logitsAfter(prompts));
  }

  private UncachedDecodingSession.NextTokenLogits logitsAfter(SequenceBatch prompts) {
    if (config().time() == TimeSignal.NONE && prior == null) {
      return (sequences, rows) -> nextLogits(sequences);
    }
    PromptTimes times = PromptTimes.of(prompts, config().time(), prior);
    return (sequences, rows) -> nextLogits(times.timed(sequences, rows));
  }

  private NDArray nextLogits(SequenceBatch histories) {
    try (NDManager scope = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      NDArray logProbs = nextLogProbs(scope, histories);
      logProbs.attach(manager);
      return logProbs;
    }
  }

  @Override
  public void close() {
    network.close();
    manager.close();
  }

  private enum Role {
    TRAINED,
    FROZEN
  }

  /** Makes the weights of a policy whose manager is given. */
  private interface WeightSource {
    Map<String, NDArray> weights(NDManager manager);
  }
}
