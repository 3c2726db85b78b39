package org.temper.models.onerec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.temper.api.NamedParameter;
import org.temper.api.items.SessionRewardModel.ScoredSessions;
import org.temper.api.items.SessionRewardModel.SessionScores;
import org.temper.api.items.ShownSession;
import org.temper.testkit.LiveArrays;

class SessionTowersTest {
  private static final int STATE = 3;
  private static final int VECTOR = 4;
  private static final int ITEMS = 6;
  private static final int WIDTH = 5;
  private static final SessionTowersConfig CONFIG =
      new SessionTowersConfig(STATE, VECTOR, ITEMS, WIDTH, List.of("watched", "liked"));

  private final Random random = new Random(7);
  private final float[][] vectors = vectors();
  private SessionTowers towers;

  private float[][] vectors() {
    float[][] drawn = new float[ITEMS][VECTOR];
    for (float[] vector : drawn) {
      for (int i = 0; i < VECTOR; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return drawn;
  }

  /** All weights drawn, those that begin at 0 too. */
  @BeforeEach
  void draw() {
    towers = SessionTowers.random(CONFIG, vectors, 1, Device.cpu());
    for (NamedParameter parameter : towers.parameters().asList()) {
      float[] drawn = new float[(int) parameter.array().size()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) (0.5 * random.nextGaussian());
      }
      set(parameter.array(), drawn);
    }
  }

  @AfterEach
  void close() {
    towers.close();
  }

  private static void set(NDArray array, float... values) {
    try (NDManager host = NDManager.newBaseManager(Device.cpu())) {
      NDArray given = host.create(values, array.getShape());
      given.copyTo(array);
    }
  }

  private ShownSession session(int... items) {
    double[] state = new double[STATE];
    for (int i = 0; i < STATE; i++) {
      state[i] = (float) random.nextGaussian();
    }
    return new ShownSession(ImmutableDoubleArray.copyOf(state), ImmutableIntArray.copyOf(items));
  }

  private double[][] table(String name, int rows) {
    float[] flat = towers.parameters().get(name).array().toFloatArray();
    int columns = flat.length / rows;
    double[][] table = new double[rows][columns];
    for (int i = 0; i < flat.length; i++) {
      table[i / columns][i % columns] = flat[i];
    }
    return table;
  }

  private static double[] times(double[] vector, double[][] matrix) {
    double[] product = new double[matrix[0].length];
    for (int i = 0; i < vector.length; i++) {
      for (int j = 0; j < product.length; j++) {
        product[j] += vector[i] * matrix[i][j];
      }
    }
    return product;
  }

  /** The equations in plain loops: of both targets, and of any. */
  private double[] logits(ShownSession session) {
    double[] user = times(session.state().toArray(), table("user", STATE));
    int length = session.items().length();
    double[][] seen = new double[length][];
    for (int i = 0; i < length; i++) {
      double[] vector = new double[VECTOR];
      for (int n = 0; n < VECTOR; n++) {
        vector[n] = vectors[session.items().get(i)][n];
      }
      seen[i] = times(vector, table("vector", VECTOR));
      for (int d = 0; d < WIDTH; d++) {
        seen[i][d] = (seen[i][d] + table("item", ITEMS)[session.items().get(i)][d]) * (1 + user[d]);
      }
    }
    double[] sum = new double[WIDTH];
    for (int i = 0; i < length; i++) {
      double[] query = times(seen[i], table("query", WIDTH));
      double[] weights = new double[length];
      double total = 0;
      for (int j = 0; j < length; j++) {
        double[] key = times(seen[j], table("key", WIDTH));
        double product = 0;
        for (int d = 0; d < WIDTH; d++) {
          product += query[d] * key[d];
        }
        weights[j] = Math.exp(product / Math.sqrt(WIDTH));
        total += weights[j];
      }
      double[] mixed = new double[WIDTH];
      for (int j = 0; j < length; j++) {
        double[] value = times(seen[j], table("value", WIDTH));
        for (int d = 0; d < WIDTH; d++) {
          mixed[d] += weights[j] / total * value[d];
        }
      }
      double[] attended = times(mixed, table("output", WIDTH));
      for (int d = 0; d < WIDTH; d++) {
        sum[d] += seen[i][d] + attended[d];
      }
    }
    double[] hidden = times(sum, table("tower", WIDTH));
    double[] logits = new double[3];
    double[] thought = Arrays.copyOf(hidden, 3 * WIDTH);
    System.arraycopy(sum, 0, thought, 2 * WIDTH, WIDTH);
    for (int j = 0; j < 2; j++) {
      logits[j] = table("target.bias", 1)[0][j];
      for (int d = 0; d < WIDTH; d++) {
        int unit = j * WIDTH + d;
        double active = Math.max(0, hidden[unit] + table("tower.bias", 1)[0][unit]);
        logits[j] += table("target", 2)[j][d] * active;
        thought[unit] = active;
      }
    }
    double[] fused = times(thought, table("fusion", 3 * WIDTH));
    logits[2] = table("preference.bias", 1)[0][0];
    for (int d = 0; d < WIDTH; d++) {
      double active = Math.max(0, fused[d] + table("fusion.bias", 1)[0][d]);
      logits[2] += table("preference", 1)[0][d] * active;
    }
    return logits;
  }

  @Test
  void logitsAreThoseOfTheEquations() {
    List<ShownSession> sessions = List.of(session(0, 3, 5), session(2, 2, 1), session(4, 0, 1));
    try (SessionScores scores = towers.evaluate(sessions)) {
      float[] found = scores.logits().toFloatArray();
      float[] any = scores.preferences().toFloatArray();
      for (int row = 0; row < sessions.size(); row++) {
        double[] expected = logits(sessions.get(row));
        assertThat(found[2 * row]).isCloseTo((float) expected[0], within(1e-4f));
        assertThat(found[2 * row + 1]).isCloseTo((float) expected[1], within(1e-4f));
        assertThat(any[row]).isCloseTo((float) expected[2], within(1e-4f));
      }
    }
    double[] rewards = towers.rewards(sessions, ImmutableDoubleArray.of(1, -0.5));
    double[] first = logits(sessions.get(0));
    assertThat(rewards[0])
        .isCloseTo(1 / (1 + Math.exp(-first[0])) - 0.5 / (1 + Math.exp(-first[1])), within(1e-5));
    assertThat(towers.preferences(sessions)[0])
        .isCloseTo(1 / (1 + Math.exp(-first[2])), within(1e-5));
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    List<ShownSession> sessions = List.of(session(0, 3), session(2, 1));
    try (ScoredSessions scored = towers.score(sessions)) {
      scored.backward(scored.logits().sum().add(scored.preferences().sum()));
    }
    for (NamedParameter parameter : towers.parameters().asList()) {
      float[] gradient = parameter.array().getGradient().toFloatArray();
      float[] at = parameter.array().toFloatArray();
      int chosen = random.nextInt(at.length);
      double difference =
          (sumAt(sessions, parameter.array(), at, chosen, 1e-2f)
                  - sumAt(sessions, parameter.array(), at, chosen, -1e-2f))
              / 2e-2;
      assertThat((double) gradient[chosen])
          .as(parameter.name())
          .isCloseTo(difference, within(2e-2 * Math.max(1, Math.abs(difference))));
    }
  }

  private double sumAt(
      List<ShownSession> sessions, NDArray parameter, float[] at, int chosen, float step) {
    float[] moved = at.clone();
    moved[chosen] += step;
    set(parameter, moved);
    double sum = sessions.stream().mapToDouble(s -> Arrays.stream(logits(s)).sum()).sum();
    set(parameter, at);
    return sum;
  }

  @Test
  void theOrderOfItemsDoesNotMatterAndTheirCompanyDoes() {
    ShownSession shown = session(0, 3, 5);
    double[] rewards =
        towers.rewards(
            List.of(
                shown,
                new ShownSession(shown.state(), ImmutableIntArray.of(5, 0, 3)),
                new ShownSession(shown.state(), ImmutableIntArray.of(5, 0, 1))),
            ImmutableDoubleArray.of(1, 1));
    assertThat(rewards[1]).isCloseTo(rewards[0], within(1e-5));
    assertThat(rewards[2]).isNotCloseTo(rewards[0], within(1e-4));
  }

  @Test
  void aNewModelExpectsAHalfAndNothingIsLeftBehind() {
    try (SessionTowers fresh = SessionTowers.random(CONFIG, vectors, 3, Device.cpu())) {
      assertThat(fresh.rewards(List.of(session(1, 2)), ImmutableDoubleArray.of(1, 1)))
          .containsExactly(1.0);
      assertThat(fresh.preferences(List.of(session(1, 2)))).containsExactly(0.5);
      LiveArrays.assertConstant(
          "an update",
          () -> {
            try (ScoredSessions scored = fresh.score(List.of(session(1, 2)))) {
              scored.backward(scored.logits().sum());
            }
            fresh.rewards(List.of(session(1, 2)), ImmutableDoubleArray.of(1, 1));
          });
    }
  }

  @Test
  void badInputIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.score(List.of(session(0), session(0, 1))))
        .withMessage("sessions: expected 1 items each, got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.evaluate(List.of(session(0, ITEMS))))
        .withMessage("items: expected ids below 6, got [0, 6]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                towers.evaluate(
                    List.of(new ShownSession(ImmutableDoubleArray.of(1), ImmutableIntArray.of(0)))))
        .withMessage("state: expected 3 numbers, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionTowers.random(CONFIG, new float[2][VECTOR], 1, Device.cpu()))
        .withMessage("vectors: expected 6, one of each item, got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SessionTowersConfig(1, 1, 1, 0, List.of("watched")))
        .withMessage("width: expected at least 1, got 0");
  }
}
