package org.temper.models.recommender;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import org.temper.api.SequenceBatch;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.HeadScoring;
import org.temper.models.scoring.TokenLayout;

/** A recommender's weights and compiled layers: from a batch to the states that predict. */
final class ItemNetwork implements AutoCloseable {
  private static final String ITEMS = RecommenderPolicy.ITEM_TABLE;

  private final RecommenderConfig config;
  private final RecommenderOptions options;
  private final NamedWeights weights;
  private final Draws.Source draws;
  private final ItemTrunk trunk;
  private final Kernel items;
  private final Kernel head;

  private ItemNetwork(
      RecommenderConfig config,
      RecommenderOptions options,
      NamedWeights weights,
      Draws.Source draws,
      ItemTrunk trunk,
      Kernel items,
      Kernel head) {
    this.config = config;
    this.options = options;
    this.weights = weights;
    this.draws = draws;
    this.trunk = trunk;
    this.items = items;
    this.head = head;
  }

  /** Takes the weights over. */
  static ItemNetwork create(
      NDManager manager,
      RecommenderConfig config,
      Map<String, NDArray> weights,
      RecommenderOptions options) {
    return over(
        manager, config, NamedWeights.of(manager, config.parameterShapes(), weights), options);
  }

  /** Over weights among which are those of the configuration. */
  static ItemNetwork over(
      NDManager manager,
      RecommenderConfig config,
      NamedWeights weights,
      RecommenderOptions options) {
    ImmutableList<Long> widths =
        config instanceof HstuConfig hstu
            ? HstuTrunk.maskWidths(hstu)
            : SasRecTrunk.maskWidths((SasRecConfig) config);
    Draws.Source draws =
        Draws.Source.compile(manager, config.items(), widths, options.dropout(), options.seed());
    return new ItemNetwork(
        config,
        options,
        weights,
        draws,
        config instanceof HstuConfig hstu
            ? HstuTrunk.compile(manager, hstu, weights)
            : SasRecTrunk.compile(manager, (SasRecConfig) config, weights, draws.noMasks()),
        Kernel.compile(manager, ItemNetwork.class, List.of("items.py"), Map.of()),
        HeadScoring.compile(manager, options.device()));
  }

  /** Random weights, as {@link RecommenderPolicy#random} says. */
  static ImmutableMap<String, NDArray> initial(
      NDManager manager, RecommenderConfig config, Map<String, Shape> shapes, long seed) {
    return NamedWeights.random(
        manager, shapes, seed, (name, shape) -> deviation(config, name, shape));
  }

  /**
   * The weights for another catalog: known items' vectors as they are, those of new ones as initial
   * ones about the mean of all that are known.
   *
   * @param sources for each item the one whose vector it has, -1 for a new one
   */
  ImmutableMap<String, NDArray> ofCatalog(NDManager manager, ImmutableIntArray sources, long seed) {
    RecommenderConfig wider = config.withItems(sources.length());
    int width = config.width();
    float[] known = weights.get(ITEMS).toFloatArray();
    double[] mean = new double[width];
    for (int i = 0; i < known.length; i++) {
      mean[i % width] += known[i] / (double) config.items();
    }
    Shape shape = new Shape(sources.length(), width);
    float[] table;
    try (NDArray drawn =
        NamedWeights.normal(manager, ITEMS, shape, seed, deviation(wider, ITEMS, shape))) {
      table = drawn.toFloatArray();
    }
    for (int item = 0; item < sources.length(); item++) {
      for (int i = 0; i < width; i++) {
        int at = item * width + i;
        int source = sources.get(item);
        table[at] = source < 0 ? table[at] + (float) mean[i] : known[source * width + i];
      }
    }
    ImmutableMap.Builder<String, NDArray> all = ImmutableMap.builder();
    weights
        .copies(manager)
        .forEach(
            (name, array) -> {
              if (name.equals(ITEMS)) {
                array.close();
                all.put(name, manager.create(table, shape));
              } else {
                all.put(name, array);
              }
            });
    return all.buildOrThrow();
  }

  private static double deviation(RecommenderConfig config, String name, Shape shape) {
    boolean hstu = config instanceof HstuConfig;
    if (name.equals(ITEMS)
        || name.equals("feedback.input.weight")
        || (hstu && name.endsWith("projection.weight"))) {
      return 0.02;
    }
    if (name.endsWith(".bias")) {
      boolean relative = name.endsWith("positions.bias") || name.endsWith("times.bias");
      double output = 1 / Math.sqrt(3.0 * config.width());
      return relative ? 0.02 : hstu && name.endsWith("output.bias") ? output : 0;
    }
    return Math.sqrt(2.0 / (shape.get(0) + shape.get(1)));
  }

  RecommenderConfig config() {
    return config;
  }

  RecommenderOptions options() {
    return options;
  }

  NamedWeights weights() {
    return weights;
  }

  /** {@code head.py}. */
  Kernel head() {
    return head;
  }

  TokenLayout layout(SequenceBatch batch) {
    return TokenLayout.of(batch, config.items(), config.maxLength());
  }

  /** What a pass with its graph draws, and some rows of negatives. */
  Draws draws(TokenLayout layout, int rows, int negatives) {
    return draws.of(layout, rows, negatives);
  }

  /** A pass with its graph; called with gradient mode on. */
  ItemEncoding recorded(
      NDManager manager, SequenceBatch batch, TokenLayout layout, ItemReader reader) {
    weights.allocateGradients();
    ItemLayout placed = ItemLayout.of(manager, batch, layout, config.time());
    ItemTable table = new ItemTable.Whole(weights.get(ITEMS));
    return recorded(manager, placed, table, reader, draws(layout, 0, 0));
  }

  /**
   * A pass that reads the rows of its own items and of others alone.
   *
   * @param draws that something else is drawn with; the manager owns them
   * @param others items that the head is to look up, int64 of any shape
   */
  ItemEncoding reaching(
      NDManager manager, SequenceBatch batch, TokenLayout layout, Draws draws, NDArray others) {
    weights.allocateGradientsBut(ITEMS);
    ItemLayout placed = ItemLayout.of(manager, batch, layout, config.time());
    ItemTable table;
    try (GradientMode off = GradientMode.off()) {
      table = ItemTable.Some.of(items, manager, weights.get(ITEMS), placed.ids(), others);
    }
    return recorded(manager, placed, table, ItemReader.plain(), draws);
  }

  private ItemEncoding recorded(
      NDManager manager, ItemLayout placed, ItemTable table, ItemReader reader, Draws drawn) {
    NDArray places;
    NDArray embedded;
    ItemHead itemHead;
    try (GradientMode off = GradientMode.off()) {
      places = table.placed(manager, placed.ids());
      embedded = embed(manager, places, table.weight());
      itemHead = itemHead(manager, table);
    }
    embedded.setRequiresGradient(true);
    ItemPass pass =
        trunk.recorded(manager, reader.read(manager, embedded), placed, drawn.masks(manager));
    return new ItemEncoding(head, table, places, embedded, pass, itemHead);
  }

  /** The states alone; called with gradient mode off. */
  Encoding.States unrecorded(
      NDManager manager, SequenceBatch batch, TokenLayout layout, ItemReader reader) {
    NDArray hidden = hidden(manager, batch, layout, reader);
    return new Encoding.States(
        hidden, itemHead(manager, new ItemTable.Whole(weights.get(ITEMS))).weight());
  }

  /** The states after each row's last event, [B, D]; called with gradient mode off. */
  NDArray nextStates(NDManager manager, SequenceBatch histories) {
    return hidden(manager, histories, layout(histories).predictingNext(), ItemReader.plain());
  }

  /**
   * What states are multiplied by for some items, [to − from, D]; called with gradient mode off.
   */
  NDArray headWeight(NDManager manager, int from, int to) {
    NDArray rows = weights.get(ITEMS).get(new NDIndex("{}:{}", from, to));
    rows.attach(manager);
    return itemHead(manager, new ItemTable.Whole(rows)).weight();
  }

  private NDArray hidden(
      NDManager manager, SequenceBatch batch, TokenLayout layout, ItemReader reader) {
    try (NDManager scope = manager.newSubManager()) {
      ItemLayout placed = ItemLayout.of(scope, batch, layout, config.time());
      NDArray embedded = embed(scope, placed.ids(), weights.get(ITEMS));
      NDArray hidden = trunk.unrecorded(scope, reader.read(scope, embedded), placed);
      hidden.attach(manager);
      return hidden;
    }
  }

  private NDArray embed(NDManager manager, NDArray places, NDArray table) {
    return items.call(manager, "embed", tensor(places), tensor(table)).head();
  }

  private ItemHead itemHead(NDManager manager, ItemTable table) {
    return config instanceof HstuConfig
        ? ItemHead.Unit.of(items, manager, table)
        : new ItemHead.Plain(table);
  }

  @Override
  public void close() {
    draws.close();
    trunk.close();
    items.close();
    head.close();
  }
}
