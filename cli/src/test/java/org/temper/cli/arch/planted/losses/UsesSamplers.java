package org.temper.cli.arch.planted.losses;

import org.temper.cli.arch.planted.samplers.Draw;

/** Breaks an arrow: losses use DJL alone. */
public final class UsesSamplers {
  private UsesSamplers() {}

  /**
   * A draw.
   *
   * @return a draw
   */
  public static Draw draw() {
    return new Draw();
  }
}
