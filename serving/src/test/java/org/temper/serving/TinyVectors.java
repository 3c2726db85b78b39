package org.temper.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Points around the centers of clusters. */
final class TinyVectors {
  static final int WIDTH = 16;

  private TinyVectors() {}

  static float[][] points(int count, long seed) {
    Random centers = new Random(5);
    float[][] center = new float[20][WIDTH];
    for (float[] each : center) {
      fill(each, centers, 1);
    }
    Random random = new Random(seed);
    float[][] points = new float[count][WIDTH];
    for (float[] point : points) {
      fill(point, random, 0.7);
      float[] around = center[random.nextInt(center.length)];
      for (int i = 0; i < WIDTH; i++) {
        point[i] += around[i];
      }
    }
    return points;
  }

  private static void fill(float[] point, Random random, double deviation) {
    for (int i = 0; i < point.length; i++) {
      point[i] = (float) (deviation * random.nextGaussian());
    }
  }

  static List<float[]> states(int count) {
    return new ArrayList<>(List.of(points(count, 77)));
  }
}
