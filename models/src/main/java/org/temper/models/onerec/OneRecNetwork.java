package org.temper.models.onerec;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.temper.api.SequenceBatch;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.HeadScoring;
import org.temper.models.scoring.TokenLayout;

/** A network's weights and compiled layers: from histories and inputs to states that predict. */
final class OneRecNetwork implements HeadScoring.Encoder, AutoCloseable {
  /** The end of the name of the parameters that balance experts. */
  static final String BALANCE = "experts.bias";

  private static final String HEAD = "output.weight";
  private static final double EPSILON = 1e-6;
  private static final double DEVIATION = 0.02;

  private final OneRecConfig config;
  private final NamedWeights weights;
  private final List<NDArray> layers;
  private final Kernel trunk;
  private final Kernel head;
  private final List<NDArray> noMasks;

  private OneRecNetwork(
      OneRecConfig config, NamedWeights weights, Kernel trunk, Kernel head, List<NDArray> noMasks) {
    this.config = config;
    this.weights = weights;
    this.layers =
        config.parameterShapes().keySet().stream()
            .filter(name -> !name.equals(HEAD))
            .map(weights::get)
            .toList();
    this.trunk = trunk;
    this.head = head;
    this.noMasks = noMasks;
  }

  /** Histories that are read: what the decoder looks at, and what of it is padding. */
  record Memory(NDList both, NDArray mask) {}

  /** Masks of a pass, as {@code trunk} takes them. */
  interface Dropout {
    /**
     * Draws.
     *
     * @param read how many tokens or items of histories there are, padding included
     * @param written how many inputs, padding included
     */
    List<NDArray> masks(NDManager scope, int read, int written);
  }

  static OneRecNetwork create(
      NDManager manager, OneRecConfig config, Map<String, NDArray> weights, Device device) {
    NamedWeights named = NamedWeights.of(manager, config.parameterShapes(), weights);
    boolean lazy = config instanceof LazyDecoderConfig;
    Kernel trunk =
        Kernel.compile(
            manager,
            OneRecNetwork.class,
            List.of("onerec.py", lazy ? "lazy-decoder.py" : "encoder-decoder.py"),
            constants(config));
    Kernel head = HeadScoring.compile(manager, device);
    List<NDArray> noMasks =
        Collections.nCopies(readMasks(config) + writtenMasks(config), manager.create(new Shape(0)));
    return new OneRecNetwork(config, named, trunk, head, noMasks);
  }

  /** How many masks there are of what is read. */
  static int readMasks(OneRecConfig config) {
    return config instanceof EncoderDecoderConfig own ? 1 + 2 * own.encoderLayers() : 1;
  }

  /** How many masks there are of what is generated. */
  static int writtenMasks(OneRecConfig config) {
    return 1 + 3 * config.decoderLayers();
  }

  private static ImmutableMap<String, Object> constants(OneRecConfig config) {
    ImmutableMap.Builder<String, Object> constants = ImmutableMap.builder();
    constants.put("epsilon", EPSILON);
    constants.put("width", config.width());
    constants.put("headSize", config.headSize());
    if (config instanceof EncoderDecoderConfig own) {
      constants.put("encoderLayers", own.encoderLayers());
      constants.put("decoderLayers", own.decoderLayers());
      constants.put("experts", own.experts());
      constants.put("activeExperts", own.activeExperts());
    } else if (config instanceof LazyDecoderConfig own) {
      constants.put("layers", own.decoderLayers());
      constants.put("keyValueHeads", own.keyValueHeads());
      constants.put("contextLayers", own.contextLayers());
      constants.put("contextSplit", own.contextSplit());
    }
    return constants.buildOrThrow();
  }

  static void putEmbeddings(ImmutableMap.Builder<String, Shape> shapes, OneRecConfig config) {
    shapes.put("tokens.weight", new Shape(config.vocabularySize(), config.width()));
    shapes.put("ages.weight", new Shape(items(config.maxHistory(), config) + 1L, config.width()));
    shapes.put("places.weight", new Shape(config.maxTarget(), config.width()));
  }

  static void putHead(ImmutableMap.Builder<String, Shape> shapes, OneRecConfig config) {
    shapes.put("norm.weight", new Shape(config.width()));
    shapes.put(HEAD, new Shape(config.vocabularySize(), config.width()));
  }

  /** The norm, the projections and the output of tokens that look at one another. */
  static void putAttention(ImmutableMap.Builder<String, Shape> shapes, String prefix, long width) {
    shapes.put(prefix + "attention.norm.weight", new Shape(width));
    shapes.put(prefix + "attention.projection.weight", new Shape(3 * width, width));
    shapes.put(prefix + "attention.output.weight", new Shape(width, width));
  }

  static void putFeedForward(
      ImmutableMap.Builder<String, Shape> shapes, String prefix, long width, long inner) {
    shapes.put(prefix + "feedforward.norm.weight", new Shape(width));
    shapes.put(prefix + "feedforward.gate_up.weight", new Shape(2 * inner, width));
    shapes.put(prefix + "feedforward.down.weight", new Shape(width, inner));
  }

  /** Random weights, as {@link OneRecPolicy#random} says. */
  static ImmutableMap<String, NDArray> initial(NDManager manager, OneRecConfig config, long seed) {
    return NamedWeights.random(manager, config.parameterShapes(), seed, OneRecNetwork::deviation);
  }

  private static double deviation(String name, Shape shape) {
    if (name.endsWith(BALANCE)) {
      return 0;
    }
    boolean table =
        name.equals("tokens.weight")
            || name.equals("ages.weight")
            || name.equals("places.weight")
            || name.equals(HEAD);
    int last = shape.dimension() - 1;
    return table || name.endsWith("router.weight")
        ? DEVIATION
        : Math.sqrt(2.0 / (shape.get(last) + shape.get(last - 1)));
  }

  OneRecConfig config() {
    return config;
  }

  NamedWeights weights() {
    return weights;
  }

  /** {@code head.py}. */
  Kernel head() {
    return head;
  }

  NDArray headWeight() {
    return weights.get(HEAD);
  }

  @Override
  public OneRecEncoding recorded(NDManager scope, SequenceBatch batch, TokenLayout layout) {
    return recorded(scope, batch, this::dropNothing);
  }

  OneRecEncoding recorded(NDManager scope, SequenceBatch batch, Dropout dropout) {
    weights.allocateGradients();
    NDList found = trunk(scope, OneRecLayout.of(batch, config), dropout);
    return new OneRecEncoding(found.get(0), found.get(1), weights, HEAD);
  }

  @Override
  public Encoding.States unrecorded(NDManager scope, SequenceBatch batch, TokenLayout layout) {
    NDList found = trunk(scope, OneRecLayout.of(batch, config), this::dropNothing);
    return new Encoding.States(found.get(0), headWeight());
  }

  private List<NDArray> dropNothing(NDManager scope, int read, int written) {
    return noMasks;
  }

  private NDList trunk(NDManager manager, OneRecLayout layout, Dropout dropout) {
    NDArray[] histories = histories(manager, layout.histories());
    int read = Math.toIntExact(histories[1].size());
    int written = layout.inputs().size() * layout.columns();
    return trunk.call(
        manager,
        "trunk",
        tensor(histories[0]),
        tensor(histories[1]),
        tensor(histories[2]),
        tensor(
            manager.create(
                OneRecLayout.padded(layout.inputs(), config.beginToken()),
                new Shape(layout.inputs().size(), layout.columns()))),
        tensor(manager.create(layout.real())),
        tensor(manager.create(layout.sources().toArray())),
        tensors(layers),
        tensors(dropout.masks(manager, read, written)));
  }

  /** Reads histories; called with gradient mode off. */
  Memory memory(NDManager manager, List<ImmutableLongArray> those) {
    NDArray[] histories = histories(manager, those);
    NDList both =
        trunk.call(
            manager,
            "memory",
            tensor(histories[0]),
            tensor(histories[1]),
            tensor(histories[2]),
            tensors(layers),
            tensors(noMasks));
    return new Memory(both, histories[2]);
  }

  /** One more input of some rows, as {@code step} takes them; called with gradient mode off. */
  NDList step(NDManager manager, OneRecStep step, Memory memory, NDList kept) {
    return trunk.call(
        manager,
        "step",
        tensor(manager.create(step.ids())),
        tensor(manager.create(step.places())),
        tensor(manager.create(step.now(), new Shape(step.rows(), 1, step.capacity(), 1))),
        tensor(manager.create(step.seen(), new Shape(step.rows(), 1, 1, step.capacity()))),
        tensor(manager.create(step.cells(), new Shape(step.histories(), step.width()))),
        tensor(manager.create(step.rowCells())),
        tensor(memory.mask()),
        tensors(memory.both()),
        tensors(kept),
        tensors(layers));
  }

  /** Some rows of what is kept. */
  NDList picked(NDManager manager, NDList arrays, long[] rows) {
    return trunk.call(manager, "pick", tensors(arrays), tensor(manager.create(rows)));
  }

  /** How many items so many tokens of a history are. */
  private static int items(int tokens, OneRecConfig config) {
    return (tokens + config.itemTokens() - 1) / config.itemTokens();
  }

  /**
   * Ids [P, items · tokens of each], -1 where there is none, ages and mask of the items. The begin
   * token at a history's end is an item of its own.
   */
  private NDArray[] histories(NDManager manager, List<ImmutableLongArray> histories) {
    int each = config.itemTokens();
    int columns = items(OneRecLayout.longest(histories) - 1, config) + 1;
    long[] ids = new long[histories.size() * columns * each];
    Arrays.fill(ids, -1);
    long[] ages = new long[histories.size() * columns];
    boolean[] mask = new boolean[ages.length];
    for (int row = 0; row < histories.size(); row++) {
      ImmutableLongArray history = histories.get(row);
      int last = items(history.length() - 1, config);
      int from = row * columns;
      for (int i = 0; i < history.length() - 1; i++) {
        ids[from * each + i] = history.get(i);
      }
      ids[(from + last) * each] = config.beginToken();
      for (int item = 0; item <= last; item++) {
        ages[from + item] = (long) last - item;
        mask[from + item] = true;
      }
    }
    Shape shape = new Shape(histories.size(), columns);
    return new NDArray[] {
      manager.create(ids, new Shape(histories.size(), (long) columns * each)),
      manager.create(ages, shape),
      manager.create(mask, new Shape(histories.size(), 1, 1, columns))
    };
  }

  @Override
  public void close() {
    trunk.close();
    head.close();
  }
}
