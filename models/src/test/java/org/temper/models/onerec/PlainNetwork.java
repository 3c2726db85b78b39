package org.temper.models.onerec;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * OneRec's networks by their equations: a number at a time, in float64, one token after the other.
 */
final class PlainNetwork {
  private final OneRecConfig config;
  private final Map<String, double[]> weights = new TreeMap<>();

  PlainNetwork(OneRecConfig config, Map<String, NDArray> arrays) {
    this.config = config;
    arrays.forEach(
        (name, array) -> {
          float[] values = array.toFloatArray();
          weights.put(
              name, IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
        });
  }

  /** Log-probabilities of all tokens after a history, the begin token, and some more. */
  double[] after(long[] history, long[] generated) {
    int each = config.itemTokens();
    double[][] read = new double[(history.length + each - 1) / each + 1][];
    for (int i = 0; i < read.length; i++) {
      double[] item = new double[each * config.width()];
      for (int j = 0; j < each; j++) {
        int at = i * each + j;
        boolean last = i == read.length - 1;
        if (last ? j == 0 : at < history.length) {
          double[] token = row("tokens.weight", last ? config.beginToken() : history[at]);
          System.arraycopy(token, 0, item, j * token.length, token.length);
        }
      }
      double[] known =
          config instanceof LazyDecoderConfig own
              ? times(
                  "item.down.weight",
                  0,
                  own.width(),
                  swiglu(
                      times("item.gate_up.weight", 0, 2 * own.feedForward(), item),
                      own.feedForward()))
              : item;
      read[i] = plus(known, row("ages.weight", read.length - 1 - i));
    }
    double[][] states = new double[generated.length + 1][];
    for (int i = 0; i < states.length; i++) {
      long id = i == 0 ? config.beginToken() : generated[i - 1];
      states[i] = plus(row("tokens.weight", id), row("places.weight", i));
    }
    states =
        config instanceof EncoderDecoderConfig own
            ? decoded(states, encoded(read, own), own)
            : lazilyDecoded(states, read, (LazyDecoderConfig) config);
    double[] last = normed(states[states.length - 1], "norm.weight");
    return logSoftmax(times("output.weight", 0, config.vocabularySize(), last));
  }

  private double[][] encoded(double[][] x, EncoderDecoderConfig own) {
    for (int layer = 0; layer < own.encoderLayers(); layer++) {
      String prefix = "encoder.layers." + layer + ".";
      x = attended(x, prefix + "attention.", false);
      for (int i = 0; i < x.length; i++) {
        x[i] = plus(x[i], fed(x[i], prefix + "feedforward.", own.feedForward()));
      }
    }
    return Arrays.stream(x)
        .map(state -> normed(state, "encoder.norm.weight"))
        .toArray(double[][]::new);
  }

  private double[][] decoded(double[][] x, double[][] read, EncoderDecoderConfig own) {
    int width = own.width();
    for (int layer = 0; layer < own.decoderLayers(); layer++) {
      String prefix = "decoder.layers." + layer + ".";
      x = attended(x, prefix + "attention.", true);
      double[][] keys = new double[read.length][];
      double[][] values = new double[read.length][];
      for (int i = 0; i < read.length; i++) {
        keys[i] = times(prefix + "cross.key_value.weight", 0, width, read[i]);
        values[i] = times(prefix + "cross.key_value.weight", width, width, read[i]);
      }
      x = crossed(x, keys, values, prefix + "cross.");
      for (int i = 0; i < x.length; i++) {
        x[i] = plus(x[i], byExperts(normed(x[i], prefix + "experts.norm.weight"), prefix, own));
      }
    }
    return x;
  }

  private double[][] lazilyDecoded(double[][] x, double[][] read, LazyDecoderConfig own) {
    int each = own.keyValueHeads() * own.headSize();
    for (int layer = 0; layer < own.decoderLayers(); layer++) {
      String prefix = "decoder.layers." + layer + ".";
      int source = layer * own.contextLayers() / own.decoderLayers();
      int piece = source * own.contextSplit() * each;
      double[][] keys = new double[read.length][];
      double[][] values = new double[read.length][];
      for (int i = 0; i < read.length; i++) {
        String name = "context." + source + ".";
        keys[i] = normed(times("context.weight", piece, each, read[i]), name + "key.norm.weight");
        values[i] =
            own.contextSplit() == 1
                ? keys[i]
                : normed(
                    times("context.weight", piece + each, each, read[i]),
                    name + "value.norm.weight");
      }
      x = crossed(x, keys, values, prefix + "cross.");
      x = attended(x, prefix + "attention.", true);
      for (int i = 0; i < x.length; i++) {
        x[i] = plus(x[i], fed(x[i], prefix + "feedforward.", own.feedForward()));
      }
    }
    return x;
  }

  private double[] byExperts(double[] x, String prefix, EncoderDecoderConfig own) {
    double[] shares =
        Arrays.stream(logSoftmax(times(prefix + "experts.router.weight", 0, own.experts(), x)))
            .map(Math::exp)
            .toArray();
    double[] bias = weights.get(prefix + "experts.bias");
    int[] best =
        IntStream.range(0, own.experts())
            .boxed()
            .sorted((a, b) -> Double.compare(shares[b] + bias[b], shares[a] + bias[a]))
            .limit(own.activeExperts())
            .mapToInt(Integer::intValue)
            .toArray();
    double[] sum = new double[x.length];
    int inner = own.feedForward();
    for (int expert : best) {
      double[] y =
          swiglu(times(prefix + "experts.gate_up.weight", expert * 2 * inner, 2 * inner, x), inner);
      double[] down = times(prefix + "experts.down.weight", expert * x.length, x.length, y);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += shares[expert] * down[i];
      }
    }
    return sum;
  }

  private double[] fed(double[] x, String prefix, int inner) {
    double[] both =
        times(prefix + "gate_up.weight", 0, 2 * inner, normed(x, prefix + "norm.weight"));
    return times(prefix + "down.weight", 0, x.length, swiglu(both, inner));
  }

  private static double[] swiglu(double[] both, int inner) {
    return IntStream.range(0, inner)
        .mapToDouble(i -> both[i] / (1 + Math.exp(-both[i])) * both[inner + i])
        .toArray();
  }

  private double[][] attended(double[][] x, String prefix, boolean causal) {
    int width = config.width();
    double[][] q = new double[x.length][];
    double[][] k = new double[x.length][];
    double[][] v = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double[] all =
          times(prefix + "projection.weight", 0, 3 * width, normed(x[i], prefix + "norm.weight"));
      q[i] = Arrays.copyOfRange(all, 0, width);
      k[i] = Arrays.copyOfRange(all, width, 2 * width);
      v[i] = Arrays.copyOfRange(all, 2 * width, 3 * width);
    }
    double[][] result = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      int seen = causal ? i + 1 : x.length;
      double[] found = looked(q[i], Arrays.copyOf(k, seen), Arrays.copyOf(v, seen));
      result[i] = plus(x[i], times(prefix + "output.weight", 0, width, found));
    }
    return result;
  }

  private double[][] crossed(double[][] x, double[][] keys, double[][] values, String prefix) {
    int width = config.width();
    double[][] result = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double[] q = times(prefix + "query.weight", 0, width, normed(x[i], prefix + "norm.weight"));
      result[i] = plus(x[i], times(prefix + "output.weight", 0, width, looked(q, keys, values)));
    }
    return result;
  }

  /** One query, of all heads, on keys of as many or fewer heads. */
  private double[] looked(double[] q, double[][] keys, double[][] values) {
    int size = config.headSize();
    int heads = q.length / size;
    int perGroup = heads / (keys[0].length / size);
    double[] result = new double[q.length];
    for (int head = 0; head < heads; head++) {
      int own = head * size;
      int group = head / perGroup * size;
      double[] scores = new double[keys.length];
      for (int t = 0; t < keys.length; t++) {
        for (int i = 0; i < size; i++) {
          scores[t] += q[own + i] * keys[t][group + i] / Math.sqrt(size);
        }
      }
      double[] logs = logSoftmax(scores);
      for (int t = 0; t < keys.length; t++) {
        for (int i = 0; i < size; i++) {
          result[own + i] += Math.exp(logs[t]) * values[t][group + i];
        }
      }
    }
    return result;
  }

  private double[] row(String table, long index) {
    int width = config.width();
    return Arrays.copyOfRange(weights.get(table), (int) index * width, (int) (index + 1) * width);
  }

  /** Some rows of a matrix times a vector. */
  private double[] times(String matrix, int from, int rows, double[] x) {
    double[] all = weights.get(matrix);
    return IntStream.range(from, from + rows)
        .mapToDouble(
            row ->
                IntStream.range(0, x.length).mapToDouble(i -> all[row * x.length + i] * x[i]).sum())
        .toArray();
  }

  private double[] normed(double[] x, String gain) {
    double[] gains = weights.get(gain);
    double square = Arrays.stream(x).map(value -> value * value).average().orElseThrow();
    return IntStream.range(0, x.length)
        .mapToDouble(i -> x[i] / Math.sqrt(square + 1e-6) * gains[i])
        .toArray();
  }

  private static double[] plus(double[] one, double[] other) {
    return IntStream.range(0, one.length).mapToDouble(i -> one[i] + other[i]).toArray();
  }

  private static double[] logSoftmax(double[] x) {
    double max = Arrays.stream(x).max().orElseThrow();
    double log = max + Math.log(Arrays.stream(x).map(value -> Math.exp(value - max)).sum());
    return Arrays.stream(x).map(value -> value - log).toArray();
  }
}
