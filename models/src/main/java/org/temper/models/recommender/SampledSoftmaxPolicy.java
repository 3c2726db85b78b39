package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.ChunkedScores;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.ScoreRequest;
import org.temper.models.scoring.TokenLayout;

/**
 * A recommender whose training scores are a sampled softmax's: for each scored item, log p = s −
 * log(exp s + Σ exp s′) over the logits s′ of {@link Negatives}, those that are the item itself
 * left out. Logits are those of the recommender, its prior included, less log Q where the negatives
 * are corrected. The sample follows from the options' seed and the batch.
 *
 * <p>Costs grow with the sample, not with the catalog: a pass reads the rows of the table that its
 * batch and its sample name, and the gradient of {@link RecommenderPolicy#ITEM_TABLE} is sparse
 * over these rows, unless something else has added a dense one. {@link
 * org.temper.models.optimizer.AdamWConfig#withRowUpdates} makes an update cost no more than that.
 * {@link #evaluate} and {@link #decode} are those of the recommender, over all items.
 */
public final class SampledSoftmaxPolicy implements Policy {
  // Rows of the table that are held at once, in numbers.
  private static final long CHUNK_ELEMENTS = 1L << 21;

  private final RecommenderPolicy policy;
  private final ItemNetwork network;
  private final NDManager manager;
  private final Kernel kernel;
  private final Negatives negatives;

  private SampledSoftmaxPolicy(
      RecommenderPolicy policy,
      ItemNetwork network,
      NDManager manager,
      Kernel kernel,
      Negatives negatives) {
    this.policy = policy;
    this.network = network;
    this.manager = manager;
    this.kernel = kernel;
    this.negatives = negatives;
  }

  static SampledSoftmaxPolicy of(
      RecommenderPolicy policy, ItemNetwork network, NDManager manager, Negatives negatives) {
    checkSize(policy, negatives);
    Kernel kernel =
        negatives instanceof Negatives.Own
            ? Kernel.compile(
                manager,
                SampledSoftmaxPolicy.class,
                List.of("sampled.py"),
                Map.of("chunkElements", CHUNK_ELEMENTS))
            : Kernel.compile(manager, SampledSoftmaxPolicy.class, List.of("shared.py"), Map.of());
    return new SampledSoftmaxPolicy(policy, network, manager, kernel, negatives);
  }

  private static void checkSize(RecommenderPolicy policy, Negatives negatives) {
    if (negatives instanceof Negatives.Shared shared && shared.frequencies() != null) {
      int items = shared.frequencies().items();
      checkArgument(
          items == policy.vocabularySize(),
          "frequencies: expected %s items, got %s",
          policy.vocabularySize(),
          items);
    }
  }

  @Override
  public ParameterSet parameters() {
    return policy.parameters();
  }

  @Override
  public long vocabularySize() {
    return policy.vocabularySize();
  }

  @Override
  public int maxLength() {
    return policy.maxLength();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if entropies are asked for, which a sample does not give
   */
  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    checkArgument(
        outputs.isEmpty(), "outputs: expected none of a sampled softmax, got %s", outputs);
    TokenLayout layout = network.layout(batch);
    ScoreRequest request = ScoreRequest.tokens(batch, layout, outputs);
    if (negatives instanceof Negatives.Own own) {
      return amongOwn(
          request,
          own.count(),
          (scope, draws) -> layout.targets(scope).concat(draws.negatives(scope), 1));
    }
    Negatives.Shared shared = (Negatives.Shared) negatives;
    return recorded(
        request,
        network.draws(layout, 1, shared.count()),
        new SharedSample(kernel, shared, layout, policy.priorAtScored(batch, layout)));
  }

  /** Scores among items of each state's own. */
  ScoredBatch amongOwn(ScoreRequest request, int drawn, OwnSample.Source source) {
    TokenLayout layout = request.layout();
    return recorded(
        request,
        network.draws(layout, layout.targets().length, drawn),
        new OwnSample(kernel, source, policy.priorAtScored(request.batch(), layout)));
  }

  private ScoredBatch recorded(ScoreRequest request, Draws draws, SampledPass.Sample sample) {
    policy.checkTrainable();
    SampledPass pass = new SampledPass(network, request, draws, sample);
    return ChunkedScores.recorded(network.head(), manager, request, pass::score, pass::encode);
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    return policy.evaluate(batch, outputs);
  }

  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    return policy.decode(prompts);
  }

  @Override
  public RecommenderPolicy frozenCopy() {
    return policy.frozenCopy();
  }

  /** Frees what the view added; the recommender stays open. */
  @Override
  public void close() {
    kernel.close();
  }
}
