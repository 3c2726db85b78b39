package org.temper.models.merge;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.temper.api.Excerpt;

/** A base and experts of the same tensors, read side by side by one thread at a time. */
public final class MergeInputs {
  /** The most numbers of a piece. */
  static final int PIECE = 1 << 14;

  private final Optional<NamedSource> base;
  private final ImmutableList<NamedSource> experts;

  /** The numbers of the piece that is read last: of the base, and of each expert. */
  private final float[] start;

  private final float[][] trained;

  /**
   * A model.
   *
   * @param name what errors call it
   * @param tensors its numbers
   */
  public record NamedSource(String name, TensorSource tensors) {}

  private MergeInputs(Optional<NamedSource> base, List<NamedSource> experts) {
    this.base = base;
    this.experts = ImmutableList.copyOf(experts);
    start = new float[base.isPresent() ? PIECE : 0];
    trained = new float[experts.size()][PIECE];
  }

  /**
   * Checks that all have the same tensors.
   *
   * @param base the model that the experts were trained from, where there is one
   * @param experts the experts, at least one
   * @return both together
   * @throws IllegalArgumentException if there is no expert, or names or shapes differ; the message
   *     names the expert and the tensor
   */
  public static MergeInputs of(Optional<NamedSource> base, List<NamedSource> experts) {
    checkArgument(!experts.isEmpty(), "experts: expected at least one, got none");
    NamedSource first = base.orElse(experts.get(0));
    experts.forEach(expert -> checkSame(first, expert));
    return new MergeInputs(base, experts);
  }

  Optional<NamedSource> base() {
    return base;
  }

  List<NamedSource> experts() {
    return experts;
  }

  /**
   * The shape of each tensor.
   *
   * @return by name, in the order of the base, or of the first expert without one
   */
  public Map<String, Shape> shapes() {
    return base.orElse(experts.get(0)).tensors().shapes();
  }

  /** How many parameters a model has. */
  long parameters() {
    return shapes().values().stream().mapToLong(Shape::size).sum();
  }

  Pieces model(LongConsumer gone) {
    return visitor -> {
      for (String tensor : shapes().keySet()) {
        tensor(tensor, gone).forEach(visitor);
      }
    };
  }

  Pieces tensor(String tensor, LongConsumer gone) {
    return visitor -> read(tensor, gone, visitor);
  }

  private void read(String tensor, LongConsumer gone, Pieces.Visitor visitor) throws IOException {
    long size = Objects.requireNonNull(shapes().get(tensor)).size();
    Piece piece = new Piece(tensor, start, trained);
    for (long first = 0; first < size; first += PIECE) {
      int count = (int) Math.min(PIECE, size - first);
      piece.moveTo(first, count);
      if (base.isPresent()) {
        base.get().tensors().read(tensor, first, count, start);
      }
      for (int e = 0; e < trained.length; e++) {
        experts.get(e).tensors().read(tensor, first, count, trained[e]);
      }
      visitor.visit(piece);
      gone.accept(count);
    }
  }

  private static void checkSame(NamedSource first, NamedSource other) {
    Map<String, Shape> expected = first.tensors().shapes();
    Map<String, Shape> found = ImmutableMap.copyOf(other.tensors().shapes());
    Set<String> missing = new TreeSet<>(Sets.difference(expected.keySet(), found.keySet()));
    checkArgument(
        missing.isEmpty(),
        "%s: expected the tensors of %s, got none of the names %s",
        other.name(),
        first.name(),
        Excerpt.ofAll(missing));
    Set<String> more = new TreeSet<>(Sets.difference(found.keySet(), expected.keySet()));
    checkArgument(
        more.isEmpty(),
        "%s: expected only the tensors of %s, got also %s",
        other.name(),
        first.name(),
        Excerpt.ofAll(more));
    expected.forEach(
        (tensor, shape) ->
            checkArgument(
                shape.equals(found.get(tensor)),
                "%s: %s: expected shape %s as in %s, got %s",
                other.name(),
                Excerpt.of(tensor, 80),
                shape,
                first.name(),
                found.get(tensor)));
  }
}
