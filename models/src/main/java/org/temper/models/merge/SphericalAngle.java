package org.temper.models.merge;

import java.io.IOException;
import org.temper.models.merge.methods.Slerp;

/** The way between the tensors of two experts on a sphere. */
final class SphericalAngle {
  private double dot;
  private double first;
  private double second;

  private SphericalAngle() {}

  /** Measures the angle in a tensor and joins its two vectors. */
  static Join join(Slerp method, Pieces tensor) throws IOException {
    SphericalAngle angle = new SphericalAngle();
    boolean ofTasks = method.vectors() == Slerp.Vectors.TASK_VECTORS;
    tensor.forEach(
        piece -> {
          for (int i = 0; i < piece.count(); i++) {
            if (ofTasks) {
              angle.add(piece.difference(0, i), piece.difference(1, i));
            } else {
              angle.add(piece.expert(0, i), piece.expert(1, i));
            }
          }
        });
    double[] coefficients = angle.coefficients(method);
    return ofTasks ? LinearJoin.ofTaskVectors(coefficients) : LinearJoin.ofWeights(coefficients);
  }

  private void add(double x, double y) {
    dot += x * y;
    first += x * x;
    second += y * y;
  }

  private double[] coefficients(Slerp method) {
    double position = method.position();
    double norms = Math.sqrt(first) * Math.sqrt(second);
    boolean zero = norms == 0;
    double cosine = zero ? 0 : Math.max(-1, Math.min(1, dot / norms));
    if ((zero && method.zero() == Slerp.ZeroVector.LINEAR)
        || Math.abs(cosine) > method.linearAbove()
        || Math.abs(cosine) == 1) {
      return new double[] {1 - position, position};
    }
    double angle = Math.acos(cosine);
    return new double[] {
      Math.sin((1 - position) * angle) / Math.sin(angle),
      Math.sin(position * angle) / Math.sin(angle)
    };
  }
}
