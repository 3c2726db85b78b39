package org.temper.models.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.models.kernel.PyTorch;
import org.temper.models.semantic.KMeansConfig.LastLevel;
import org.temper.models.semantic.KMeansConfig.Sizes;
import org.temper.models.semantic.RqVaeConfig.Uniform;

class SemanticQuantizersTest {
  private static final ImmutableIntArray SIZES = ImmutableIntArray.of(8, 8);

  private static RqVaeConfig config(Uniform uniform, int epochs) {
    return new RqVaeConfig(
        ImmutableIntArray.of(16), 4, uniform, 0.01, 50, 0.25, epochs, 64, 3e-3, 1);
  }

  private static Embeddings vectors() {
    return ResidualKMeansProperties.vectors(160, 3);
  }

  @Test
  void findsThePointsThatVectorsLieAround() {
    // Three points, four times each: one center each, and nothing left.
    float[] values = new float[12 * 2];
    for (int i = 0; i < 12; i++) {
      values[2 * i] = i % 3 * 10;
      values[2 * i + 1] = i % 3;
    }
    Embeddings vectors = new Embeddings(values, 12, 2);
    ResidualKMeans fitted =
        ResidualKMeans.fit(
            vectors,
            ImmutableIntArray.of(3),
            KMeansConfig.of(Sizes.FREE, LastLevel.NEAREST, 1),
            Device.cpu());
    assertThat(
            Reconstruction.of(vectors, fitted.codebooks().decode(fitted.ids()))
                .relativeSquaredError())
        .isCloseTo(0, within(1e-9));
    assertThat(SemanticIdStatistics.of(fitted.ids()).levels().get(0).entropy())
        .isCloseTo(Math.log(3), within(1e-9));
  }

  @Test
  void survivesMoreCodesThanDifferentVectors() {
    Embeddings vectors = new Embeddings(new float[] {1, 1, 1, 1, 2, 2}, 6, 1);
    for (Sizes sizes : Sizes.values()) {
      ResidualKMeans fitted =
          ResidualKMeans.fit(
              vectors,
              ImmutableIntArray.of(5, 5),
              KMeansConfig.of(sizes, LastLevel.DISTINCT, 1),
              Device.cpu());
      assertThat(fitted.codebooks().decode(fitted.ids()).values())
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(vectors.values());
    }
  }

  @Test
  void refusesMoreCodesThanItems() {
    assertThatThrownBy(
            () ->
                ResidualKMeans.fit(
                    new Embeddings(new float[] {1, 2}, 2, 1),
                    ImmutableIntArray.of(3),
                    KMeansConfig.of(Sizes.FREE, LastLevel.NEAREST, 1),
                    Device.cpu()))
        .hasMessage("sizes[0]: expected from 1 to 2 codes, as many as there are items, got 3");
  }

  @Test
  void anAutoencoderLearns() {
    Embeddings vectors = vectors();
    try (RqVae early = RqVae.fit(vectors, SIZES, config(Uniform.NONE, 1), Device.cpu());
        RqVae late = RqVae.fit(vectors, SIZES, config(Uniform.NONE, 150), Device.cpu())) {
      double before = error(early, vectors);
      double after = error(late, vectors);
      assertThat(after).isLessThan(before / 2).isLessThan(0.25);
      assertThat(late.assign(vectors)).isEqualTo(late.encode(vectors));
    }
  }

  private static double error(RqVae model, Embeddings vectors) {
    return Reconstruction.of(vectors, model.decode(model.encode(vectors))).relativeSquaredError();
  }

  @Test
  void theSameSeedGivesTheSameAutoencoder() {
    Embeddings vectors = vectors();
    try (RqVae one = RqVae.fit(vectors, SIZES, config(Uniform.ALL, 3), Device.cpu());
        RqVae two = RqVae.fit(vectors, SIZES, config(Uniform.ALL, 3), Device.cpu())) {
      assertThat(one.codebooks().levels().get(1).values())
          .isEqualTo(two.codebooks().levels().get(1).values());
      assertThat(one.assign(vectors)).isEqualTo(two.assign(vectors));
    }
  }

  @Test
  void sinkhornUsesCodesMoreAlike() {
    Embeddings vectors = vectors();
    try (RqVae model = RqVae.fit(vectors, SIZES, config(Uniform.LAST, 5), Device.cpu())) {
      double uniform = SemanticIdStatistics.of(model.assign(vectors)).levels().get(1).entropy();
      double nearest = SemanticIdStatistics.of(model.encode(vectors)).levels().get(1).entropy();
      assertThat(uniform).isGreaterThan(nearest).isGreaterThan(0.9 * Math.log(8));
    }
  }

  @Test
  void sinkhornSplitsItemsThatAreNearTheSameCode() {
    // All four are nearest to code 0; the two that lose least go to code 1.
    try (NDManager manager = PyTorch.manager(Device.cpu())) {
      NDArray distances =
          manager.create(new float[] {0, 1, 0, .2f, 0, .1f, 0, .9f}, new Shape(4, 2));
      assertThat(Sinkhorn.assign(distances, 0.05, 200).toLongArray()).containsExactly(0, 1, 1, 0);
    }
  }

  @Test
  void sinkhornStaysFiniteWhereAllDistancesAreTheSame() {
    try (NDManager manager = PyTorch.manager(Device.cpu())) {
      long[] codes = Sinkhorn.assign(manager.zeros(new Shape(3, 2)), 0.003, 5).toLongArray();
      assertThat(LongStream.of(codes)).allMatch(code -> code == 0 || code == 1);
    }
  }

  @Test
  void countsSharedIds() {
    // Ids 0, 0, 0, 1, 2: three of five share, two of five would have to be named anew.
    SemanticIds ids =
        SemanticIds.of(
            ImmutableIntArray.of(4),
            List.of(
                ImmutableIntArray.of(0),
                ImmutableIntArray.of(0),
                ImmutableIntArray.of(0),
                ImmutableIntArray.of(1),
                ImmutableIntArray.of(2)));
    SemanticIdStatistics statistics = SemanticIdStatistics.of(ids);
    assertThat(statistics.sharingItems()).isEqualTo(0.6);
    assertThat(statistics.collisionRate()).isEqualTo(0.4);
    assertThat(statistics.largestGroup()).isEqualTo(3);
    // -(.6 ln .6 + 2 * .2 ln .2)
    assertThat(statistics.levels().get(0).entropy()).isCloseTo(0.950271, within(1e-6));
    assertThat(statistics.levels().get(0).perplexity()).isCloseTo(2.586409, within(1e-5));
    assertThat(statistics.levels().get(0).used()).isEqualTo(3);
    assertThat(Deduplication.number(ids).codes(1)).isEqualTo(3);
    assertThat(SemanticIdStatistics.of(Deduplication.number(ids)).sharingItems()).isZero();
  }

  @Test
  void measuresReconstruction() {
    // Mean (2, 0): spread 1 + 1; errors 0 and .25.
    Embeddings vectors = new Embeddings(new float[] {1, 0, 3, 0}, 2, 2);
    Reconstruction perfect = Reconstruction.of(vectors, vectors);
    assertThat(perfect).isEqualTo(new Reconstruction(0, 1));
    Reconstruction off =
        Reconstruction.of(vectors, new Embeddings(new float[] {1, 0, 3, 0.5f}, 2, 2));
    assertThat(off.relativeSquaredError()).isEqualTo(0.125);
    assertThat(off.cosine()).isCloseTo((1 + 3 / Math.sqrt(9.25)) / 2, within(1e-9));
  }
}
